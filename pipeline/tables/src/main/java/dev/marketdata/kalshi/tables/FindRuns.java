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
import org.jspecify.annotations.Nullable;

/**
 * Lists the runs that can have written shards of the wanted days: any run that started on the first
 * of them or later, because a run can write shards of earlier slots.
 */
final class FindRuns extends DoFn<TablesSettings, FindRuns.Found> {

  /**
   * A run that may have finished.
   *
   * @param before the runs of its job before it, the last first
   * @param ofSlot the other runs of its job and slot
   */
  record Found(TablesSettings settings, RunId run, List<RunId> before, List<RunId> ofSlot)
      implements Serializable {}

  private static final String DATE = "date=";
  // Of runs that did not finish, one after the other.
  private static final int LOOK_BACK = 20;
  // For runs that wrote shards of earlier days after these had got their tables.
  private static final int DAYS = 14;

  @ProcessElement
  public void find(@Element TablesSettings settings, OutputReceiver<Found> out) throws IOException {
    List<RunId> runs = runs(settings.output());
    LocalDate from = from(settings, runs).minusDays(1);
    for (int i = 0; i < runs.size(); i++) {
      if (!Times.day(runs.get(i).startedAt()).isBefore(from)) {
        out.output(new Found(settings, runs.get(i), before(runs, i), ofSlot(runs, runs.get(i))));
      }
    }
  }

  /**
   * Returns the first day whose runs are looked at: the wanted one. If none is, the first that has
   * runs and no tables, but at least two weeks: a run is looked at more than once then, at a time
   * at which the days of its shards have tables.
   */
  static LocalDate from(TablesSettings settings, List<RunId> runs) throws IOException {
    LocalDate wanted = settings.from();
    if (wanted != null) {
      return wanted;
    }
    List<String> made = settings.output().list("tables/" + Tables.MARKET_DATA.name());
    LocalDate recent = Times.day(settings.now()).minusDays(DAYS);
    return runs.stream()
        .map(run -> Times.day(run.slot().time()))
        .filter(day -> !made.contains(DATE + day))
        .min(Comparator.naturalOrder())
        .filter(recent::isAfter)
        .orElse(recent);
  }

  /** Returns the runs of a run's job before it, the last first. */
  static List<RunId> before(List<RunId> runs, int run) {
    List<RunId> before = new ArrayList<>();
    for (int i = run - 1; i >= 0 && before.size() < LOOK_BACK; i--) {
      if (runs.get(i).jobName().equals(runs.get(run).jobName())) {
        before.add(runs.get(i));
      }
    }
    return before;
  }

  private static List<RunId> ofSlot(List<RunId> runs, RunId run) {
    return runs.stream()
        .filter(other -> other.slot().equals(run.slot()) && other.jobName().equals(run.jobName()))
        .filter(other -> !other.equals(run))
        .toList();
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
  static @Nullable LocalDate day(String folder) {
    try {
      return folder.startsWith(DATE) ? LocalDate.parse(folder.substring(DATE.length())) : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
