package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.MarketDataPipeline;
import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.WriteRunSummary.RunFailedException;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.tickers.TickerCounts;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * Runs the job on this machine and tells a person how it went. Exit status: 0 complete or partial,
 * 1 failed, 2 something to be mended first (flags, ticker file, key file, output folder).
 */
public final class CollectMain {

  static final int FAILED = 1;
  static final int USAGE_ERROR = 2;

  private static final String PLAN = "--plan";
  private static final List<String> HELP = List.of("--help", "-h", "help");

  /** The system property by which the script says that it writes to a terminal. */
  private static final String TERMINAL = "collect.terminal";

  /** The system property by which the script tells its own process. */
  private static final String SCRIPT = "collect.script";

  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;

  CollectMain(PrintStream out, PrintStream err, Clock clock) {
    this.out = out;
    this.err = err;
    this.clock = clock;
  }

  /** Runs with the flags of {@link KalshiMarketDataOptions}; ends the JVM with the exit status. */
  public static void main(String[] args) {
    quietLogs();
    endWith(Long.getLong(SCRIPT));
    FlagReader.registerLocal();
    System.exit(new CollectMain(System.out, System.err, Clock.systemUTC()).run(args));
  }

  /** Whoever kills the script, which cannot pass that on, means the run. */
  private static void endWith(@Nullable Long script) {
    if (script != null) {
      CompletableFuture<Void> unused =
          ProcessHandle.of(script)
              .map(ProcessHandle::onExit)
              .orElseGet(() -> CompletableFuture.completedFuture(null))
              .thenRun(() -> System.exit(FAILED));
    }
  }

  int run(String... args) {
    if (!Collections.disjoint(List.of(args), HELP)) {
      FlagReader.printHelp(out);
      return 0;
    }
    try {
      KalshiMarketDataOptions options =
          options(Arrays.stream(args).filter(arg -> !arg.equals(PLAN)).toArray(String[]::new));
      FileSystems.setDefaultPipelineOptions(options);
      RunSettings settings = usable(options, clock.instant());
      if (List.of(args).contains(PLAN)) {
        estimate(options, settings).print(out);
        return 0;
      }
      return collect(options, claimed(options, settings));
    } catch (FlagException | InvalidCredentialException e) {
      err.println("collect: " + e.getMessage());
      return USAGE_ERROR;
    } catch (RuntimeException e) {
      err.println("collect: " + oneLine(e));
      return FAILED;
    }
  }

  private static KalshiMarketDataOptions options(String... args) throws FlagException {
    KalshiMarketDataOptions options = FlagReader.read(args);
    for (String arg : args) {
      if (arg.startsWith("--") && arg.indexOf('=') < 0) {
        // Beam reads "true" there.
        throw new FlagException(arg + " needs a value: " + arg + "=...");
      }
    }
    if (SettingsFromOptions.isForDataflow(options)) {
      throw FlagException.of(
          "runner", "DataflowRunner", "collect runs on this machine; the template is for Dataflow");
    }
    DirectOptions direct = options.as(DirectOptions.class);
    // All that waits has threads of its own. A second thread of the runner would spend the wait in
    // looking for work without a pause, which takes a whole processor (apache/beam#18070).
    direct.setTargetParallelism(1);
    // The main thread shows progress meanwhile.
    direct.setBlockOnRun(false);
    // These checks copy every element; the tests run with them on.
    direct.setEnforceImmutability(false);
    direct.setEnforceEncodability(false);
    return options;
  }

  /** Finds what the user has to mend before anything is fetched. */
  private RunSettings usable(KalshiMarketDataOptions options, Instant launchedAt)
      throws FlagException, InvalidCredentialException {
    RunSettings settings = SettingsFromOptions.read(options, launchedAt);
    TickerCounts counts = settings.tickers().counts();
    if (counts.problem() != null) {
      throw new FlagException("--tickers: " + counts.problem());
    }
    if (counts.firstInvalid() != null) {
      err.println(
          "collect: invalid lines, which are left out: "
              + counts.invalid()
              + "; the first: "
              + counts.firstInvalid());
    }
    if (settings.run().slot().time().isAfter(launchedAt)) {
      err.println("collect: the slot " + settings.run().slot() + " has not come yet");
    }
    CredentialSources credentials = settings.kalshi().credentials();
    if (credentials != null) {
      credentials.check();
    }
    return settings;
  }

