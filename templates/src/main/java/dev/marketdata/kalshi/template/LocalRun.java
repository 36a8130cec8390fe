package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.MarketDataPipeline;
import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.WriteRunSummary.RunFailedException;
import dev.marketdata.kalshi.runs.WriteRunSummary.SummaryNotWrittenException;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.Pipeline.PipelineExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Runs the job on this machine, shows its progress, and prints its summary.
 *
 * @param timing the timing of the run's client; null for that of the system
 */
record LocalRun(
    KalshiMarketDataOptions options, PrintStream out, PrintStream err, @Nullable Timing timing) {

  /**
   * Runs the job.
   *
   * @return the exit status
   * @throws FlagException if nothing can be written to the output, or Beam cannot run here
   */
  int collect(RunSettings wanted) throws FlagException {
    NativeCode.load();
    RunSettings settings;
    SilenceNotice notice = new SilenceNotice(wanted.output().toString(), err);
    try {
      settings = claimed(wanted);
    } finally {
      notice.close();
    }
    String run = settings.run().name();
    if (timing != null) {
      KalshiClients.use(settings.kalshi(), timing);
    }
    Pipeline pipeline = Pipeline.create(options);
    MarketDataPipeline.build(pipeline, settings);
    String ifInterrupted =
        "kalshi: interrupted. Stored shards are kept; to finish, run again with " + again(settings);
    RuntimeException failure = null;
    try (ProgressDisplay display =
        new ProgressDisplay(
            RunProgress.of(run),
            err,
            Boolean.getBoolean(KalshiMain.TERMINAL),
            () -> {
              err.println(ifInterrupted);
              settings.notices().failed(settings.run(), "interrupted");
            })) {
      display.watch(pipeline.run());
    } catch (RuntimeException e) {
      failure = e;
    } finally {
      RunProgress.forget(run);
      if (timing != null) {
        KalshiClients.release(settings.kalshi());
      }
    }
    String why = failure == null ? "no reason is known" : message(failure);
    RunSummary summary = summary(settings);
    if (summary == null) {
      sayWithoutSummary(settings, failure, why);
      return KalshiMain.FAILED;
    }
    new SummaryTable(summary, settings, out).print();
    if (failure != null || summary.verdict() == Verdict.FAILED) {
      err.println("kalshi: " + why);
      return KalshiMain.FAILED;
    }
    return 0;
  }

  private void sayWithoutSummary(
      RunSettings settings, @Nullable RuntimeException failure, String why) {
    boolean logged = failure != null && cause(failure) instanceof SummaryNotWrittenException;
    if (!logged) {
      settings.notices().failed(settings.run(), why);
      err.println(
          "RUN_SUMMARY slot="
              + settings.run().slot()
              + " job="
              + settings.run().jobName()
              + " verdict=failed stored=0 failed=0");
    }
    err.println(
        "kalshi: the run ended without a summary: "
            + why
            + ". What is stored in "
            + settings.output()
            + " is kept; fix this, and run again with "
            + again(settings));
  }

  private static String again(RunSettings settings) {
    Windows slots = settings.rules().windows();
    return settings.rules().snapshots()
        ? "--slot=" + settings.run().slot() + " before " + nextSlot(settings)
        : "--slot=" + slots.first().slot() + "/" + slots.last().slot();
  }

  /** Creates the folder of the run, of a second later if another run has that of this second. */
  private RunSettings claimed(RunSettings wanted) throws FlagException {
    RunSettings settings = wanted;
    try {
      while (!settings.output().claim(settings.run())) {
        settings =
            SettingsFromOptions.read(
                options,
                settings.tickers(),
                settings.run().startedAt().plus(Duration.ofSeconds(1)));
      }
    } catch (IOException e) {
      throw FlagException.of(
          "output",
          settings.output().toString(),
          "cannot write there: " + Excerpt.of(e).replaceFirst("\\.$", "") + OutputRoot.remedy(e));
    }
    return settings;
  }

  /** Returns the time from which the slot is past. */
  private static Instant nextSlot(RunSettings settings) {
    Duration interval = settings.rules().interval();
    return Slot.floor(settings.run().slot().time(), interval).time().plus(interval);
  }

  private static @Nullable RunSummary summary(RunSettings settings) {
    try (ObjectStore store = settings.output().open(settings.run())) {
      return RunSummary.fromJson(store.read(settings.run().folder() + "/summary.json"));
    } catch (IOException e) {
      return null;
    }
  }

  /** Returns one line for a person; the stack trace of what nobody foresaw goes to the log. */
  static String message(RuntimeException e) {
    Throwable cause = cause(e);
    if (cause instanceof IOException io) {
      return Excerpt.of(io);
    }
    if (cause instanceof RunFailedException) {
      return String.valueOf(cause.getMessage());
    }
    Logger.getLogger(KalshiMain.class.getName()).log(Level.FINE, "unexpected failure", e);
    return "unexpected failure: "
        + Excerpt.of(cause.getClass().getSimpleName() + ": " + cause.getMessage());
  }

  private static Throwable cause(RuntimeException e) {
    return e instanceof PipelineExecutionException && e.getCause() != null ? e.getCause() : e;
  }
}
