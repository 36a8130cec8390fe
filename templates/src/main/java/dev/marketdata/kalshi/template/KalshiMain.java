package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.base.UserPath;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.template.CommandLine.Command;
import dev.marketdata.kalshi.tickers.TickerCounts;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.logging.LogManager;
import java.util.stream.Collectors;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.io.FileSystems;
import org.jspecify.annotations.Nullable;

/**
 * The program behind the script {@code kalshi}: runs one command on this machine. Exit status: 0
 * success (a run: complete or partial), 1 failure, 2 usage error (flags, tickers, key file, output
 * folder).
 */
public final class KalshiMain {

  static final int FAILED = 1;
  static final int USAGE_ERROR = 2;

  /** System property: whether standard error is a terminal. Set by the script. */
  static final String TERMINAL = "kalshi.terminal";

  /** System property: process id of the script. */
  private static final String SCRIPT = "kalshi.script";

  private static final String STANDARD_INPUT = "-";

  // A plan does not wait for the end of an outage.
  private static final Duration TIME_OF_PLAN = Duration.ofSeconds(20);

  private final InputStream in;
  private final PrintStream out;
  private final PrintStream err;
  private final Clock clock;
  private final @Nullable Timing timing;

  KalshiMain(InputStream in, PrintStream out, PrintStream err, Clock clock) {
    this(in, out, err, clock, null);
  }

  private KalshiMain(
      InputStream in, PrintStream out, PrintStream err, Clock clock, @Nullable Timing timing) {
    this.in = in;
    this.out = out;
    this.err = err;
    this.clock = clock;
    this.timing = timing;
  }

  /** Returns a program for another time than now, whose runs have this timing: for the demo. */
  public static KalshiMain at(Timing timing, InputStream in, PrintStream out, PrintStream err) {
    return new KalshiMain(in, out, err, timing.clock(), timing);
  }

  /**
   * Runs the command that the first argument names, with tickers and the flags of {@link
   * KalshiMarketDataOptions}, {@link CoverageOptions}, {@link TablesOptions} or {@link
   * ReportOptions}; ends the JVM with the exit status.
   */
  public static void main(String[] args) {
    prepare();
    System.exit(new KalshiMain(System.in, System.out, System.err, Clock.systemUTC()).run(args));
  }

  /** Prepares this JVM for the program; called once, before anything else of Beam. */
  public static void prepare() {
    quietLogs();
    exitWith(Long.getLong(SCRIPT));
    FlagReader.registerLocal();
  }

  /** A script killed with SIGKILL cannot forward the signal, so its death ends this process too. */
  private static void exitWith(@Nullable Long script) {
    if (script != null) {
      CompletableFuture<Void> unused =
          ProcessHandle.of(script)
              .map(ProcessHandle::onExit)
              .orElseGet(() -> CompletableFuture.completedFuture(null))
              .thenRun(() -> System.exit(FAILED));
    }
  }

  /**
   * Runs the command that the first argument names.
   *
   * @return the exit status
   */
  public int run(String... args) {
    try {
      CommandLine line = CommandLine.parse(args);
      if (line.command() == Command.HELP) {
        FlagReader.printHelp(line.operands(), out);
        return 0;
      }
      if (line.command() == Command.COVERAGE) {
        return new CoverageCommand(out, err, clock.instant()).run(line);
      }
      if (line.command() == Command.TABLES) {
        return new TablesCommand(out, err, clock).run(line);
      }
      if (line.command() == Command.REPORT) {
        return new ReportCommand(out, err, clock).run(line);
      }
      KalshiMarketDataOptions options = options(line);
      FileSystems.setDefaultPipelineOptions(options);
      TickerFiles tickers = tickers(line, options);
      RunSettings settings = SettingsFromOptions.read(options, tickers, clock.instant());
      check(settings);
      showLeftOut(options, settings);
      if (line.command() == Command.PLAN) {
        estimate(options, settings).print(out);
        return 0;
      }
      checkExchange(settings);
      return new LocalRun(options, out, err, timing).collect(settings);
    } catch (FlagException | InvalidCredentialException e) {
      err.println("kalshi: " + e.getMessage());
      return USAGE_ERROR;
    } catch (RuntimeException e) {
      err.println("kalshi: " + LocalRun.message(e));
      return FAILED;
    }
  }

  private static KalshiMarketDataOptions options(CommandLine line) throws FlagException {
    List<String> flags = new ArrayList<>(line.flags());
    if (!line.has("jobName")) {
      flags.add("--jobName=" + KalshiMarketDataOptions.JOB_NAME);
    }
    KalshiMarketDataOptions options = FlagReader.read(flags.toArray(String[]::new));
    if (SettingsFromOptions.isForDataflow(options)) {
      throw FlagException.of(
          "runner", "DataflowRunner", "this program runs on one machine; use the Flex Template");
    }
    DirectOptions direct = options.as(DirectOptions.class);
    // Requests and uploads have threads of their own. A second thread of the runner would poll for
    // work without a pause while they wait, which takes a whole processor (apache/beam#18070).
    direct.setTargetParallelism(1);
    // The main thread shows progress meanwhile.
    direct.setBlockOnRun(false);
    // These checks copy every element; the pipeline's tests run with them on.
    direct.setEnforceImmutability(false);
    direct.setEnforceEncodability(false);
    return options;
  }

