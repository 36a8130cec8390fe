package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.JsonPage;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.Tier;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests which markets an event or a series yields. */
@Timeout(60)
class ListingTest {

  private static final Fault NOT_UTF_8 = Fault.replacing("#", new byte[] {(byte) 0xE9});

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestFetch.NOW)).event("KXA", "KXA-1");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @ParameterizedTest
  @EnumSource(value = MarketState.class, names = "FINALIZED", mode = EnumSource.Mode.EXCLUDE)
  void aMarketThatIsNotYetSettledIsWanted(MarketState state) throws Exception {
    exchange.market("KXA-1", "KXA-1-T1", state);

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void aMarketSettledWithinTheLastTwoIntervalsIsWanted() throws Exception {
    exchange.settledMarket("KXA-1", "KXA-1-T1", TestFetch.NOW.minus(Duration.ofHours(3)));

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void aMarketSettledEarlierIsNotWanted() throws Exception {
    exchange.settledMarket("KXA-1", "KXA-1-T1", TestFetch.NOW.minus(Duration.ofHours(5)));

    Got got = TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(got.markets(), is(empty()));
    assertThat(got.missed(), contains("event:KXA-1 no_markets"));
  }

  @Test
  void aResultOfUnknownTimeIsWantedUnlessAnEarlierSlotHoldsIt() throws Exception {
    for (String market : List.of("KXA-1-T1", "KXA-1-T2")) {
      exchange.rawMarket(
          "KXA-1", market, "{\"ticker\":\"" + market + "\",\"status\":\"finalized\"}");
    }

    assertThat(
        TestFetch.from(kalshi).keeping("KXA-1-T1").fetch("event:KXA-1").markets(),
        contains("KXA-1-T2"));
  }

  @Test
  void aMarketThatAnEarlierSlotHoldsIsWantedIfItTellsItsTime() throws Exception {
    exchange.settledMarket("KXA-1", "KXA-1-T1", TestFetch.NOW.minus(Duration.ofHours(3)));

    assertThat(
        TestFetch.from(kalshi).keeping("KXA-1-T1").fetch("event:KXA-1").markets(),
        contains("KXA-1-T1"));
  }

  @Test
  void aMarketWithAnUnknownStatusIsWanted() throws Exception {
    exchange.rawMarket(
        "KXA-1",
        "KXA-1-T1",
        "{\"ticker\":\"KXA-1-T1\",\"event_ticker\":\"KXA-1\",\"status\":\"reviewed\"}");

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void onlyTheGivenStatusesAreListed() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-OPEN", MarketState.ACTIVE)
        .market("KXA-1", "KXA-1-NEW", MarketState.INITIALIZED)
        .market("KXA-1", "KXA-1-SHUT", MarketState.DETERMINED);

    assertThat(
        TestFetch.from(kalshi)
            .withStatuses(MarketStatus.OPEN, MarketStatus.CLOSED)
            .fetch("series:KXA")
            .markets(),
        contains("KXA-1-OPEN", "KXA-1-SHUT"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"event:KXA-1", "series:KXA"})
  void theStatusSettledListsTheHistoricalTierToo(String selector) throws Exception {
    exchange
        .market("KXA-1", "KXA-1-OPEN", MarketState.ACTIVE)
        .settledMarket("KXA-1", "KXA-1-OLD", TestFetch.NOW.minus(Duration.ofDays(9)))
        .historicalMarket("KXA-1", "KXA-1-PAST");

    assertThat(
        TestFetch.from(kalshi).withStatuses(MarketStatus.SETTLED).fetch(selector).sources(),
        contains("KXA-1-OLD live", "KXA-1-PAST historical"));
  }

  @Test
  void theHistoricalTierIsNotListedIfItCannotHaveWantedMarkets() throws Exception {
    exchange.market("KXA-1", "KXA-1-OPEN", MarketState.ACTIVE).historicalMarket("KXA-1", "KXA-1-P");

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-OPEN"));
    assertThat(kalshi.requests().countTo("/historical/markets"), is(0L));
  }

  @Test
  void theHistoricalTierIsListedWhenItBeginsWithinTheLastTwoIntervals() throws Exception {
    exchange
        .cutoff(TestFetch.NOW.minus(Duration.ofHours(1)))
        .market("KXA-1", "KXA-1-OPEN", MarketState.ACTIVE)
        .settledMarket("KXA-1", "KXA-1-GONE", TestFetch.NOW.minus(Duration.ofHours(2)))
        .tier("KXA-1-GONE", Tier.HISTORICAL);

    assertThat(
        TestFetch.from(kalshi).fetch("event:KXA-1").sources(),
        contains("KXA-1-GONE historical", "KXA-1-OPEN live"));
  }

  @Test
  void aMarketInBothTiersIsYieldedOnce() throws Exception {
    exchange
        .settledMarket("KXA-1", "KXA-1-BOTH", TestFetch.NOW.minus(Duration.ofDays(9)))
        .tier("KXA-1-BOTH", Tier.BOTH);

    assertThat(
        TestFetch.from(kalshi).withStatuses(MarketStatus.SETTLED).fetch("event:KXA-1").sources(),
        contains("KXA-1-BOTH live"));
  }

  @Test
  void combosAreExcludedByTheFilter() throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);

    assertThat(
        TestFetch.from(kalshi).fetch("series:KXMVE").missed(), contains("series:KXMVE no_markets"));
  }

  @Test
  void aFamilyOfCombosOnlyNamesTheFlagThatCollectsThem() throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);

    assertThat(
        TestFetch.from(kalshi).fetch("event:KXMVE-1").misses().get(0).detail(),
        is(
            "the event exists and has no market of the wanted statuses now except multivariate"
                + " ones, which only --combos=include collects"));
  }

  @Test
  void aFamilyOfCombosOfOtherStatusesDoesNotNameTheFlag() throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);

    assertThat(
        TestFetch.from(kalshi)
            .withStatuses(MarketStatus.CLOSED)
            .fetch("event:KXMVE-1")
            .misses()
            .get(0)
            .detail(),
        is("the event exists and has no market of the wanted statuses now"));
  }

  @Test
  void combosThatCannotBeLookedForLeaveTheReasonOpen() throws Exception {
    kalshi
        .faults()
        .always(
            request ->
                request.path().endsWith("/markets") && !request.query().contains("mve_filter"),
            Fault.status(400));

    Got got = TestFetch.from(kalshi).fetch("series:KXA");

    assertThat(got.missed(), contains("series:KXA no_markets"));
  }

  @Test
  void combosAreExcludedByTheirRow() throws Exception {
    exchange.rawMarket(
        "KXA-1",
        "KXA-1-T1",
        "{\"ticker\":\"KXA-1-T1\",\"event_ticker\":\"KXA-1\",\"status\":\"active\","
            + "\"mve_collection_ticker\":\"KXMVE\"}");

    assertThat(
        TestFetch.from(kalshi).fetch("event:KXA-1").missed(), contains("event:KXA-1 no_markets"));
  }

  @Test
  void combosAreYieldedWhereTheyAreIncluded() throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);

    assertThat(
        TestFetch.from(kalshi).withCombos().fetch("series:KXMVE").markets(), contains("KXMVE-1-A"));
  }

  @Test
  void aComboIsYieldedWhereItIsNamed() throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);

    assertThat(TestFetch.from(kalshi).fetch("KXMVE-1-A").markets(), contains("KXMVE-1-A"));
  }

  @Test
  void aSeriesOfSeveralPagesIsComplete() throws Exception {
    exchange.manyMarkets("KXMANY", 2_500);
    List<String> all =
        exchange.tickers().stream().filter(name -> name.startsWith("KXMANY")).sorted().toList();

    assertThat(TestFetch.from(kalshi).fetch("series:KXMANY").markets(), is(all));
  }

  @Test
  void moreThanOnePageIsListedStatusByStatus() throws Exception {
    exchange.manyMarkets("KXMANY", 1_001);

    TestFetch.from(kalshi).fetch("series:KXMANY");

    assertThat(
        asked("series_ticker")
            .filter(request -> request.parameter("cursor").isEmpty())
            .map(request -> request.parameter("status").orElse("any"))
            .toList(),
        containsInAnyOrder("any", "unopened", "open", "paused", "closed", "settled"));
  }

  @Test
  void onlyRecentSettlementsAreListed() throws Exception {
    exchange.manyMarkets("KXMANY", 1_001);

    TestFetch.from(kalshi).fetch("series:KXMANY");

    assertThat(
        asked("min_settled_ts").map(request -> request.parameter("min_settled_ts").get()).toList(),
        contains(String.valueOf(TestFetch.NOW.minus(Duration.ofHours(4)).getEpochSecond())));
  }

  @Test
  void settledMarketsBehindManyOpenOnesAreFound() throws Exception {
    exchange
        .manyMarkets("KXMANY", 1_200)
        .settledMarket("KXMANY-E00001", "KXMANY-NEW", TestFetch.NOW.minus(Duration.ofHours(1)))
        .settledMarket("KXMANY-E00001", "KXMANY-OLD", TestFetch.NOW.minus(Duration.ofHours(9)));

    Got got = TestFetch.from(kalshi).fetch("series:KXMANY");

    assertThat(got.markets(), hasSize(1_201));
    assertThat(got.markets(), hasItem("KXMANY-NEW"));
    assertThat(got.markets(), not(hasItem("KXMANY-OLD")));
  }

  @Test
  void aRepeatedCursorIsMalformed() throws Exception {
    exchange.manyMarkets("KXMANY", 1_001);
    kalshi.faults().always(request -> true, Fault.repeatedCursor());

    Got got = TestFetch.from(kalshi).fetch("series:KXMANY");

    assertThat(got.missed(), contains("series:KXMANY malformed"));
    assertThat(got.misses().get(0).detail(), is("Kalshi repeated a cursor; the list has no end"));
    assertThat(kalshi.requests().total(), lessThan(20L));
  }

  @Test
  void aRowOfAnotherEventIsIgnored() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .rawMarket(
            "KXA-1",
            "KXB-1-T1",
            "{\"ticker\":\"KXB-1-T1\",\"event_ticker\":\"KXB-1\",\"status\":\"active\"}");

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void aRepeatedRowCountsOnce() throws Exception {
    exchange.market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
    kalshi.faults().next(1, "/markets", Fault.duplicateMarket());

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void aRowWithoutTickerMakesItsSelectorMalformed() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .market("KXA-1", "KXA-1-T2", MarketState.ACTIVE);
    kalshi.faults().next(1, "/markets", Fault.marketWithoutTicker());

    Got got = TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(got.missed(), contains("event:KXA-1 malformed"));
    assertThat(
        got.misses().get(0).detail(),
        is("Kalshi sent an object that cannot be used: it has no ticker"));
  }

  @Test
  void theOtherRowsOfAMalformedPageAreYielded() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .market("KXA-1", "KXA-1-T2", MarketState.ACTIVE);
    kalshi.faults().next(1, "/markets", Fault.marketWithoutTicker());

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T2"));
  }

  @Test
  void aMarketThatIsNotUtf8IsAMissOfItsOwn() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .rawMarket("KXA-1", "KXA-1-T2", unreadable("KXA-1-T2", "active"))
        .market("KXA-1", "KXA-1-T3", MarketState.ACTIVE);
    kalshi.faults().always(request -> true, NOT_UTF_8);

    Got got = TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(got.markets(), contains("KXA-1-T1", "KXA-1-T3"));
    assertThat(got.missed(), contains("event:KXA-1 malformed"));
    assertThat(got.misses().get(0).retryLine(), is("market:KXA-1-T2"));
    assertThat(
        got.misses().get(0).detail(),
        is("Kalshi sent an object that cannot be used: it is not in UTF-8"));
    assertThat(got.answered(), is(1L));
  }

  @Test
  void anUnreadableMarketThatIsNotWantedIsNoMiss() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .rawMarket("KXA-1", "KXA-1-T2", unreadable("KXA-1-T2", "closed"));
    kalshi.faults().always(request -> true, NOT_UTF_8);

    assertThat(
        TestFetch.from(kalshi).withStatuses(MarketStatus.OPEN).fetch("event:KXA-1").missed(),
        is(empty()));
  }

  @Test
  void anUnreadableMarketOnSeveralPagesIsOneMiss() throws Exception {
    exchange
        .manyMarkets("KXMANY", 1_200)
        .rawMarket("KXMANY-E00001", "KXMANY-BAD", unreadable("KXMANY-BAD", "active"));
    kalshi.faults().always(request -> true, NOT_UTF_8);

    Got got = TestFetch.from(kalshi).fetch("series:KXMANY");

    assertThat(got.markets(), hasSize(1_200));
    assertThat(got.misses(), hasSize(1));
  }

  @Test
  void theListBeforeAMarketThatBreaksThePageIsYielded() throws Exception {
    List<String> rows =
        IntStream.range(0, 40)
            .mapToObj(i -> i == 27 ? "{\"ticker\":\"KXA" : row("KXA-1-T" + i, "KXA-1"))
            .toList();
    try (KalshiSimulator broken = serving(request -> JsonPage.of(request, "markets", rows))) {
      Got got = TestFetch.from(broken).withStatuses(MarketStatus.OPEN).fetch("event:KXA-1");

      assertThat(got.markets(), hasSize(27));
      assertThat(got.missed(), contains("event:KXA-1 malformed"));
      assertThat(got.misses().get(0).detail(), containsString("not the expected JSON"));
      assertThat(broken.requests().total(), is(lessThan(60L)));
    }
  }

  @Test
  void aPageThatIsTooMuchForTheExchangeIsRequestedInParts() throws Exception {
    exchange.manyMarkets("KXMANY", 1_200);
    kalshi
        .faults()
        .always(
            request ->
                request.parameter("status").isPresent()
                    && request.parameter("limit").filter("1000"::equals).isPresent(),
            Fault.status(504));

    Got got = TestFetch.from(kalshi).withStatuses(MarketStatus.OPEN).fetch("series:KXMANY");

    assertThat(got.markets(), hasSize(1_200));
    assertThat(got.missed(), is(empty()));
  }

  @Test
  void aListThatBringsNothingNewIsMalformed() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    try (KalshiSimulator endless =
        serving(
            request ->
                "{\"markets\":["
                    + row("KXA-1-T1", "KXA-1")
                    + "],\"cursor\":\"c"
                    + pages.incrementAndGet()
                    + "\"}")) {
      Got got = TestFetch.from(endless).fetch("series:KXA");

      assertThat(got.markets(), contains("KXA-1-T1"));
      assertThat(got.missed(), contains("series:KXA malformed"));
      assertThat(
          got.misses().get(0).detail(),
          is("3 pages in a row brought nothing new; the list has no end"));
      assertThat(pages.get(), is(1 + 5 * 4));
    }
  }

  @Test
  void pagesOfMarketsThatAreNotWantedAreProgress() throws Exception {
    List<String> rows =
        IntStream.range(0, 8_000)
            .mapToObj(
                i ->
                    "{\"ticker\":\"KXA-1-T"
                        + i
                        + "\",\"event_ticker\":\"KXA-1\",\"status\":\"active\","
                        + "\"mve_collection_ticker\":\""
                        + (i < 7_999 ? "M" : "")
                        + "\"}")
            .toList();
    try (KalshiSimulator long8 = serving(request -> JsonPage.of(request, "markets", rows))) {
      Got got = TestFetch.from(long8).fetch("series:KXA");

      assertThat(got.markets(), contains("KXA-1-T7999"));
      assertThat(got.missed(), is(empty()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "event:KXA-1,  900 of 1000 objects of the list were not requested: Kalshi ignored the filter",
    "series:KXA,   the list contains markets of other series: Kalshi ignored the filter"
  })
  void aFilterThatIsIgnoredIsMalformed(String selector, String detail) throws Exception {
    exchange.market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
    List<String> rows =
        IntStream.range(0, 10_000)
            .mapToObj(i -> row("KX" + (i % 10) + "-1-T" + i, i % 10 == 0 ? "KXA-1" : "KX" + i % 10))
            .toList();
    try (KalshiSimulator ignoring = serving(request -> JsonPage.of(request, "markets", rows))) {
      Got got = TestFetch.from(ignoring).fetch(selector);

      assertThat(got.missed(), contains(selector + " malformed"));
      assertThat(got.misses().get(0).detail(), is(detail));
      assertThat(got.markets(), everyItem(startsWith("KX0")));
      assertThat(ignoring.requests().total(), is(lessThan(10L)));
    }
  }

  @Test
  void anEventWithAnotherNameIsOfItsSeries() throws Exception {
    exchange.event("KXA", "POWER-28").market("POWER-28", "POWER-28-R", MarketState.ACTIVE);

    assertThat(TestFetch.from(kalshi).fetch("series:KXA").markets(), contains("POWER-28-R"));
    assertThat(kalshi.requests().countTo("/events/{event_ticker}"), is(1L));
  }

  @Test
  void anEventOfAnotherSeriesIsIgnored() throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .rawMarket("KXA-1", "KXB-1-T1", row("KXB-1-T1", "KXB-1"));

    assertThat(TestFetch.from(kalshi).fetch("series:KXA").markets(), contains("KXA-1-T1"));
  }

  @Test
  void anEventThatCannotBeLookedUpMakesItsSeriesUnavailable() throws Exception {
    exchange.event("KXA", "POWER-28").market("POWER-28", "POWER-28-R", MarketState.ACTIVE);
    kalshi.faults().always(request -> request.path().contains("/events/"), Fault.status(503));

    assertThat(
        TestFetch.from(kalshi).fetch("series:KXA").missed(), contains("series:KXA unavailable"));
  }

  private KalshiSimulator serving(Function<ApiRequest, String> markets) {
    return KalshiSimulator.serving(exchange)
        .anonymousLimit(RateLimit.unlimited())
        .endpoint("/markets", markets)
        .start();
  }

  private static String row(String market, String event) {
    return "{\"ticker\":\""
        + market
        + "\",\"event_ticker\":\""
        + event
        + "\",\"status\":\"active\"}";
  }

  private static String unreadable(String market, String status) {
    return "{\"ticker\":\"" + market + "\",\"title\":\"caf#\",\"status\":\"" + status + "\"}";
  }

  @Test
  void anExistingEventWithoutMarketsIsNoMarkets() throws Exception {
    assertThat(
        TestFetch.from(kalshi).fetch("event:KXA-1", "series:KXA").missed(),
        contains("event:KXA-1 no_markets", "series:KXA no_markets"));
  }

  @Test
  void anUnknownEventIsNotFound() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("event:KXNONE-1", "series:KXNONE");

    assertThat(got.missed(), contains("event:KXNONE-1 not_found", "series:KXNONE not_found"));
    assertThat(
        got.misses().stream().map(Miss::detail).toList(),
        containsInAnyOrder(
            "Kalshi has no event of that name", "Kalshi has no series of that name"));
  }

  @Test
  void aPageThatIsRefusedMakesItsSelectorRejected() throws Exception {
    exchange.manyMarkets("KXMANY", 1_200);
    kalshi
        .faults()
        .always(request -> request.parameter("cursor").isPresent(), Fault.status(400, "{}"));

    Got got = TestFetch.from(kalshi).fetch("series:KXMANY");

    assertThat(got.missed(), contains("series:KXMANY rejected"));
    assertThat(got.misses().get(0).detail(), is("HTTP 400"));
    assertThat(got.markets(), hasSize(1_000));
  }

  @Test
  void theExistenceOfAnEventMayBeUnavailable() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/KXA-1"), Fault.status(502));

    Got got = TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(got.missed(), contains("event:KXA-1 unavailable"));
    assertThat(got.misses().get(0).detail(), is("HTTP 502: service_error: error"));
  }

  @Test
  void aCutoffThatCannotBeReadLeavesTheLiveMarkets() throws Exception {
    exchange.market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
    kalshi.faults().always(request -> request.path().endsWith("/cutoff"), Fault.html());

    Got got = TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(got.markets(), contains("KXA-1-T1"));
    assertThat(got.missed(), is(empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"event:KXA-1", "series:KXA"})
  void aHistoricalListThatFailsMakesItsSelectorUnavailable(String selector) throws Exception {
    exchange.settledMarket("KXA-1", "KXA-1-T1", TestFetch.NOW.minus(Duration.ofDays(9)));
    kalshi
        .faults()
        .always(request -> request.path().endsWith("/historical/markets"), Fault.status(503));

    Got got = TestFetch.from(kalshi).withStatuses(MarketStatus.SETTLED).fetch(selector);

    assertThat(got.missed(), contains(selector + " unavailable"));
  }

  @Test
  void settlementsOfAnyAgeAreListedWhereTheStatusSettledIsWanted() throws Exception {
    exchange
        .manyMarkets("KXMANY", 1_001)
        .settledMarket("KXMANY-E00001", "KXMANY-OLD", TestFetch.NOW.minus(Duration.ofDays(9)));

    assertThat(
        TestFetch.from(kalshi).withStatuses(MarketStatus.SETTLED).fetch("series:KXMANY").markets(),
        contains("KXMANY-OLD"));
  }

  @Test
  void aMarketThatIsNotWantedShowsThatItsEventExists() throws Exception {
    exchange.settledMarket("KXA-1", "KXA-1-T1", TestFetch.NOW.minus(Duration.ofHours(5)));
    kalshi.faults().always(request -> request.path().endsWith("/events/KXA-1"), Fault.status(503));

    assertThat(
        TestFetch.from(kalshi).fetch("event:KXA-1").missed(), contains("event:KXA-1 no_markets"));
  }

  @Test
  void aRowWithoutAnEventBelongsToTheRequestedEvent() throws Exception {
    exchange.rawMarket("KXA-1", "KXA-1-T1", "{\"ticker\":\"KXA-1-T1\",\"status\":\"active\"}");

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void anEmptyNameOfACollectionIsNoCombo() throws Exception {
    exchange.rawMarket(
        "KXA-1",
        "KXA-1-T1",
        "{\"ticker\":\"KXA-1-T1\",\"event_ticker\":\"KXA-1\",\"status\":\"active\","
            + "\"mve_collection_ticker\":\"\"}");

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void aRowWithoutTickerOfAnyPageMakesItsSelectorMalformed() throws Exception {
    exchange.manyMarkets("KXMANY", 1_001);
    kalshi.faults().next(1, "/markets", Fault.marketWithoutTicker());

    assertThat(
        TestFetch.from(kalshi).fetch("series:KXMANY").missed(),
        contains("series:KXMANY malformed"));
  }

  @Test
  void aCutoffThatCannotBeReadLeavesTheHistoricalTierAlone() throws Exception {
    exchange.market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
    kalshi.faults().always(request -> request.path().endsWith("/cutoff"), Fault.html());
    TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(kalshi.requests().countTo("/historical/cutoff"), is(greaterThan(0L)));
    assertThat(kalshi.requests().countTo("/historical/markets"), is(0L));
  }

  @Test
  void theCutoffIsNotRequestedForGivenStatuses() throws Exception {
    exchange.market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
    TestFetch.from(kalshi).withStatuses(MarketStatus.OPEN).fetch("event:KXA-1");

    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void anEventSelectorIsNotLookedUpAgain() throws Exception {
    TestFetch.from(kalshi).fetch("KXA-1");

    assertThat(kalshi.requests().countTo("/events/{event_ticker}"), is(0L));
  }

  @Test
  void aMarketInBothTiersIsYieldedOnceWithARecentCutoff() throws Exception {
    exchange
        .cutoff(TestFetch.NOW.minus(Duration.ofHours(1)))
        .settledMarket("KXA-1", "KXA-1-BOTH", TestFetch.NOW.minus(Duration.ofHours(2)))
        .tier("KXA-1-BOTH", Tier.BOTH);

    assertThat(TestFetch.from(kalshi).fetch("event:KXA-1").sources(), contains("KXA-1-BOTH live"));
  }

  @Test
  void startedListingsAreFinishedFirst() throws Exception {
    List<String> events = IntStream.range(0, 40).mapToObj(i -> "event:KXNONE-" + i).toList();
    TestFetch.from(kalshi).fetch(events);

    List<String> asked =
        kalshi.requests().requests().stream().map(request -> request.endpoint()).toList();
    assertThat(asked.indexOf("/events/{event_ticker}"), is(lessThan(20)));
  }

  private Stream<ApiRequest> asked(String parameter) {
    return kalshi.requests().requests().stream()
        .map(recorded -> recorded.request())
        .filter(request -> request.parameter(parameter).isPresent());
  }
}
