package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The files of a run, for tests: a finished one of its slot, unless changed. */
final class TestRun {

  static final Duration INTERVAL = Duration.ofHours(2);

  private static final Instant FIRST = Instant.parse("2026-11-22T00:00:00Z");
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final ObjectNode summary = JSON.objectNode();
  private final List<JsonNode> misses = new ArrayList<>();
  private Instant slot;
  private Duration late = Duration.ofMinutes(2);
  private boolean finished = true;

  TestRun(int number) {
    slot = slot(number);
    summary.put("interval", INTERVAL.toString()).put("verdict", "complete").putNull("stopped_by");
    summary.putNull("backfill").putArray("include");
    summary.putObject("tickers").put("file", "my-tickers.txt");
    summary.putObject("misses");
    summary.putArray("windows");
    summary.putArray("outages");
    summary.put("api", "https://external-api.kalshi.com/trade-api/v2");
  }

  static Instant slot(int number) {
    return FIRST.plus(INTERVAL.multipliedBy(number));
  }

  TestRun slotAfter(Duration more) {
    slot = slot.plus(more);
    return this;
  }

  TestRun startedAfter(Duration time) {
    late = time;
    return this;
  }

  TestRun interval(@Nullable String interval) {
    summary.put("interval", interval);
    return this;
  }

  TestRun list(String file) {
    summary.withObject("/tickers").put("file", file);
    return this;
  }

  TestRun ofFailed() {
    return list("out/runs/date=2026-11-22/" + id().name() + "/failed.txt");
  }

  TestRun included(String... datasets) {
    for (String dataset : datasets) {
      summary.withArray("include").add(dataset);
    }
    return this;
  }

  TestRun stored(String dataset, int count) {
    return there(dataset, count, 0);
  }

  TestRun there(String dataset, int stored, int alreadyThere) {
    String key =
        Datasets.all().stream()
            .filter(each -> each.name().equals(dataset))
            .findFirst()
            .orElseThrow()
            .summaryKey();
    summary.putObject(key).put("stored", stored).put("already_there", alreadyThere);
    return this;
  }

  TestRun verdict(String verdict) {
    summary.put("verdict", verdict);
    return this;
  }

  TestRun stopped() {
    summary.put("stopped_by", "the credential");
    return verdict("failed");
  }

  TestRun unfinished() {
    finished = false;
    return this;
  }

  TestRun backfill(int from, int to) {
    summary.putObject("backfill").put("from", slot(from).toString()).put("to", slot(to).toString());
    return this;
  }

  /** A server that was down from the start on. */
  TestRun outage(@Nullable Duration untilAfterTheSlot) {
    summary
        .withArray("outages")
        .addObject()
        .put("server", "Kalshi")
        .put("from", slot.toString())
        .put("to", untilAfterTheSlot == null ? null : slot.plus(untilAfterTheSlot).toString());
    return this;
  }

  /** A window of all included datasets, in which some markets have an item and one has none. */
  TestRun window(int number, int stored) {
    return window(slot(number).minus(INTERVAL), slot(number), null, stored);
  }

  /** The rest of a window that an earlier run left. */
  TestRun rest(int number, int stored) {
    return window(slot(number).minus(INTERVAL), slot(number), stored, stored);
  }

  TestRun windowBetween(Instant from, Instant to) {
    return window(from, to, null, 7);
  }

  private TestRun window(Instant from, Instant to, @Nullable Integer names, int stored) {
    ObjectNode window =
        summary
            .withArray("windows")
            .addObject()
            .put("slot", to.toString())
            .put("from", from.toString())
            .put("to", to.toString())
            .put("names", names);
    ObjectNode datasets = window.putObject("datasets");
    summary
        .withArray("include")
        .forEach(
            name ->
                datasets
                    .putObject(name.asText())
                    .put("stored", stored)
                    .put("already_there", 0)
                    .put("empty", 1));
    return this;
  }

  /** Markets of a run with one window whose trades do not add up. */
  TestRun different(int count) {
    summary.putObject("volume_check").put("different", count).putArray("differences");
    return this;
  }

  /** The same, of a run with several windows. */
  TestRun different(int count, int number) {
    different(count);
    for (int i = 0; i < count; i++) {
      summary
          .withObject("/volume_check")
          .withArray("differences")
          .addObject()
          .put("ticker", "M" + i)
          .put("slot", slot(number).toString());
    }
    return this;
  }

  TestRun failed(String selector, String dataset, String reason) {
    return miss(selector, null, dataset, null, reason);
  }

  TestRun failedIn(int number, String ticker, String dataset) {
    return failedOf(ticker, number, ticker, dataset);
  }

  TestRun failedOf(String selector, int number, String ticker, String dataset) {
    return miss(selector, ticker, dataset, slot(number).toString(), "timed_out");
  }

  private TestRun miss(
      String selector,
      @Nullable String ticker,
      String dataset,
      @Nullable String of,
      String reason) {
    misses.add(
        JSON.objectNode()
            .put("selector", selector)
            .put("ticker", ticker)
            .put("dataset", dataset)
            .put("slot", of)
            .put("reason", reason));
    ObjectNode counts = summary.withObject("/misses");
    counts.put(reason, counts.path(reason).asInt() + 1);
    return this;
  }

  RunId id() {
    return new RunId(new Slot(slot), "kalshi-market-data", slot.plus(late));
  }

  ObservedRun observed() {
    return finished
        ? ObservedRun.finished(id(), summary, misses.stream())
        : ObservedRun.unfinished(id());
  }

  /** Writes the files. */
  void writeTo(Path root) throws IOException {
    Path run = Files.createDirectories(root.resolve(id().folder()));
    if (finished) {
      Files.writeString(run.resolve("summary.json"), summary + "\n");
      Files.writeString(
          run.resolve("misses.ndjson"),
          misses.stream().map(miss -> miss + "\n").collect(Collectors.joining()));
    }
  }
}
