package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.runs.ObservedRun.Collected;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The windows that runs collected. A later run holds what an earlier one left, except what is among
 * its own misses. Runs that were stopped, or did not finish, hold nothing for sure.
 */
final class HeldWindows {

  /** A window that a run collected; the order is that of the runs. */
  record Entry(int order, ObservedRun run, Collected found) {

    Window window() {
      return found.window();
    }
  }

  private final NavigableMap<Instant, List<Entry>> byEnd = new TreeMap<>();
  private Duration longest = Duration.ZERO;

  /**
   * Creates the windows of some runs.
   *
   * @param runs by their start
   */
  HeldWindows(List<ObservedRun> runs) {
    int order = 0;
    for (ObservedRun run : runs) {
      if (run.isFinished() && !run.isStopped()) {
        for (Collected found : run.windows()) {
          Entry entry = new Entry(order++, run, found);
          byEnd.computeIfAbsent(found.window().end(), end -> new ArrayList<>()).add(entry);
          longest = Collections.max(List.of(longest, found.window().length()));
        }
      }
    }
  }

  /** Returns what runs collected of a window of a dataset, or of a part of it, by their start. */
  List<Entry> entries(String dataset, Window window) {
    return byEnd.subMap(window.start(), false, window.end().plus(longest), true).values().stream()
        .flatMap(List::stream)
        .filter(entry -> entry.window().start().isBefore(window.end()))
        .filter(entry -> entry.found().datasets().has(dataset))
        .sorted(Comparator.comparing(Entry::order))
        .toList();
  }

  /** Divides a window where those of the entries begin and end, and sums up each part. */
  static List<Part> parts(List<Entry> entries, String dataset, Window window) {
    NavigableSet<Instant> bounds = new TreeSet<>(Set.of(window.start(), window.end()));
    for (Entry entry : entries) {
      bounds.add(entry.window().start());
      bounds.add(entry.window().end());
    }
    List<Part> parts = new ArrayList<>();
    Instant start = window.start();
    for (Instant end : bounds.subSet(start, false, window.end(), true)) {
      Part part = new Part();
      for (Entry entry : entries) {
        if (!entry.window().start().isAfter(start) && !entry.window().end().isBefore(end)) {
          part.add(entry.run(), entry.found(), dataset);
        }
      }
      parts.add(part);
      start = end;
    }
    return parts;
  }

  /** What runs hold of a part of a window. */
  static final class Part {

    private boolean known;
    private long stored;
    private long empty;
    private long different;
    private Missing missing = Missing.NONE;

    private Part() {}

    private void add(ObservedRun run, Collected found, String dataset) {
      if (!known && !found.ofAll()) {
        return;
      }
      Missing own = run.missing(dataset, found.window().slot());
      long now = found.datasets().path(dataset).path("stored").asLong();
      long before = found.datasets().path(dataset).path("already_there").asLong();
      long none = found.datasets().path(dataset).path("empty").asLong();
      long differs = run.differentVolumes(found.window());
      if (found.ofAll()) {
        stored = now + before;
        empty = none;
        different = differs;
        missing = own;
      } else {
        stored += now;
        empty += none;
        different += differs;
        missing = run.isRetry() ? missing.afterRetry(own) : missing.and(own);
      }
      known = true;
    }

    /** Returns whether a run collected it of all markets of its list. */
    boolean isKnown() {
      return known;
    }

    /** Returns whether nothing of it is missing. */
    boolean isWhole() {
      return known && missing.isNone();
    }

    /** Returns what is missing; nothing if no run is known. */
    Missing missing() {
      return missing;
    }

    /** Returns the number of markets with a shard. */
    long stored() {
      return stored;
    }

    /** Returns the number of markets without an item. */
    long empty() {
      return empty;
    }

    /** Returns the number of markets whose trades do not add up to their candles. */
    long different() {
      return different;
    }
  }
}
