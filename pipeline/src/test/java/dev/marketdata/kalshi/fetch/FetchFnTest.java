package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.MapElements;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;
import org.apache.beam.sdk.values.TypeDescriptor;
import org.apache.beam.sdk.values.TypeDescriptors;
import org.hamcrest.MatcherAssert;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests the two passes over a chunk. */
@Timeout(60)
class FetchFnTest {

  private static final Want EVENT = want("event:KXA-1");
  private static final Want NAME = want("market:KXA-1-T1");

  private final ManualClock clock = new ManualClock(TestFetch.NOW);
  private final KalshiSimulator kalshi =
      KalshiSimulator.start(
          SimulatedExchange.empty(clock)
              .event("KXA", "KXA-1")
              .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
              .market("KXA-1", "KXA-1-T2", MarketState.ACTIVE));
  private final KalshiSettings settings = QuickClients.unsigned(kalshi, clock);
  private final Pipeline pipeline = Pipeline.create();

  @TempDir Path folder;

  @BeforeEach
  void join() {
    QuickClients.join(settings, clock);
  }

  @AfterEach
  void close() {
    KalshiClients.release(settings);
    RunProgress.forget(settings.run());
    kalshi.close();
  }

  @Test
  void failuresOfTheFirstPassGoToTheSecond() {
    refuseMarkets(503);
    PCollectionTuple first = pass(Pass.FIRST, NAME);

    PAssert.that(unfinished(first)).containsInAnyOrder(new FetchChunk(List.of(NAME)));
    PAssert.that(first.get(FetchMarkets.MISSES)).empty();
    pipeline.run();
  }

  @Test
  void failuresOfTheLastPassAreMisses() {
    refuseMarkets(503);
    PCollectionTuple last = pass(Pass.LAST, NAME);

    PAssert.that(reasons(last)).containsInAnyOrder("market:KXA-1-T1 unavailable");
    PAssert.that(last.get(FetchMarkets.UNFINISHED)).empty();
    pipeline.run();
  }

  @Test
  void permanentFailuresAreMissesOfTheFirstPass() {
    refuseMarkets(403);
    PCollectionTuple first = pass(Pass.FIRST, NAME);

    PAssert.that(reasons(first)).containsInAnyOrder("market:KXA-1-T1 rejected");
    PAssert.that(first.get(FetchMarkets.UNFINISHED)).empty();
    pipeline.run();
  }

  @Test
  void aNameThatDoesNotExistIsAMissOfTheFirstPass() {
    PCollectionTuple first = pass(Pass.FIRST, want("market:KXNONE"));

    PAssert.that(reasons(first)).containsInAnyOrder("market:KXNONE not_found");
    PAssert.that(first.get(FetchMarkets.UNFINISHED)).empty();
    pipeline.run();
  }

  @Test
  void requestsAfterTheDeadlineAreMissesOfTheFirstPass() {
    clock.advance(Duration.ofHours(2));
    PCollectionTuple first = pass(Pass.FIRST, NAME);

    PAssert.that(reasons(first)).containsInAnyOrder("market:KXA-1-T1 timed_out");
    PAssert.that(first.get(FetchMarkets.UNFINISHED)).empty();
    pipeline.run();
  }

  @Test
  void aShardThatIsNotStoredGoesToTheSecondPassAsOneMarket() throws Exception {
    blockTheFolderOfT1();
    PCollectionTuple first = pass(Pass.FIRST, EVENT);

    PAssert.that(unfinished(first))
        .containsInAnyOrder(
            new FetchChunk(List.of(EVENT.of("market_data", new Ticker("KXA-1-T1")))));
    PAssert.that(first.get(FetchMarkets.MISSES)).empty();
    pipeline.run();
  }

