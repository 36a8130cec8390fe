package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Decides of which days tables are made. */
record ClosedDays(TablesSettings settings) {

  /** Returns true for a day that the settings name; if they name none, for any that is closed. */
  boolean wants(LocalDate day) throws IOException {
    return settings.hasDays() ? settings.wants(day) : isClosed(day);
  }

  /**
   * Returns whether no more shards are expected for a day: every slot of it, and that at its end,
   * has a finished run, or the day after it is over too.
   */
  private boolean isClosed(LocalDate day) throws IOException {
    Instant start = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    Instant end = day.plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
    if (!settings.now().isBefore(day.plusDays(2).atStartOfDay(ZoneOffset.UTC).toInstant())) {
      return true;
    }
    if (settings.now().isBefore(end)) {
      return false;
    }
    OutputRoot output = settings.output();
    List<RunId> runs =
        Stream.concat(
                FindRuns.runs(output, day).stream(),
                FindRuns.runs(output, day.plusDays(1)).stream())
            .toList();
    Instant first = isFirst(day) ? firstSlot(runs, start) : start;
    for (Instant slot = first; !slot.isAfter(end); slot = slot.plus(settings.interval())) {
      Slot expected = new Slot(slot);
      boolean isThere = false;
      for (RunId run : runs) {
        isThere =
            isThere || (run.slot().equals(expected) && FinishedRun.finishedAt(output, run) != null);
      }
      if (!isThere) {
        return false;
      }
    }
    return true;
  }

  private boolean isFirst(LocalDate day) throws IOException {
    return settings.output().list("runs").stream()
        .map(FindRuns::day)
        .noneMatch(other -> other != null && other.isBefore(day));
  }

  /** Before its first run, nothing is expected of a collector. */
  private Instant firstSlot(List<RunId> runs, Instant start) {
    return runs.stream()
        .map(run -> Slot.floor(run.slot().time(), settings.interval()).time())
        .min(Comparator.naturalOrder())
        .filter(start::isBefore)
        .orElse(start);
  }
}
