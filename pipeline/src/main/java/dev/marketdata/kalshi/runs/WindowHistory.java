package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.Gap;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * Tells which windows of earlier slots the finished runs of a job with one ticker file do not hold
 * completely. It follows from the files of those runs alone: each summary says which windows its
 * run collected, and each list of misses what is missing of them. A run of another ticker file,
 * such as {@code failed.txt}, tells nothing about the markets of this one.
 *
 * @param tickers the ticker file, as summaries name it
 * @param datasets the names of the datasets with a window that must be held
 */
record WindowHistory(RunHistory history, String tickers, Set<String> datasets) {

  /** With more names, all are collected again. */
  private static final int MAX_NAMES = 1_000;

  private static final Duration LOOK_BACK = Duration.ofDays(7);

  private static final String MARKETS = Datasets.MARKETS.name();

  /** A finished run. */
  private record Finished(RunId run, JsonNode summary) {}

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
    List<RunId> runs =
        history.since(first).stream()
            .filter(run -> run.jobName().equals(next.jobName()) && !run.equals(next))
            .sorted(Comparator.comparing(RunId::startedAt))
            .toList();
    List<RunId> ofFile = new ArrayList<>();
    List<Finished> finished = new ArrayList<>();
    for (RunId run : runs) {
      JsonNode summary = history.summaryOf(run);
      if (summary == null || isOfTickers(summary)) {
        if (summary == null || !isBackfill(summary)) {
          ofFile.add(run);
        }
        if (summary != null && summary.path("stopped_by").isNull()) {
          finished.add(new Finished(run, summary));
        }
      }
    }
    Instant expected = hasRunBefore(next, first) ? first : firstSlot(ofFile);
    List<Gap> gaps = new ArrayList<>();
    for (Window window : windows) {
      if (expected != null && !window.slot().isBefore(expected)) {
        Gap gap = gap(window, finished);
        if (gap != null) {
          gaps.add(gap);
        }
      }
    }
    return gaps;
  }

  private boolean isOfTickers(JsonNode summary) {
    return summary.path("tickers").path("file").asText().equals(tickers);
  }

  private static boolean isBackfill(JsonNode summary) {
    return summary.path("backfill").isObject();
  }

  private boolean hasRunBefore(RunId next, Instant slot) throws IOException {
    for (RunId run : history.since(slot.minus(LOOK_BACK))) {
      if (run.jobName().equals(next.jobName()) && run.slot().time().isBefore(slot)) {
        JsonNode summary = history.summaryOf(run);
        if (summary != null && isOfTickers(summary) && !isBackfill(summary)) {
          return true;
        }
      }
    }
    return false;
  }

  private static @Nullable Instant firstSlot(List<RunId> runs) {
    return runs.stream().map(run -> run.slot().time()).min(Comparator.naturalOrder()).orElse(null);
  }

  /** Each run holds what the one before left, except what is among its own misses. */
  private @Nullable Gap gap(Window window, List<Finished> runs) throws IOException {
    Set<String> missing = null;
    boolean known = false;
    for (Finished run : runs) {
      JsonNode collected = collected(window, run.summary());
      if (collected == null || (!known && !isOfAll(collected))) {
        continue;
      }
      Set<String> failed = failed(window, run, isOfAll(collected) ? null : missing);
      if (failed == null) {
        continue;
      }
      missing = failed;
      known = true;
    }
    return known && missing != null && missing.isEmpty() ? null : new Gap(window, missing);
  }

  /** Returns the entry of a window in a summary, if it is of all datasets. */
  private @Nullable JsonNode collected(Window window, JsonNode summary) {
    return StreamSupport.stream(summary.path("windows").spliterator(), false)
        .filter(
            entry ->
                !time(entry, "from").isAfter(window.start())
                    && !time(entry, "to").isBefore(window.end())
                    && datasets.stream().allMatch(entry.path("datasets")::has))
        .findFirst()
        .orElse(null);
  }

  private static Instant time(JsonNode entry, String name) {
    return Instant.parse(entry.path(name).asText());
  }

  private static boolean isOfAll(JsonNode collected) {
    return collected.path("names").isNull();
  }

  /**
   * Returns the names that a run failed to collect; null if there are too many.
   *
   * @param wanted the markets and selectors that it wanted; null for all
   */
  private @Nullable Set<String> failed(Window window, Finished run, @Nullable Set<String> wanted)
      throws IOException {
    Set<String> names = new HashSet<>();
    if (RunHistory.failed(run.summary()) == 0) {
      return names;
    }
    try (Stream<JsonNode> misses = history.misses(run.run())) {
      misses
          .filter(miss -> isFailure(miss.path("reason").asText()) && isOf(window, miss))
          .filter(
              miss ->
                  wanted == null
                      || wanted.contains(miss.path("ticker").asText())
                      || wanted.contains(miss.path("selector").asText()))
          .map(miss -> miss.path(miss.path("ticker").isTextual() ? "ticker" : "selector").asText())
          .limit(MAX_NAMES + 1)
          .forEach(names::add);
    }
    return names.size() > MAX_NAMES ? null : names;
  }

  private static boolean isFailure(String reason) {
    return Stream.of(MissReason.values())
        .anyMatch(one -> one.isFailure() && one.jsonName().equals(reason));
  }

  /** A market or selector that was not fetched has none of the windows. */
  private boolean isOf(Window window, JsonNode miss) {
    String dataset = miss.path("dataset").asText();
    return dataset.equals(MARKETS)
        || (datasets.contains(dataset)
            && miss.path("slot").asText().equals(window.slot().toString()));
  }
}
