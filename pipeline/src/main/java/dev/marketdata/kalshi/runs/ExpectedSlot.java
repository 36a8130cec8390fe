package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.store.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A slot that should have been collected.
 *
 * @param window the time since the expected slot before
 * @param interval the time between slots then
 */
record ExpectedSlot(Window window, Duration interval) {

  /**
   * Returns the slots of a schedule, in order: from the first run on, at the interval of the runs.
   * Where two runs have different intervals, the longer one holds between them, because when it
   * changed is not known. Runs at no regular time, and backfills, are not part of the schedule.
   *
   * @param runs of one job, by their start
   * @param since the first time if the job had earlier runs; null for the first run
   * @param now the last time
   * @param usual the interval if no run tells
   */
  static List<ExpectedSlot> schedule(
      List<ObservedRun> runs, @Nullable Instant since, Instant now, Duration usual) {
    NavigableMap<Instant, Duration> ofRuns = intervals(runs, usual);
    NavigableMap<Instant, Duration> slots = new TreeMap<>();
    if (since != null) {
      Duration first = ofRuns.isEmpty() ? usual : ofRuns.firstEntry().getValue();
      Instant before = Slot.floor(since.minusNanos(1), first).time();
      fill(before, ofRuns.isEmpty() ? now.plusNanos(1) : ofRuns.firstKey(), first, slots);
    }
    Map.Entry<Instant, Duration> before = null;
    for (Map.Entry<Instant, Duration> run : ofRuns.entrySet()) {
      if (before != null) {
        Duration longer = Collections.max(List.of(before.getValue(), run.getValue()));
        fill(before.getKey(), run.getKey(), longer, slots);
      }
      slots.put(run.getKey(), run.getValue());
      before = run;
    }
    if (before != null) {
      fill(before.getKey(), now.plusNanos(1), before.getValue(), slots);
    }
    return withWindows(slots);
  }

  private static List<ExpectedSlot> withWindows(NavigableMap<Instant, Duration> slots) {
    List<ExpectedSlot> expected = new ArrayList<>();
    Instant before = null;
    for (Map.Entry<Instant, Duration> slot : slots.entrySet()) {
      Instant start = before == null ? slot.getKey().minus(slot.getValue()) : before;
      expected.add(new ExpectedSlot(new Window(start, slot.getKey()), slot.getValue()));
      before = slot.getKey();
    }
    return expected;
  }

  /** Adds the slots between two times, without these. */
  private static void fill(
      Instant from, Instant to, Duration interval, Map<Instant, Duration> slots) {
    Instant slot = Slot.floor(from, interval).time().plus(interval);
    for (; slot.isBefore(to); slot = slot.plus(interval)) {
      slots.put(slot, interval);
    }
  }

  /** A run that does not tell its interval has that of the run before, else of the one after. */
  private static NavigableMap<Instant, Duration> intervals(List<ObservedRun> runs, Duration usual) {
    NavigableMap<Instant, Duration> known = new TreeMap<>();
    for (ObservedRun run : runs) {
      Duration interval = run.isBackfill() ? null : run.interval();
      if (interval != null) {
        known.put(run.slot(), interval);
      }
    }
    NavigableMap<Instant, Duration> all = new TreeMap<>();
    for (ObservedRun run : runs) {
      Map.Entry<Instant, Duration> near = known.floorEntry(run.slot());
      near = near == null ? known.firstEntry() : near;
      Duration interval = near == null ? usual : near.getValue();
      if (!run.isBackfill() && Slot.floor(run.slot(), interval).time().equals(run.slot())) {
        all.put(run.slot(), interval);
      }
    }
    return all;
  }

  /** Returns the slot's time. */
  Instant time() {
    return window.slot();
  }

  /** Returns true if snapshots of the slot can still be had. */
  boolean isCurrent(Instant now) {
    return now.isBefore(time().plus(interval));
  }
}
