package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.api.Candles;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.RecordedRequest;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests order books and markets together. */
@Timeout(60)
class MarketLookupTest {

  private static final String BOOKS = "/markets/orderbooks";

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestFetch.NOW))
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
          .market("KXA-1", "KXA-1-T2", MarketState.ACTIVE)
          .historicalMarket("KXA-1", "KXA-1-PAST");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final TestFetch withBooks = TestFetch.from(kalshi).including(new OrderBooks());

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void everyLiveMarketHasItsBook() throws Exception {
    Got got = withBooks.fetch("event:KXA-1");

    assertThat(got.orderBooks(), contains("KXA-1-T1", "KXA-1-T2"));
    assertThat(got.missed(), is(empty()));
  }

  @Test
  void aHistoricalMarketHasNoBookAndMissesNone() throws Exception {
    Got got = withBooks.fetch("market:KXA-1-PAST");

    assertThat(got.orderBooks(), is(empty()));
    assertThat(got.missed(), is(empty()));
    assertThat(kalshi.requests().countTo(BOOKS), is(0L));
  }

  @Test
  void booksAreNotAskedForUnlessWanted() throws Exception {
    TestFetch.from(kalshi).fetch("event:KXA-1");

    assertThat(kalshi.requests().countTo(BOOKS), is(0L));
  }

  @Test
  void tickersAreRepeatedInTheRequest() throws Exception {
    withBooks.fetch("KXA-1-T1", "KXA-1-T2");

    assertThat(
        bookRequests().get(0).request().parameters("tickers"), contains("KXA-1-T1", "KXA-1-T2"));
  }

  @Test
  void aHundredBooksShareARequest() throws Exception {
    exchange.manyMarkets("KXMANY", 300);

    Got got = withBooks.fetch("series:KXMANY");

    assertThat(got.orderBooks(), hasSize(300));
    assertThat(bookRequests(), hasSize(3));
  }

  @Test
  void aMissingBookIsAMissOfItsMarket() throws Exception {
    kalshi.faults().next(1, BOOKS, Fault.status(200, "{\"orderbooks\":[]}"));

    Got got = withBooks.fetch("event:KXA-1");

    Miss first = got.misses().get(0);
    assertThat(got.missed(), contains("event:KXA-1 not_found", "event:KXA-1 not_found"));
    assertThat(first.dataset(), is("orderbooks"));
    assertThat(first.retryLine(), is("market:KXA-1-T1"));
    assertThat(first.detail(), is("Kalshi's response left the market out"));
    assertThat(first.httpStatus(), is(200));
  }

  @Test
  void aMissingBookLeavesTheMarket() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith(BOOKS), Fault.status(503));

    Got got = withBooks.fetch("event:KXA-1");

    assertThat(got.markets(), contains("KXA-1-T1", "KXA-1-T2"));
    assertThat(got.missed(), contains("event:KXA-1 unavailable", "event:KXA-1 unavailable"));
    assertThat(got.misses().get(0).detail(), is("HTTP 503: service_error: error"));
  }

  @Test
  void aRefusedBookEndsUpAlone() throws Exception {
    kalshi
        .faults()
        .always(
            request ->
                request.path().endsWith(BOOKS)
                    && request.parameters("tickers").contains("KXA-1-T2"),
            Fault.status(400));

    Got got = withBooks.fetch("event:KXA-1");

    assertThat(got.orderBooks(), contains("KXA-1-T1"));
    assertThat(got.misses(), hasSize(1));
    assertThat(got.misses().get(0).retryLine(), is("market:KXA-1-T2"));
    assertThat(got.misses().get(0).detail(), startsWith("HTTP 400"));
  }

  @Test
  void booksWithoutATickerMakeTheMissingOnesMalformed() throws Exception {
    kalshi
        .faults()
        .next(
            1,
            BOOKS,
            Fault.status(200, "{\"orderbooks\":[{\"ticker\":\"KXA-1-T1\"},{\"yes\":[]}]}"));

    Got got = withBooks.fetch("event:KXA-1");

    assertThat(got.orderBooks(), contains("KXA-1-T1"));
    assertThat(got.missed(), contains("event:KXA-1 malformed"));
    assertThat(got.misses().get(0).retryLine(), is("market:KXA-1-T2"));
    assertThat(
        got.misses().get(0).detail(),
        is("Kalshi sent an object that cannot be used: it has no ticker"));
  }

  @Test
  void anUnreadableBookIsAMissAlone() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith(BOOKS),
            Fault.status(
                200,
                "{\"orderbooks\":[{\"ticker\":\"KXA-1-T1\"},"
                    + "{\"ticker\":\"KXA-1-T2\",\"x\":\"\\y\"}]}"));

    Got got = withBooks.fetch("event:KXA-1");

    assertThat(got.orderBooks(), contains("KXA-1-T1"));
    assertThat(got.missed(), contains("event:KXA-1 malformed"));
    assertThat(got.misses().get(0).retryLine(), is("market:KXA-1-T2"));
  }

  @Test
  void aBookThatMakesItsRequestFailIsAMissAlone() throws Exception {
    kalshi
        .faults()
        .always(
            request ->
                request.path().endsWith(BOOKS)
                    && request.parameters("tickers").contains("KXA-1-T2"),
            Fault.status(500));

    Got got = withBooks.fetch("event:KXA-1");

    assertThat(got.orderBooks(), contains("KXA-1-T1"));
    assertThat(got.missed(), contains("event:KXA-1 unavailable"));
    assertThat(got.misses().get(0).retryLine(), is("market:KXA-1-T2"));
  }

  @Test
  void aListThatBringsNothingNewIsMalformed() throws Exception {
    AtomicInteger pages = new AtomicInteger();
    try (KalshiSimulator endless =
        KalshiSimulator.serving(exchange)
            .anonymousLimit(RateLimit.unlimited())
            .endpoint(
                Candles.LIVE,
                request ->
                    "{\"markets\":["
                        + candles("KXA-1-T1", 1)
                        + "],\"cursor\":\"c"
                        + pages.incrementAndGet()
                        + "\"}")
            .start()) {
      Got got = TestFetch.from(endless).including(new Candles()).fetch("market:KXA-1-T1");

      assertThat(got.missed(), contains("market:KXA-1-T1 malformed"));
      assertThat(pages.get(), is(4));
    }
  }

  @Test
  void booksThatWereNotRequestedAreMalformed() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith(BOOKS),
            Fault.status(
                200,
                "{\"orderbooks\":[{\"ticker\":\"KXB\"},{\"ticker\":\"KXC\"},"
                    + "{\"ticker\":\"KXA-1-T1\"}]}"));

    Got got = withBooks.fetch("market:KXA-1-T1");

    assertThat(got.orderBooks(), is(empty()));
    assertThat(got.missed(), contains("market:KXA-1-T1 malformed"));
  }

  @Test
  void anUnrequestedBookIsIgnored() throws Exception {
    kalshi
        .faults()
        .next(
            1,
            BOOKS,
            Fault.status(200, "{\"orderbooks\":[{\"ticker\":\"KXB\"},{\"ticker\":\"KXA-1-T1\"}]}"));

    assertThat(withBooks.fetch("market:KXA-1-T1").orderBooks(), contains("KXA-1-T1"));
  }

  @Test
  void aBookThatTwoSelectorsYieldInOneRequestIsWantedOnce() throws Exception {
    Got got = withBooks.fetch("event:KXA-1", "market:KXA-1-T1");

    assertThat(got.orderBooks(), contains("KXA-1-T1", "KXA-1-T2"));
    assertThat(bookRequests(), hasSize(1));
  }

  @Test
  void aBookOfAMarketThatIsNamedTwiceIsMissedByTheFirst() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith(BOOKS), Fault.status(503));

    assertThat(
        withBooks.fetch("KXA-1-T1", "market:KXA-1-T1").missed(), contains("KXA-1-T1 unavailable"));
  }

  @Test
  void aRetriedBookIsRequestedWithoutItsMarket() throws Exception {
    Want book =
        Want.of(TickerSelector.parse("event:KXA-1", new SourceLine("t.txt", 1)))
            .of("orderbooks", new Ticker("KXA-1-T2"));

    Got got = withBooks.fetchWants(List.of(book));

    assertThat(got.orderBooks(), contains("KXA-1-T2"));
    assertThat(kalshi.requests().total(), is(1L));
    assertThat(got.answered(), is(0L));
  }

  @Test
  void marketsNotInTheLiveTierAreLookedUpInTheHistoricalTier() throws Exception {
    try (KalshiSimulator two =
        withCandles("{\"markets\":[" + candles("KXA-1-T1", 1) + "]}", candles("KXA-1-T2", 2))) {
      Got got = TestFetch.from(two).including(new Candles()).fetch("event:KXA-1");

      assertThat(got.tickers("candles"), contains("KXA-1-T1", "KXA-1-T2"));
      assertThat(got.missed(), is(empty()));
      assertThat(
          two.requests().requests(request -> request.endpoint().equals(Candles.HISTORICAL)).stream()
              .map(request -> request.query())
              .toList(),
          contains("markets=KXA-1-T2"));
    }
  }

  @Test
  void aMarketOpenInTheWindowThatNeitherTierNamesIsUnavailable() throws Exception {
    try (KalshiSimulator two = withCandles("{\"markets\":[]}", candles("KXA-1-T2", 2))) {
      Got got = TestFetch.from(two).including(new Candles()).fetch("event:KXA-1");

      assertThat(got.tickers("candles"), contains("KXA-1-T2"));
      assertThat(got.missed(), contains("event:KXA-1 unavailable"));
      assertThat(got.misses().get(0).retryLine(), is("market:KXA-1-T1"));
    }
  }

  @Test
  void aPastMarketIsRequestedInTheHistoricalTierFirst() throws Exception {
    try (KalshiSimulator two = withCandles("{\"markets\":[]}", candles("KXA-1-PAST", 1))) {
      Got got = TestFetch.from(two).including(new Candles()).fetch("market:KXA-1-PAST");

      assertThat(got.tickers("candles"), contains("KXA-1-PAST"));
      assertThat(two.requests().countTo(Candles.LIVE), is(0L));
    }
  }

  @Test
  void theHalvesOfARefusedRequestUseItsTier() throws Exception {
    try (KalshiSimulator two =
        withCandles("{\"markets\":[]}", candles("KXA-1-T1", 1) + "," + candles("KXA-1-T2", 2))) {
      two.faults().next(1, Candles.HISTORICAL, Fault.status(400));
      TestFetch.from(two).including(new Candles()).fetch("event:KXA-1");

      assertThat(two.requests().countTo(Candles.LIVE), is(1L));
      assertThat(two.requests().countTo(Candles.HISTORICAL), is(3L));
    }
  }

  @Test
  void aRetriedMarketIsLookedUpInTheLiveTierFirst() throws Exception {
    Want left =
        Want.of(TickerSelector.parse("event:KXA-1", new SourceLine("t.txt", 1)))
            .of("candles", new Ticker("KXA-1-T1"));
    try (KalshiSimulator two =
        withCandles("{\"markets\":[" + candles("KXA-1-T1", 1) + "]}", candles("none", 1))) {
      Got got = TestFetch.from(two).including(new Candles()).fetchWants(List.of(left));

      assertThat(got.tickers("candles"), contains("KXA-1-T1"));
      assertThat(two.requests().countTo(Candles.HISTORICAL), is(0L));
    }
  }

  @Test
  void aMarketHasTheItemsOfAllPages() throws Exception {
    try (KalshiSimulator two =
        withCandles(
            "{\"markets\":[" + candles("KXA-1-T1", 1) + "],\"cursor\":\"next\"}",
            candles("none", 1))) {
      two.faults()
          .always(
              request -> request.parameter("cursor").isPresent(),
              Fault.status(200, "{\"markets\":[" + candles("KXA-1-T1", 2) + "]}"));

      assertThat(
          TestFetch.from(two)
              .including(new Candles())
              .fetch("market:KXA-1-T1")
              .json("candles", "KXA-1-T1"),
          is(candle(1) + "," + candle(2)));
    }
  }

  @Test
  void aListWithoutEndIsMalformed() throws Exception {
    try (KalshiSimulator two =
        withCandles("{\"markets\":[],\"cursor\":\"next\"}", candles("none", 1))) {
      Got got = TestFetch.from(two).including(new Candles()).fetch("market:KXA-1-T1");

      assertThat(got.missed(), contains("market:KXA-1-T1 malformed"));
      assertThat(got.misses().get(0).detail(), is("Kalshi repeated a cursor; the list has no end"));
    }
  }

  private KalshiSimulator withCandles(String live, String historicalMarket) {
    return KalshiSimulator.serving(exchange)
        .anonymousLimit(RateLimit.unlimited())
        .endpoint(Candles.LIVE, request -> live)
        .endpoint(Candles.HISTORICAL, request -> "{\"markets\":[" + historicalMarket + "]}")
        .start();
  }

  private static String candles(String market, int minute) {
    return "{\"market\":\"" + market + "\",\"candles\":[" + candle(minute) + "]}";
  }

  private static String candle(int minute) {
    return "{\"end\":" + TestFetch.NOW.minus(Duration.ofMinutes(minute)).getEpochSecond() + "}";
  }

  private List<RecordedRequest> bookRequests() {
    return kalshi.requests().requests(request -> request.endpoint().equals(BOOKS));
  }
}
