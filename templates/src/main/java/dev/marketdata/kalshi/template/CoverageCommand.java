package dev.marketdata.kalshi.template;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.runs.Coverage;
import dev.marketdata.kalshi.runs.CoverageGap;
import dev.marketdata.kalshi.runs.CoverageRow;
import dev.marketdata.kalshi.runs.RepairCommand;
import dev.marketdata.kalshi.runs.RunHistory;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** The command {@code coverage}: prints what the runs under an output hold. */
record CoverageCommand(PrintStream out, PrintStream err, Instant now) {

  /**
   * Runs the command.
   *
   * @return the exit status
   * @throws FlagException if a flag cannot be used, or the output has no runs
   */
  int run(CommandLine line) throws FlagException {
    CoverageOptions options =
        FlagReader.read(CoverageOptions.class, line.flags().toArray(String[]::new));
    CoverageSettings settings =
        SettingsFromOptions.read(
            options, line.has("jobName") ? options.getJobName() : KalshiMarketDataOptions.JOB_NAME);
    Instant from = settings.from();
    if (from != null && from.isAfter(now)) {
      throw FlagException.of("from", from.toString(), "must not be in the future");
    }
    SilenceNotice notice = new SilenceNotice(settings.output().toString(), err);
    Coverage coverage;
    try {
      coverage = read(settings);
    } catch (IOException e) {
      throw FlagException.of(
          "output", settings.output().toString(), "cannot be read: " + Excerpt.of(e));
    } finally {
      notice.close();
    }
    List<CoverageRow> rows =
        coverage.rows().stream().filter(row -> settings.shows(row.window().slot())).toList();
    if (rows.isEmpty()) {
      throw nothing(settings, coverage);
    }
    RepairCommand repair = RepairCommand.of(settings.output(), settings.jobName(), coverage.runs());
    List<CoverageGap> gaps = CoverageGap.of(rows);
    if (settings.json()) {
      rows.forEach(row -> out.println(json(row, gaps, repair)));
    } else {
      new CoverageTable(rows, gaps, repair, out).print();
    }
    return 0;
  }

  private FlagException nothing(CoverageSettings settings, Coverage coverage) {
    Instant first =
        coverage.rows().stream()
            .map(row -> row.window().slot())
            .min(Comparator.naturalOrder())
            .orElse(null);
    Instant to = settings.to();
    if (first != null && to != null && to.isBefore(first)) {
      return FlagException.of(
          "to", to.toString(), "must not be before the first slot of the runs, " + first);
    }
    return FlagException.of(
        "output",
        settings.output().toString(),
        "has no run of a regular slot in that time; a run of --slot=now is not one");
  }

  private Coverage read(CoverageSettings settings) throws IOException, FlagException {
    RunHistory history = new RunHistory(settings.output());
    Coverage coverage =
        Coverage.read(history, settings.jobName(), settings.from(), now, settings.interval());
    if (coverage.runs().isEmpty() && coverage.rows().isEmpty()) {
      throw RunsOfJob.none(history, settings.jobName(), settings.from());
    }
    return coverage;
  }

  private static ObjectNode json(CoverageRow row, List<CoverageGap> gaps, RepairCommand repair) {
    return row.json()
        .put(
            "command",
            gaps.stream()
                .filter(gap -> gap.rows().contains(row))
                .findFirst()
                .map(repair::of)
                .orElse(row.isGapOfNow() ? repair.ofNow(row.interval()) : null));
  }
}