  private static RunEstimate estimate(KalshiMarketDataOptions options, RunSettings settings)
      throws FlagException {
    try {
      return new RunEstimate(
          settings.tickers().selectors(),
          EarlierRun.newestUnder(settings.output()),
          KalshiClients.rate(settings.kalshi()),
          Duration.parse(options.getInterval()),
          settings.rules());
    } catch (KalshiException e) {
      throw new FlagException(e.detail());
    } catch (IOException e) {
      throw new FlagException("--tickers: " + Excerpt.of(e));
    }
  }

  /** Takes a folder for the run, a second later if another run has begun in this one. */
  private static RunSettings claimed(KalshiMarketDataOptions options, RunSettings wanted)
      throws FlagException {
    RunSettings settings = wanted;
    try {
      while (!settings.output().claim(settings.run())) {
        settings =
            SettingsFromOptions.read(
                options, settings.run().startedAt().plus(Duration.ofSeconds(1)));
      }
    } catch (IOException e) {
      throw new FlagException(
          "--output=" + settings.output() + ": nothing can be written there: " + Excerpt.of(e));
    }
    return settings;
  }

  private int collect(KalshiMarketDataOptions options, RunSettings settings) {
    String run = settings.run().name();
    Pipeline pipeline = Pipeline.create(options);
    MarketDataPipeline.build(pipeline, settings);
    String lastWords =
        "collect: ended before its time; what is stored stays, and the same command with --slot="
            + settings.run().slot()
            + " does the rest";
    String failure = null;
    try (ProgressDisplay display =
        new ProgressDisplay(RunProgress.of(run), err, Boolean.getBoolean(TERMINAL), lastWords)) {
      display.watch(pipeline.run());
    } catch (RuntimeException e) {
      failure = oneLine(e);
    } finally {
      RunProgress.forget(run);
    }
    RunSummary summary = summary(settings);
    if (summary == null) {
      err.println("collect: the run ended without a summary: " + failure);
      return FAILED;
    }
    new SummaryTable(summary, settings, out).print();
    if (failure != null || summary.verdict() == Verdict.FAILED) {
      err.println("collect: " + failure);
      return FAILED;
    }
    return 0;
  }

  private static @Nullable RunSummary summary(RunSettings settings) {
    try (ObjectStore store = settings.output().open(settings.run())) {
      return RunSummary.fromJson(store.read(settings.run().folder() + "/summary.json"));
    } catch (IOException e) {
      return null;
    }
  }

  private static String oneLine(RuntimeException e) {
    Throwable cause =
        e instanceof PipelineExecutionException && e.getCause() != null ? e.getCause() : e;
    if (cause instanceof IOException io) {
      return Excerpt.of(io);
    }
    if (cause instanceof RunFailedException) {
      return String.valueOf(cause.getMessage());
    }
    Logger.getLogger(CollectMain.class.getName()).log(Level.FINE, "an unforeseen failure", e);
    return "an unforeseen failure: "
        + Excerpt.of(cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  /** Beam's words are for developers; a file named by the JDK's own property brings them back. */
  private static void quietLogs() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    if (Boolean.getBoolean(TERMINAL)) {
      // Wipes the progress bar's line first.
      System.setProperty("java.util.logging.SimpleFormatter.format", "\r\u001b[K%5$s%n");
    }
    try (InputStream in = CollectMain.class.getResourceAsStream("logging.properties")) {
      if (in != null) {
        LogManager.getLogManager().readConfiguration(in);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading logging.properties from the jar", e);
    }
  }
}