  /** Returns where the tickers are; reads standard input and pipes, which can be read only once. */
  private TickerFiles tickers(CommandLine line, KalshiMarketDataOptions options)
      throws FlagException {
    String flag = options.getTickers();
    if (!line.operands().isEmpty()) {
      if (line.has("tickers")) {
        throw new FlagException("give tickers as arguments or with --tickers, not both");
      }
      return TickerFiles.ofText("command line", String.join("\n", line.operands()));
    }
    try {
      if (flag.equals(STANDARD_INPUT)) {
        return TickerFiles.ofBytes("standard input", in.readAllBytes());
      }
      String path = UserPath.expanded(flag);
      if (isPipe(path)) {
        return TickerFiles.ofBytes(path, Files.readAllBytes(Path.of(path)));
      }
    } catch (IOException e) {
      throw FlagException.of("tickers", flag, "cannot be read: " + Excerpt.of(e));
    }
    return SettingsFromOptions.tickers(options);
  }

  private static boolean isPipe(String path) {
    try {
      Path file = Path.of(path);
      return Files.exists(file) && !Files.isRegularFile(file) && !Files.isDirectory(file);
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** Finds what the user has to change before anything is fetched. */
  private void check(RunSettings settings) throws FlagException, InvalidCredentialException {
    TickerCounts counts = settings.tickers().counts();
    showInvalidLines(counts);
    if (counts.problem() != null) {
      throw new FlagException("--tickers: " + counts.problem());
    }
    CredentialSources credentials = settings.kalshi().credentials();
    if (credentials != null) {
      credentials.check();
    }
    settings.notices().check();
  }

  /** A backfill has only datasets with a window. */
  private void showLeftOut(KalshiMarketDataOptions options, RunSettings settings) {
    String leftOut =
        SettingsFromOptions.datasets(options.getInclude()).stream()
            .filter(dataset -> !settings.rules().include().contains(dataset))
            .map(MarketDataset::label)
            .collect(Collectors.joining(", "));
    if (!leftOut.isEmpty()) {
      err.println("kalshi: " + leftOut + " of past slots cannot be had; they are left out");
    }
  }

  private void showInvalidLines(TickerCounts counts) {
    if (counts.invalid() == 0 || (counts.invalid() == 1 && counts.problem() != null)) {
      // The problem shows a single line.
      return;
    }
    err.println("kalshi: skipped invalid lines: " + counts.invalid());
    counts.firstInvalid().forEach(line -> err.println("  " + line));
    if (counts.invalid() > counts.firstInvalid().size()) {
      err.println("  ...");
    }
  }

  private void checkExchange(RunSettings settings) throws FlagException {
    String refusal = refusal(settings);
    if (refusal != null) {
      throw FlagException.of("output", settings.output().toString(), refusal);
    }
  }

  private @Nullable String refusal(RunSettings settings) {
    SilenceNotice notice = new SilenceNotice(settings.output().toString(), err);
    try {
      // A storage that is down is waited for by the run.
      return settings.output().responds()
          ? new RunHistory(settings.output()).refusal(settings.kalshi().api())
          : null;
    } catch (IOException | RuntimeException e) {
      // Reported where the output is claimed, or by the run itself.
      return null;
    } finally {
      notice.close();
    }
  }

  private RunEstimate estimate(KalshiMarketDataOptions options, RunSettings settings)
      throws FlagException {
    EarlierRun earlier = null;
    String unreadable = null;
    try {
      earlier = EarlierRun.newestUnder(settings.output());
    } catch (IOException e) {
      // An estimate does without.
      unreadable = Excerpt.of(e);
    }
    try {
      return new RunEstimate(
          settings.tickers().selectors(),
          settings.output(),
          earlier,
          unreadable,
          KalshiClients.rate(settings.kalshi().until(clock.instant().plus(TIME_OF_PLAN))),
          Duration.parse(options.getInterval()),
          settings.rules());
    } catch (KalshiException e) {
      throw new FlagException(e.detail());
    } catch (IOException e) {
      throw new FlagException("--tickers: " + Excerpt.of(e));
    }
  }

  /**
   * Shows our own log lines only, because Beam's are for developers. The JDK's own property names a
   * file that shows others.
   */
  private static void quietLogs() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    if (Boolean.getBoolean(TERMINAL)) {
      // Clears the progress bar's line first.
      System.setProperty("java.util.logging.SimpleFormatter.format", "\r\u001b[K%5$s%n");
    }
    try (InputStream config = KalshiMain.class.getResourceAsStream("logging.properties")) {
      if (config != null) {
        LogManager.getLogManager().readConfiguration(config);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading logging.properties from the jar", e);
    }
  }
}
