package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.io.Serializable;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.apache.beam.sdk.transforms.DoFn;

/**
 * Lists the runs whose shards the wanted days can be in: any run that started on the first of them
 * or later, because a run can write shards of earlier slots.
 */
final class FindRuns extends DoFn<TablesSettings, FindRuns.Found> {

  /**
   * A run that may have finished.
   *
   * @param before the runs of its job before it, the last first
   */
  record Found(TablesSettings settings, RunId run, List<RunId> before) implements Serializable {}

  private static final String DATE = "date=";
  // Of runs that did not finish, one after the other.
  private static final int LOOK_BACK = 100;

  @ProcessElement
  public void find(@Element TablesSettings settings, OutputReceiver<Found> out) throws IOException {
    List<RunId> runs = runs(settings.output());
    for (int i = 0; i < runs.size(); i++) {
      RunId run = runs.get(i);
      LocalDate from = settings.from();
      if (from == null || !Times.day(run.startedAt()).isBefore(from.minusDays(1))) {
        List<RunId> before = new ArrayList<>();
        for (int j = i - 1; j >= 0 && before.size() < LOOK_BACK; j--) {
          if (runs.get(j).jobName().equals(run.jobName())) {
            before.add(runs.get(j));
          }
        }
        out.output(new Found(settings, run, before));
      }
    }
  }

  /** Returns all runs, finished or not, by their start. */
  static List<RunId> runs(OutputRoot output) throws IOException {
    List<RunId> runs = new ArrayList<>();
    for (String day : output.list("runs")) {
      if (day.startsWith(DATE)) {
        runs.addAll(runs(output, day));
      }
    }
    runs.sort(Comparator.comparing(RunId::startedAt).thenComparing(RunId::name));
    return runs;
  }

  private static List<RunId> runs(OutputRoot output, String day) throws IOException {
    return output.list("runs/" + day).stream()
        .map(RunId::parse)
        .filter(Objects::nonNull)
        .map(Objects::requireNonNull)
        .toList();
  }

  /** Returns the runs of the slots of a day. */
  static List<RunId> runs(OutputRoot output, LocalDate day) throws IOException {
    return runs(output, DATE + day);
  }

  /** Returns the day of a folder name; null if it has none. */
  static @org.jspecify.annotations.Nullable LocalDate day(String folder) {
    try {
      return folder.startsWith(DATE) ? LocalDate.parse(folder.substring(DATE.length())) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