  @Test
  void aShardThatIsNotStoredInTheLastPassIsAMissOfItsMarket() throws Exception {
    blockTheFolderOfT1();
    PCollectionTuple last = pass(Pass.LAST, EVENT.of("market_data", new Ticker("KXA-1-T1")));

    PAssert.that(
            last.get(FetchMarkets.MISSES)
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(miss -> miss.retryLine() + " " + miss.reason().jsonName())))
        .containsInAnyOrder("market:KXA-1-T1 not_stored");
    pipeline.run();
  }

  @Test
  void booksWithoutATickerGoToTheSecondPass() {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/orderbooks"),
            Fault.status(200, "{\"orderbooks\":[{}]}"));
    PCollectionTuple first = pass(Pass.FIRST, NAME);

    PAssert.that(unfinished(first))
        .containsInAnyOrder(new FetchChunk(List.of(NAME.of("orderbooks", new Ticker("KXA-1-T1")))));
    pipeline.run();
  }

  @Test
  void theFirstPassCompletesItsSelectors() {
    PCollectionTuple unused = pass(Pass.FIRST, EVENT, want("market:KXNONE"));
    pipeline.run();

    MatcherAssert.assertThat(RunProgress.of(settings.run()).done(), Matchers.is(2L));
  }

  @Test
  void theLastPassDoesNotCompleteThemAgain() {
    PCollectionTuple unused = pass(Pass.LAST, EVENT, want("market:KXNONE"));
    pipeline.run();

    MatcherAssert.assertThat(RunProgress.of(settings.run()).done(), Matchers.is(0L));
  }

  @Test
  void theLastPagesHaveReceipts() {
    PCollectionTuple first = pass(Pass.FIRST, EVENT);

    PAssert.that(
            first
                .get(FetchMarkets.RECEIPTS)
                .apply(
                    MapElements.into(TypeDescriptors.strings())
                        .via(page -> page.get(0).dataset() + " " + page.size())))
        .containsInAnyOrder("market_data 2", "orderbooks 2");
    pipeline.run();
  }

  @Test
  void aChunkReportsItsUsageOnce() {
    PCollectionTuple first = pass(Pass.FIRST, EVENT);

    PAssert.that(
            first
                .get(FetchMarkets.USAGE)
                .apply(
                    MapElements.into(TypeDescriptors.longs()).via(took -> took.requests().total())))
        .containsInAnyOrder(3L);
    pipeline.run();
  }

  @Test
  void theCountersHaveRequestsAndShards() {
    PCollectionTuple unused = pass(Pass.LAST, EVENT, want("market:KXNONE"));

    MatcherAssert.assertThat(
        counters("kalshi"),
        Matchers.is(
            Map.of(
                "snapshots-fetched", 4L,
                "shards-stored", 4L,
                "misses", 1L,
                "requests", 5L,
                "requests-200", 5L)));
  }

  @Test
  void theTimeWaitedForTheBudgetIsReportedToTheRunner() {
    PCollectionTuple unused = pass(Pass.LAST, Collections.nCopies(40, EVENT).toArray(Want[]::new));

    MatcherAssert.assertThat(
        counters(Metrics.THROTTLE_TIME_NAMESPACE).get(Metrics.THROTTLE_TIME_COUNTER_NAME),
        Matchers.is(Matchers.greaterThan(0L)));
  }

  private Map<String, Long> counters(String namespace) {
    Map<String, Long> counters = new TreeMap<>();
    pipeline
        .run()
        .metrics()
        .queryMetrics(
            MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace(namespace)).build())
        .getCounters()
        .forEach(counter -> counters.put(counter.getName().getName(), counter.getAttempted()));
    return counters;
  }

  /** Returns the chunks of the next pass, without their time. */
  private static PCollection<FetchChunk> unfinished(PCollectionTuple pass) {
    return pass.get(FetchMarkets.UNFINISHED)
        .apply(
            MapElements.into(TypeDescriptor.of(FetchChunk.class))
                .via(chunk -> new FetchChunk(chunk.wants())))
        .setCoder(FetchChunk.CODER);
  }

  private PCollectionTuple pass(Pass pass, Want... wants) {
    Slot slot = new Slot(TestFetch.NOW);
    Window window = Window.before(TestFetch.NOW, Duration.ofHours(2));
    FetchRules rules =
        new FetchRules(
            new MarketSelection(Set.of(), TestFetch.NOW.minus(Duration.ofHours(4)), false),
            List.of(new OrderBooks()),
            window);
    ShardWriter shards =
        ShardWriter.under(
            new OutputRoot(folder.toString()),
            new RunId(slot, "test", TestFetch.NOW),
            settings.api(),
            TestFetch.NOW.plus(Duration.ofDays(1)));
    PCollectionTuple fetched =
        pipeline
            .apply(Create.of(new FetchChunk(List.of(wants))).withCoder(FetchChunk.CODER))
            .apply(
                ParDo.of(new FetchFn(settings, rules, shards, pass))
                    .withSideInput(FetchFn.EARLIER, TestFetch.noEarlierRuns(pipeline))
                    .withOutputTags(
                        FetchMarkets.RECEIPTS,
                        TupleTagList.of(FetchMarkets.MISSES)
                            .and(FetchMarkets.UNFINISHED)
                            .and(FetchMarkets.USAGE)));
    fetched.get(FetchMarkets.MISSES).setCoder(FetchMarkets.MISS_CODER);
    fetched.get(FetchMarkets.UNFINISHED).setCoder(FetchChunk.CODER);
    return fetched;
  }

  private static PCollection<String> reasons(PCollectionTuple pass) {
    return pass.get(FetchMarkets.MISSES)
        .apply(MapElements.into(TypeDescriptors.strings()).via(FetchFnTest::reason));
  }

  private static String reason(Miss miss) {
    MissReason reason = miss.reason();
    return miss.selector() + " " + reason.jsonName();
  }

  private void refuseMarkets(int status) {
    kalshi.faults().always(request -> request.path().endsWith("/v2/markets"), Fault.status(status));
  }

  private void blockTheFolderOfT1() throws Exception {
    Files.createDirectories(folder.resolve("market_data"));
    Files.writeString(folder.resolve("market_data/ticker=KXA-1-T1"), "a file");
  }

  private static Want want(String selector) {
    return Want.of(TickerSelector.parse(selector, new SourceLine("tickers.txt", 1)));
  }
}
