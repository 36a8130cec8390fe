package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests how the kind of a name is found. */
@Timeout(30)
class NameLookupTest {

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestFetch.NOW))
          .event("KXMLBWINS-ATH", "KXMLBWINS-ATH-26")
          .market("KXMLBWINS-ATH-26", "KXMLBWINS-ATH-26-T70", MarketState.ACTIVE)
          .event("KXFED", "KXFED-26DEC")
          .market("KXFED-26DEC", "FEDDECISION", MarketState.ACTIVE)
          .event("KXSOLO", "KXSOLO-26")
          .market("KXSOLO-26", "KXSOLO-26", MarketState.ACTIVE)
          .event("KXOSCARNOMPIC", "OSCARNOMPIC-27")
          .market("OSCARNOMPIC-27", "OSCARNOMPIC-27-SIN", MarketState.ACTIVE)
          .event("KXCPI", "KXCPI-26NOV")
          .market("KXCPI-26NOV", "KXCPI-26NOV-T-0.1", MarketState.ACTIVE)
          .event("KXPAST", "KXPAST-26JUL")
          .historicalMarket("KXPAST-26JUL", "KXPAST-26JUL-T1")
          .event("KXTWIN", "KXTWIN-26")
          .historicalMarket("KXTWIN-26", "KXTWIN-26")
          .event("KXBARE", "KXBARE-26");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @ParameterizedTest
  @CsvSource({
    "a series with a hyphen,           KXMLBWINS-ATH,     KXMLBWINS-ATH-26-T70 live",
    "a market without a hyphen,        FEDDECISION,       FEDDECISION live",
    "a market of its event's name,     KXSOLO-26,         KXSOLO-26 live",
    "an event unlike its series,       OSCARNOMPIC-27,    OSCARNOMPIC-27-SIN live",
    "that event's series,              KXOSCARNOMPIC,     OSCARNOMPIC-27-SIN live",
    "a strike below zero,              KXCPI-26NOV-T-0.1, KXCPI-26NOV-T-0.1 live",
    "an event,                         KXCPI-26NOV,       KXCPI-26NOV-T-0.1 live",
    "a historical market,              KXPAST-26JUL-T1,   KXPAST-26JUL-T1 historical",
    "a past market of its event's name, KXTWIN-26,        KXTWIN-26 historical",
  })
  void aNameWithoutAKindIsFound(String what, String name, String found) throws Exception {
    assertThat(what, TestFetch.from(kalshi).fetch(name).sources(), contains(found));
  }

  @ParameterizedTest
  @ValueSource(strings = {"KXMLBWINS-ATH", "KXSOLO-26", "KXPAST-26JUL-T1", "KXTWIN-26"})
  void aNameWithoutAKindThatIsFoundIsNoMiss(String name) throws Exception {
    assertThat(TestFetch.from(kalshi).fetch(name).missed(), is(empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "market:FEDDECISION,          FEDDECISION live",
    "market:KXSOLO-26,            KXSOLO-26 live",
    "event:KXSOLO-26,             KXSOLO-26 live",
    "series:KXSOLO,               KXSOLO-26 live",
    "event:OSCARNOMPIC-27,        OSCARNOMPIC-27-SIN live",
    "series:KXMLBWINS-ATH,        KXMLBWINS-ATH-26-T70 live",
    "market:KXPAST-26JUL-T1,      KXPAST-26JUL-T1 historical",
  })
  void aGivenKindIsUsed(String selector, String found) throws Exception {
    assertThat(TestFetch.from(kalshi).fetch(selector).sources(), contains(found));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"market:KXCPI-26NOV", "event:KXCPI", "series:KXCPI-26NOV", "market:KXCPI"})
  void aNameOfAnotherKindThanGivenIsNotFound(String selector) throws Exception {
    assertThat(TestFetch.from(kalshi).fetch(selector).missed(), contains(selector + " not_found"));
  }

  @Test
  void aLiveMarketTakesOneRequest() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("FEDDECISION");

    assertThat(got.usage().total(), is(1L));
  }

  @Test
  void anUnknownNameIsNotFoundAfterAllLookups() throws Exception {
    TestFetch.from(kalshi).fetch("KXNONE-1");

    assertThat(
        asked(),
        contains(
            "/markets?limit=1000&tickers=KXNONE-1",
            "/events?limit=200&tickers=KXNONE-1",
            "/historical/markets?limit=1000&tickers=KXNONE-1",
            "/markets?limit=1000&series_ticker=KXNONE-1&mve_filter=exclude",
            "/series/KXNONE-1"));
  }

  @Test
  void anUnknownNameIsAMiss() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("KXNONE-1");

    assertThat(got.missed(), contains("KXNONE-1 not_found"));
    assertThat(
        got.misses().get(0).detail(), is("Kalshi has no market, event or series of that name"));
  }

  @Test
  void anUnknownNameInLowerCaseProbablyMeansTheSameInUpperCase() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("event:kxnone-1");

    assertThat(
        got.misses().get(0).detail(),
        is("Kalshi has no event of that name; did you mean KXNONE-1? Tickers are upper case"));
  }

  @Test
  void aMissKnowsItsLine() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("FEDDECISION", "KXNONE-1");

    assertThat(got.misses().get(0).source().number(), is(2));
  }

  @Test
  void anEventWithoutAKindAndMarketsIsNoMarkets() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("KXBARE-26");

    assertThat(got.missed(), contains("KXBARE-26 no_markets"));
    assertThat(
        got.misses().get(0).detail(),
        is("the event exists and has no market of the wanted statuses now"));
  }

  @Test
  void aNameInTwoSelectorsIsMissedTwice() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("KXNONE-1", "market:KXNONE-1");

    assertThat(got.missed(), contains("KXNONE-1 not_found", "market:KXNONE-1 not_found"));
  }

  @Test
  void aHistoricalMarketInTwoSelectorsCompletesBoth() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("KXPAST-26JUL-T1", "market:KXPAST-26JUL-T1");

    assertThat(got.missed(), is(empty()));
    assertThat(got.answered(), is(2L));
  }

  @Test
  void aListThatIsNotFoundIsARefusal() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("v2/markets"), Fault.status(404));

    Got got = TestFetch.from(kalshi).fetch("market:KXPAST-26JUL-T1", "market:FEDDECISION");

    assertThat(
        got.missed(),
        containsInAnyOrder("market:KXPAST-26JUL-T1 rejected", "market:FEDDECISION rejected"));
    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void everySelectorIsCompletedOnce() throws Exception {
    Got got =
        TestFetch.from(kalshi)
            .fetch("FEDDECISION", "KXNONE-1", "KXBARE-26", "KXTWIN-26", "series:KXCPI", "KXCPI");

    assertThat(got.answered(), is(6L));
  }

  @Test
  void aHundredNamesShareARequest() throws Exception {
    exchange.manyMarkets("KXMANY", 100);

    Got got = TestFetch.from(kalshi).fetch(many(100));

    assertThat(got.markets(), is(many(100)));
    assertThat(got.usage().total(), is(1L));
  }

  @Test
  void namesForTheHistoricalTierShareARequest() throws Exception {
    List<String> names = IntStream.range(0, 30).mapToObj(i -> "KXPAST-26JUL-P" + i).toList();
    names.forEach(name -> exchange.historicalMarket("KXPAST-26JUL", name));

    TestFetch.from(kalshi).fetch(names.stream().map(name -> "market:" + name).toList());

    assertThat(kalshi.requests().countTo("/historical/markets"), is(1L));
  }

  @Test
  void tenThousandAgedMarketsTakeTwoHundredAndFiftyRequests() throws Exception {
    List<String> names = IntStream.range(0, 10_000).mapToObj(i -> "KXPAST-26JUL-P" + i).toList();
    names.forEach(name -> exchange.historicalMarket("KXPAST-26JUL", name));

    Got got = TestFetch.from(kalshi).fetch(names);

    assertThat(got.markets(), hasSize(10_000));
    assertThat(got.usage().total(), is(250L));
  }

  @Test
  void manyUnknownNamesTakeOneRequestForTheListOfAllSeries() throws Exception {
    List<String> names = IntStream.range(0, 100).mapToObj(i -> "KXNONE-" + i).toList();

    Got got = TestFetch.from(kalshi).fetch(names);

    assertThat(got.misses(), hasSize(100));
    assertThat(got.usage().total(), is(4L));
    assertThat(kalshi.requests().countTo("/series"), is(1L));
  }

  @Test
  void anUnrequestedMarketIsIgnored() throws Exception {
    kalshi.faults().next(1, "/markets", Fault.unrequestedMarket());

    assertThat(TestFetch.from(kalshi).fetch("FEDDECISION").markets(), contains("FEDDECISION"));
  }

  @Test
  void aRepeatedRowCountsOnce() throws Exception {
    kalshi.faults().next(1, "/markets", Fault.duplicateMarket());

    assertThat(TestFetch.from(kalshi).fetch("FEDDECISION").markets(), contains("FEDDECISION"));
  }

  @Test
  void aMarketWithoutTickerIsMalformed() throws Exception {
    exchange.rawMarket("KXSOLO-26", "KXBAD", "{\"title\":\"x\"}");

    Got got = TestFetch.from(kalshi).fetch("KXSOLO-26", "market:KXBAD", "KXNONE-1", "FEDDECISION");

    assertThat(got.markets(), contains("FEDDECISION", "KXSOLO-26"));
    assertThat(got.missed(), contains("KXNONE-1 not_found", "market:KXBAD malformed"));
    assertThat(
        got.misses().stream().map(Miss::detail).toList(),
        hasItem("Kalshi sent an object that cannot be used: it has no ticker"));
  }

  @Test
  void aMarketThatIsNotUtf8IsAMissAlone() throws Exception {
    exchange.rawMarket("KXSOLO-26", "KXBAD", "{\"ticker\":\"KXBAD\",\"title\":\"caf#\"}");
    kalshi.faults().always(request -> true, Fault.replacing("#", new byte[] {(byte) 0xE9}));

    Got got = TestFetch.from(kalshi).fetch("KXSOLO-26", "KXBAD", "FEDDECISION");

    assertThat(got.markets(), contains("FEDDECISION", "KXSOLO-26"));
    assertThat(got.missed(), contains("KXBAD malformed"));
    assertThat(got.misses().get(0).retryLine(), is("market:KXBAD"));
    assertThat(
        got.misses().get(0).detail(),
        is("Kalshi sent an object that cannot be used: it is not in UTF-8"));
    assertThat(got.usage().total(), is(1L));
  }

  @Test
  void aMarketThatBreaksThePageIsAMissAlone() throws Exception {
    exchange.manyMarkets("KXMANY", 99).rawMarket("KXSOLO-26", "KXBAD", "{\"ticker\":\"#}");
    kalshi.faults().always(request -> true, Fault.replacing("#", new byte[0]));
    List<String> names = new ArrayList<>(many(99));
    names.add(50, "KXBAD");

    Got got = TestFetch.from(kalshi).fetch(names);

    assertThat(got.markets(), is(many(99)));
    assertThat(got.missed(), contains("KXBAD malformed"));
  }

  static Stream<Fault> faultsOfOneMarket() {
    return Stream.of(
        Fault.status(400),
        Fault.status(500),
        Fault.status(502),
        Fault.status(504),
        Fault.resetBeforeHeaders(),
        Fault.resetInBody(),
        Fault.truncatedWithRightLength(),
        Fault.garbage(),
        Fault.html(),
        Fault.brokenGzip());
  }

  @ParameterizedTest
  @MethodSource("faultsOfOneMarket")
  void aMarketThatMakesItsRequestFailIsAMissAlone(Fault fault) throws Exception {
    exchange.manyMarkets("KXMANY", 100);
    kalshi.faults().always(request -> request.query().contains(many(100).get(49)), fault);

    Got got = TestFetch.from(kalshi).fetch(many(100));

    assertThat(got.markets(), hasSize(99));
    assertThat(got.misses(), hasSize(1));
    assertThat(got.misses().get(0).selector(), is(many(100).get(49)));
  }

  @Test
  void aMarketThatMakesItsRequestFailTakesTwoMinutes() throws Exception {
    exchange.manyMarkets("KXMANY", 100);
    kalshi
        .faults()
        .always(request -> request.query().contains(many(100).get(49)), Fault.status(500));
    ManualClock clock = new ManualClock(TestFetch.NOW);

    Got got =
        TestFetch.from(kalshi)
            .through(QuickClients.unsigned(kalshi, clock))
            .waitingOn(clock)
            .fetch(many(100));

    assertThat(got.markets(), hasSize(99));
    assertThat(clock.instant(), is(lessThan(TestFetch.NOW.plus(Duration.ofMinutes(2)))));
    assertThat(kalshi.requests().countTo("/markets"), is(lessThan(40L)));
  }

  @Test
  void whileEverythingFailsRequestsAreNotDivided() throws Exception {
    exchange.manyMarkets("KXMANY", 2_000);
    kalshi.faults().always(request -> request.path().endsWith("/markets"), Fault.status(500));

    Got got = TestFetch.from(kalshi).fetch(many(2_000));

    assertThat(got.misses(), hasSize(2_000));
    assertThat(got.usage().total(), is(lessThan(1_000L)));
  }

  @Test
  void aListOfNamesWithoutAnEndIsMalformed() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    try (KalshiSimulator endless =
        serving(request -> "{\"markets\":[],\"cursor\":\"c" + pages.incrementAndGet() + "\"}")) {
      Got got = TestFetch.from(endless).fetch("market:KXNONE-1", "market:KXNONE-2");

      assertThat(got.missed(), contains("market:KXNONE-1 malformed", "market:KXNONE-2 malformed"));
      assertThat(
          got.misses().get(0).detail(),
          is("3 pages in a row brought nothing new; the list has no end"));
      assertThat(pages.get(), is(3));
    }
  }

  @Test
  void aFilterThatIsIgnoredIsMalformed() throws Exception {
    String all =
        IntStream.range(0, 1_000)
            .mapToObj(i -> "{\"ticker\":\"KXB-" + i + "\"}")
            .collect(Collectors.joining(","));
    try (KalshiSimulator ignoring =
        serving(request -> "{\"markets\":[" + all + "],\"cursor\":\"next\"}")) {
      Got got = TestFetch.from(ignoring).fetch("KXB-5", "KXNONE-1", "KXNONE-2");

      assertThat(got.markets(), contains("KXB-5"));
      assertThat(got.missed(), contains("KXNONE-1 malformed", "KXNONE-2 malformed"));
      assertThat(
          got.misses().get(0).detail(),
          is("999 of 1000 objects of the list were not requested: Kalshi ignored the filter"));
      assertThat(got.usage().total(), is(1L));
    }
  }

  private KalshiSimulator serving(Function<ApiRequest, String> markets) {
    return KalshiSimulator.serving(exchange)
        .anonymousLimit(RateLimit.unlimited())
        .endpoint("/markets", markets)
        .start();
  }

  @Test
  void aRefusedNameEndsUpAlone() throws Exception {
    exchange.manyMarkets("KXMANY", 100);
    try (KalshiSimulator poisoned = poisoned("KXMANY-E00001-T0000042")) {
      Got got = TestFetch.from(poisoned).fetch(many(100));

      assertThat(got.missed(), contains("KXMANY-E00001-T0000042 rejected"));
      assertThat(got.misses().get(0).detail(), startsWith("HTTP 400: bad_request"));
      assertThat(got.markets(), hasSize(99));
    }
  }

  @Test
  void aUrlThatIsTooLongIsHalvedUntilItFits() throws Exception {
    exchange.manyMarkets("KXMANY", 100);
    try (KalshiSimulator strict =
        KalshiSimulator.serving(exchange)
            .anonymousLimit(RateLimit.unlimited())
            .maxUrlLength(700)
            .start()) {
      Got got = TestFetch.from(strict).fetch(many(100));

      assertThat(got.markets(), is(many(100)));
      assertThat(got.missed(), is(empty()));
    }
  }

  @Test
  void aNameThatTheHistoricalTierRefusesIsRejected() throws Exception {
    kalshi
        .faults()
        .always(request -> request.path().endsWith("/historical/markets"), Fault.status(403));

    Got got = TestFetch.from(kalshi).fetch("market:KXPAST-26JUL-T1");

    assertThat(got.missed(), contains("market:KXPAST-26JUL-T1 rejected"));
    assertThat(got.misses().get(0).httpStatus(), is(403));
  }

  @Test
  void aBatchThatIsUnavailableIsAMissOfEachName() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/markets"), Fault.status(503));

    Got got = TestFetch.from(kalshi).fetch("FEDDECISION", "market:KXSOLO-26");

    assertThat(got.missed(), contains("FEDDECISION unavailable", "market:KXSOLO-26 unavailable"));
    assertThat(got.misses().get(0).detail(), is("HTTP 503: service_error: error"));
  }

  @Test
  void namesOfAnEarlierPageAreFoundWhenALaterPageFails() throws Exception {
    kalshi
        .faults()
        .always(request -> request.parameter("cursor").isPresent(), Fault.status(503))
        .always(request -> request.path().endsWith("v2/markets"), pageOf("FEDDECISION"));

    Got got = TestFetch.from(kalshi).fetch("market:FEDDECISION", "market:KXSOLO-26");

    assertThat(got.markets(), contains("FEDDECISION"));
    assertThat(got.missed(), contains("market:KXSOLO-26 unavailable"));
    assertThat(got.answered(), is(2L));
  }

  @Test
  void namesOfALaterPageAreFound() throws Exception {
    kalshi.faults().next(1, "/markets", pageOf("FEDDECISION"));

    assertThat(
        TestFetch.from(kalshi).fetch("market:FEDDECISION", "market:KXSOLO-26").markets(),
        contains("FEDDECISION", "KXSOLO-26"));
  }

  @Test
  void noLaterPageIsRequestedIfNothingIsMissing() throws Exception {
    kalshi.faults().next(1, "/markets", pageOf("FEDDECISION"));
    TestFetch.from(kalshi).fetch("market:FEDDECISION");

    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void aRepeatedCursorIsMalformed() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("v2/markets"), pageOf("FEDDECISION"));

    Got got = TestFetch.from(kalshi).fetch("market:FEDDECISION", "market:KXSOLO-26");

    assertThat(got.markets(), contains("FEDDECISION"));
    assertThat(got.missed(), contains("market:KXSOLO-26 malformed"));
    assertThat(got.misses().get(0).detail(), is("Kalshi repeated a cursor; the list has no end"));
    assertThat(kalshi.requests().countTo("/markets"), is(2L));
  }

  @Test
  void aRowWithoutTickerOfAnEarlierPageMakesTheMissingNameMalformed() throws Exception {
    kalshi
        .faults()
        .next(1, "/markets", Fault.status(200, "{\"markets\":[{}],\"cursor\":\"next\"}"))
        .next(1, "/markets", Fault.status(200, "{\"markets\":[]}"));

    assertThat(
        TestFetch.from(kalshi).fetch("market:KXSOLO-26").missed(),
        contains("market:KXSOLO-26 malformed"));
  }

  @Test
  void aRefusedHistoricalNameEndsUpAlone() throws Exception {
    exchange.historicalMarket("KXPAST-26JUL", "KXPAST-26JUL-T2");
    kalshi
        .faults()
        .always(
            request ->
                request.path().endsWith("/historical/markets")
                    && request.query().contains("KXPAST-26JUL-T2"),
            Fault.status(400));

    Got got = TestFetch.from(kalshi).fetch("market:KXPAST-26JUL-T1", "market:KXPAST-26JUL-T2");

    assertThat(got.sources(), contains("KXPAST-26JUL-T1 historical"));
    assertThat(got.missed(), contains("market:KXPAST-26JUL-T2 rejected"));
  }

  @Test
  void anUnavailableMarketInTwoSelectorsIsMissedTwice() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/markets"), Fault.status(503));

    assertThat(
        TestFetch.from(kalshi).fetch("FEDDECISION", "market:FEDDECISION").missed(),
        contains("FEDDECISION unavailable", "market:FEDDECISION unavailable"));
  }

  @Test
  void aMarketInTwoSelectorsCompletesBoth() throws Exception {
    Got got = TestFetch.from(kalshi).fetch("FEDDECISION", "market:FEDDECISION");

    assertThat(got.markets(), contains("FEDDECISION"));
    assertThat(got.answered(), is(2L));
  }

  @Test
  void theMissOfANameOfUnknownKindKnowsNoMarket() throws Exception {
    assertThat(TestFetch.from(kalshi).fetch("KXNONE-1").misses().get(0).ticker(), is(nullValue()));
  }

  @Test
  void aMarketOfADeletedEventIsNotFound() throws Exception {
    Want left =
        Want.of(TickerSelector.parse("event:KXFED-26DEC", new SourceLine("t.txt", 1)))
            .of("market_data", new Ticker("KXGONE"));

    Miss miss = TestFetch.from(kalshi).fetchWants(List.of(left)).misses().get(0);

    assertThat(miss.detail(), is("Kalshi has no market of that name"));
    assertThat(miss.retryLine(), is("market:KXGONE"));
  }

  private static Fault pageOf(String market) {
    return Fault.status(200, "{\"markets\":[{\"ticker\":\"" + market + "\"}],\"cursor\":\"next\"}");
  }

  private KalshiSimulator poisoned(String name) {
    return KalshiSimulator.serving(exchange)
        .anonymousLimit(RateLimit.unlimited())
        .poison(name)
        .start();
  }

  private static List<String> many(int count) {
    return IntStream.rangeClosed(1, count)
        .mapToObj(i -> String.format("KXMANY-E00001-T%07d", i))
        .toList();
  }

  private List<String> asked() {
    return kalshi.requests().requests().stream()
        .map(
            request ->
                request.path().replace("/trade-api/v2", "")
                    + (request.query().isEmpty() ? "" : "?" + request.query()))
        .toList();
  }
}
