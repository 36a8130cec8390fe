package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.report.Report;
import dev.marketdata.kalshi.report.ReportSettings;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;

/** The command {@code report}: makes the page, and prints where it is. */
record ReportCommand(PrintStream out, PrintStream err, Clock clock) {

  /**
   * Runs the command.
   *
   * @return the exit status
   * @throws FlagException if a flag cannot be used, or the output has no runs
   */
  int run(CommandLine line) throws FlagException {
    ReportOptions options =
        FlagReader.read(ReportOptions.class, line.flags().toArray(String[]::new));
    ReportSettings settings =
        SettingsFromOptions.read(
            options, line.has("jobName") ? options.getJobName() : KalshiMarketDataOptions.JOB_NAME);
    Instant started = clock.instant();
    Report report = make(settings);
    try {
      report.write(settings.output());
    } catch (IOException e) {
      err.println(
          "kalshi: "
              + settings.output().resolve(Report.PATH)
              + " cannot be written: "
              + Excerpt.of(e)
              + (settings.output().isInBucket()
                  ? "; the account needs roles/storage.objectUser on the bucket"
                  : ""));
      return KalshiMain.FAILED;
    }
    report.notes().forEach(out::println);
    if (report.brokenShards() > 0) {
      out.println("broken shards that are left out: " + report.brokenShards());
    }
    out.printf(
        Locale.ROOT,
        "markets: %,d, with candles and trades: %,d; bytes: %,d; elapsed: %.1f s%n",
        report.markets(),
        report.charts(),
        report.size(),
        Duration.between(started, clock.instant()).toMillis() / 1000.0);
    out.println("report: " + location(settings.output()));
    return 0;
  }

  private Report make(ReportSettings settings) throws FlagException {
    String output = settings.output().toString();
    SilenceNotice notice = new SilenceNotice(err, "still reading " + output + " ...");
    try {
      if (settings.output().list("runs").isEmpty()) {
        throw FlagException.of("output", output, "has no runs; give the --output of collect");
      }
      RunsOfJob.check(
          new RunHistory(settings.output()), settings.jobName(), settings.from(), settings.to());
      // Before Parquet's library loads its compression.
      NativeCode.load();
      return Report.of(settings);
    } catch (IOException e) {
      throw FlagException.of("output", output, "cannot be read: " + Excerpt.of(e));
    } finally {
      notice.close();
    }
  }

  /** A browser opens a URL; a terminal makes it a link. */
  private static String location(OutputRoot output) {
    String location = output.resolve(Report.PATH);
    return output.isInBucket() ? location : Path.of(location).toUri().toString();
  }
}
