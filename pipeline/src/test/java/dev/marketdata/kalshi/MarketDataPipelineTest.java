package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.store.RunProgress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the whole job, from a ticker file to shards and a summary. */
@Timeout(120)
class MarketDataPipelineTest {

  private static final String[] MIXED = {
    "KXA-1-T1",
    "market:KXA-1-T2",
    "event:KXA-1",
    "series:KXA",
    "KXPAST-26JUL-T1",
    "KXNONE-1",
    "event:KXBARE-1",
    "not a ticker",
    "KXA-1-T1",
  };

  private final ManualClock clock = new ManualClock(TestRun.SLOT.time());
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
          .market("KXA-1", "KXA-1-T2", MarketState.ACTIVE)
          .market("KXA-1", "KXA-1-T3", MarketState.CLOSED)
          .event("KXPAST", "KXPAST-26JUL")
          .historicalMarket("KXPAST-26JUL", "KXPAST-26JUL-T1")
          .event("KXBARE", "KXBARE-1");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder);
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void everyRequestedMarketHasOneShard() throws Exception {
    run.collect(MIXED);

    assertThat(
        run.shards("market_data"), contains("KXA-1-T1", "KXA-1-T2", "KXA-1-T3", "KXPAST-26JUL-T1"));
  }

  @Test
  void everyOtherSelectorHasOneMissWithItsReason() throws Exception {
    assertThat(
        run.collect(MIXED).missed(),
        contains("KXNONE-1 not_found", "event:KXBARE-1 no_markets", "not a ticker invalid"));
  }

  @Test
  void theSummaryAddsUp() throws Exception {
    RunSummary summary = run.collect(MIXED).summary();

    assertThat(summary.shards(Datasets.MARKETS), is(new RunSummary.Shards(4, 0, null)));
    assertThat(
        summary.misses(),
        is(
            Map.of(
                "not_found", 1L,
                "no_markets", 1L,
                "invalid", 1L,
                "rejected", 0L,
                "malformed", 0L,
                "unavailable", 0L,
                "timed_out", 0L,
                "not_stored", 0L)));
    assertThat(summary.selectors(), is(7L));
    assertThat(summary.tickers().duplicates(), is(1L));
  }

  @Test
  void progressCountsEverySelector() throws Exception {
    RunSettings settings = run.settings(List.of(MIXED));
    RunProgress progress = RunProgress.of(settings.kalshi().run());
    Left unused = run.collect(settings);
    RunProgress.forget(settings.kalshi().run());

    assertThat(List.of(progress.total(), progress.done()), contains(7L, 7L));
  }

  @Test
  void anInvalidLineMakesTheRunPartial() throws Exception {
    Left left = run.collect(MIXED);

    assertThat(left.summary().verdict(), is(Verdict.PARTIAL));
    assertThat(left.failure(), is(nullValue()));
  }

  @Test
  void aRunWithoutMissesIsComplete() throws Exception {
    Left left = run.collect("event:KXA-1", "KXNONE-1");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(left.summary().stoppedBy(), is(nullValue()));
    assertThat(left.failed(), is(empty()));
  }

  @Test
  void everyRequestIsInTheSummary() throws Exception {
    RunSummary summary = run.collect(MIXED).summary();

    assertThat(summary.requests().total(), is(kalshi.requests().total()));
    assertThat(summary.requests().byStatus(), is(asWords(kalshi.requests().byStatus())));
  }

  @Test
  void theSummaryHoldsTheBytesOfAllShards() throws Exception {
    RunSummary summary = run.collect(MIXED).summary();

    long bytes = 0;
    for (Path shard : run.paths("market_data")) {
      bytes += Files.size(shard);
    }
    assertThat(summary.bytes(), is(bytes));
  }

  @Test
  void everyShardHasAReceipt() throws Exception {
    Left left = run.collect(MIXED);

    assertThat(
        left.receipts().stream().map(receipt -> receipt.get("path").asText()).sorted().toList(),
        is(List.copyOf(run.files("market_data").keySet())));
  }

  @Test
  void aMissKnowsItsFileAndLine() throws Exception {
    List<JsonNode> misses = run.collect(MIXED).misses();

    assertThat(
        misses.stream().map(miss -> miss.get("line").asInt()).toList(),
        containsInAnyOrder(6, 7, 8));
    assertThat(misses.get(0).get("file").asText(), matchesRegex(".*/tickers\\.txt"));
  }

  @Test
  void aHistoricalMarketHasItsSource() throws Exception {
    run.collect("market:KXPAST-26JUL-T1");

    assertThat(
        run.shard("KXPAST-26JUL-T1"),
        matchesRegex("(?s).*\"source\":\"historical\",\"market\":\\{.*"));
  }

  @Test
  void anOverlapCountsOnce() throws Exception {
    Left left = run.collect("series:KXA", "event:KXA-1", "KXA-1", "KXA-1-T1", "market:KXA-1-T1");

    assertThat(left.summary().shards(Datasets.MARKETS), is(new RunSummary.Shards(3, 0, null)));
    assertThat(left.receipts(), hasSize(3));
  }

  @Test
  void aSecondRunOfASlotChangesNoShard() throws Exception {
    run.collect(MIXED);
    Map<String, String> before = run.files("market_data");
    for (Path shard : run.paths("market_data")) {
      Files.setLastModifiedTime(shard, FileTime.from(Instant.EPOCH));
    }
    clock.advance(Duration.ofMinutes(20));

    run.collect(MIXED);

    assertThat(run.files("market_data"), is(before));
    for (Path shard : run.paths("market_data")) {
      assertThat(Files.getLastModifiedTime(shard), is(FileTime.from(Instant.EPOCH)));
    }
  }

  @Test
  void aSecondRunOfASlotFindsAllShardsAlreadyThere() throws Exception {
    run.collect(MIXED);

    Left second = run.collect(MIXED);

    assertThat(second.summary().shards(Datasets.MARKETS), is(new RunSummary.Shards(0, 4, null)));
    assertThat(
        second.receipts().stream().map(receipt -> receipt.get("outcome").asText()).toList(),
        contains("already_there", "already_there", "already_there", "already_there"));
  }

  @Test
  void everyRunHasItsFolder() throws Exception {
    Left first = run.collect(MIXED);
    Left second = run.collect(MIXED);

    assertThat(first.folder(), is(not(second.folder())));
    assertThat(run.paths("runs"), hasSize(8));
  }

  @Test
  void aResultBetweenMissedSlotsIsStoredByTheNextRun() throws Exception {
    exchange.settledMarket("KXA-1", "KXA-1-T4", TestRun.SLOT.time().plus(Duration.ofHours(1)));
    run.collect("event:KXA-1");

    Left next = run.slot(TestRun.SLOT.time().plus(Duration.ofHours(10))).collect("event:KXA-1");

    assertThat(run.shards("market_data"), hasItem("KXA-1-T4"));
    assertThat(
        next.summary().missedSlots(), is(new RunSummary.MissedSlots(4, "2026-11-22T14:00:00Z")));
  }

  @Test
  void aResultWithoutATimeIsStoredOnce() throws Exception {
    exchange.rawMarket(
        "KXBARE-1", "KXBARE-1-T1", "{\"ticker\":\"KXBARE-1-T1\",\"status\":\"finalized\"}");
    run.collect("event:KXBARE-1");
    assertThat(run.shards("market_data"), contains("KXBARE-1-T1"));

    run.slot(TestRun.SLOT.time().plus(Duration.ofHours(2))).collect("event:KXBARE-1");

    assertThat(run.shards("market_data"), is(empty()));
  }

  @Test
  void aRunIntoAnotherExchangesOutputFetchesNothing() throws Exception {
    run.collect("event:KXA-1");
    Map<String, String> before = run.files("market_data");
    try (KalshiSimulator other = KalshiSimulator.start(exchange)) {
      Left refused = run.at(other).collect("event:KXA-1", "KXPAST-26JUL-T1");

      assertThat(other.requests().total(), is(0L));
      assertThat(
          refused.whyFailed(),
          matchesRegex("the run was stopped: --output=.*: holds data of another exchange, .*"));
      assertThat(
          refused.missed(), contains("KXPAST-26JUL-T1 unavailable", "event:KXA-1 unavailable"));
    }
    assertThat(run.files("market_data"), is(before));
    assertThat(run.at(kalshi).collect("event:KXA-1").summary().verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void pricesOfTwoSlotsDiffer() throws Exception {
    run.collect("KXA-1-T1");
    String first = market(run.shard("KXA-1-T1"));
    clock.advance(Duration.ofHours(2));
    run.slot(TestRun.SLOT.time().plus(Duration.ofHours(2))).collect("KXA-1-T1");

    assertThat(market(run.shard("KXA-1-T1")), is(not(first)));
  }

  @Test
  void aThousandKnownMarketsAreTenLookups() throws Exception {
    exchange.manyMarkets("KXMANY", 1_000);
    List<String> names =
        IntStream.rangeClosed(1, 1_000)
            .mapToObj(i -> String.format("KXMANY-E00001-T%07d", i))
            .toList();

    run.collect(names);

    assertThat(run.shards("market_data"), is(names));
    assertThat(kalshi.requests().countTo("/markets"), is(10L));
    assertThat(kalshi.requests().total(), is(lessThanOrEqualTo(13L)));
  }

  @Test
  void everyLiveMarketHasAnOrderBookIfIncluded() throws Exception {
    Left left = run.including(new OrderBooks()).collect(MIXED);

    assertThat(run.shards("orderbooks"), contains("KXA-1-T1", "KXA-1-T2", "KXA-1-T3"));
    assertThat(left.summary().shards(new OrderBooks()), is(new RunSummary.Shards(3, 0, null)));
  }

  @Test
  void aRefusedSelectorFailsTheRunAfterItsSummary() throws Exception {
    kalshi.faults().always(MarketDataPipelineTest::aimsAtTheBareEvent, Fault.status(403));

    Left left = run.waitingOn(clock).collect("KXA-1-T1", "event:KXBARE-1");

    assertThat(left.summary().verdict(), is(Verdict.FAILED));
    assertThat(
        left.whyFailed(), startsWith("1 requested item is missing, mostly because: HTTP 403"));
    assertThat(run.shards("market_data"), contains("KXA-1-T1"));
  }

  @Test
  void missesWithinTheAllowedFractionDoNotFailTheRun() throws Exception {
    kalshi.faults().always(MarketDataPipelineTest::aimsAtTheBareEvent, Fault.status(403));

    Left left = run.allowing("0.5").waitingOn(clock).collect("KXA-1-T1", "event:KXBARE-1");

    assertThat(left.summary().verdict(), is(Verdict.PARTIAL));
    assertThat(left.failure(), is(nullValue()));
  }

  @Test
  void aMalformedSelectorIsInFailedTxt() throws Exception {
    kalshi.faults().always(request -> true, Fault.marketWithoutTicker());

    Left left = run.waitingOn(clock).collect("event:KXA-1", "market:KXA-1-T1");

    assertThat(left.failed(), contains("event:KXA-1", "market:KXA-1-T1"));
  }

  @Test
  void aRunAfterItsDeadlineSendsNothing() throws Exception {
    Left left = run.deadline(Instant.now().minusSeconds(1)).collect(MIXED);

    assertThat(left.summary().misses().get("timed_out"), is(7L));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
    assertThat(kalshi.requests().total(), is(0L));
    assertThat(left.whyFailed(), startsWith("7 requested items are missing"));
  }

  @Test
  void aTickerFileWithoutTickersFailsTheRun() throws Exception {
    Left left = run.collect("# nothing yet");

    assertThat(
        left.whyFailed(), matchesRegex("the run was stopped: .*/tickers\\.txt has no ticker"));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void aRequestThatFailsAllAttemptsIsSentAgainAtTheEnd() throws Exception {
    kalshi
        .faults()
        .next(8, request -> request.parameter("event_ticker").isPresent(), Fault.status(503));
    run.attemptsOf(Duration.ofSeconds(30));

    Left left = run.collect("event:KXA-1");

    assertThat(run.shards("market_data"), contains("KXA-1-T1", "KXA-1-T2", "KXA-1-T3"));
    assertThat(left.missed(), is(empty()));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
  }

  private static boolean aimsAtTheBareEvent(ApiRequest request) {
    return request.query().contains("KXBARE-1");
  }

  private static String market(String shard) {
    return shard.substring(shard.indexOf("\"market\":"));
  }

  private static Map<String, Long> asWords(Map<Integer, Long> byStatus) {
    Map<String, Long> words = new TreeMap<>();
    byStatus.forEach((status, count) -> words.put(String.valueOf(status), count));
    return words;
  }
}
