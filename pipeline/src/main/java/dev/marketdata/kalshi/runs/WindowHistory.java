package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.fetch.Gap;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells which windows of earlier slots the finished runs of a job with one ticker file do not hold
 * completely. A run of another ticker file tells nothing about the markets of this one, unless it
 * is the {@code failed.txt} of a run with this one.
 *
 * @param tickers the ticker file, as summaries name it
 * @param datasets the names of the datasets with a window that must be held
 */
record WindowHistory(RunHistory history, String tickers, Set<String> datasets) {

  private static final Duration LOOK_BACK = Duration.ofDays(7);

  /**
   * Returns the windows that are not held completely. The windows before the first run are not
   * expected to be; a backfill is no such run.
   *
   * @param next the run that would collect them
   * @param windows of earlier slots, in order
   */
  List<Gap> gaps(RunId next, List<Window> windows) throws IOException {
    if (windows.isEmpty()) {
      return List.of();
    }
    Instant first = windows.get(0).slot();
    List<ObservedRun> runs =
        ObservedRun.read(history, next.jobName(), first).stream()
            .filter(run -> !run.id().equals(next))
            .toList();
    Map<String, ObservedRun> byName =
        runs.stream().collect(Collectors.toMap(run -> run.id().name(), Function.identity()));
    List<ObservedRun> ofFile =
        runs.stream().filter(run -> !run.isFinished() || isOfTickers(run, byName)).toList();
    Instant expected = hasRunBefore(next, first) ? first : firstSlot(ofFile);
    HeldWindows held = new HeldWindows(ofFile);
    List<Gap> gaps = new ArrayList<>();
    for (Window window : windows) {
      if (expected != null && !window.slot().isBefore(expected)) {
        Gap gap = gap(window, held);
        if (gap != null) {
          gaps.add(gap);
        }
      }
    }
    return gaps;
  }

  private boolean isOfTickers(ObservedRun run, Map<String, ObservedRun> byName) {
    String retried = run.retriedRun();
    if (retried == null) {
      return run.tickerFile().equals(tickers);
    }
    ObservedRun before = byName.get(retried);
    return before != null && isOfTickers(before, byName);
  }

  private boolean hasRunBefore(RunId next, Instant slot) throws IOException {
    for (RunId run : history.since(slot.minus(LOOK_BACK))) {
      if (run.jobName().equals(next.jobName()) && run.slot().time().isBefore(slot)) {
        JsonNode summary = history.summaryOf(run);
        if (summary != null
            && summary.path("tickers").path("file").asText().equals(tickers)
            && !summary.path("backfill").isObject()) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Instant firstSlot(List<ObservedRun> runs) {
    return runs.stream()
        .filter(run -> !run.isBackfill())
        .map(ObservedRun::slot)
        .min(Comparator.naturalOrder())
        .orElse(null);
  }

  private @Nullable Gap gap(Window window, HeldWindows held) {
    Set<String> names = new HashSet<>();
    for (String dataset : datasets) {
      for (HeldWindows.Part part :
          HeldWindows.parts(held.entries(dataset, window), dataset, window)) {
        Map<String, Missing.Item> missing = part.missing().names();
        if (!part.isKnown() || missing == null) {
          return new Gap(window, null);
        }
        names.addAll(missing.keySet());
      }
    }
    return names.isEmpty() ? null : new Gap(window, names);
  }
}
