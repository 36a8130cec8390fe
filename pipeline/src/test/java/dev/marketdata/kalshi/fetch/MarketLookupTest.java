package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RecordedRequest;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Order books beside the markets, where they are wanted. */
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
    exchange.manyMarkets("KXMANY", 250);

    Got got = withBooks.fetch("series:KXMANY");

    assertThat(got.orderBooks(), hasSize(250));
    assertThat(bookRequests(), hasSize(3));
  }

  @Test
  void aBookThatDoesNotComeIsAMissOfItsMarket() throws Exception {
    kalshi.faults().next(1, BOOKS, Fault.status(200, "{\"orderbooks\":[]}"));

    Got got = withBooks.fetch("event:KXA-1");

    Miss first = got.misses().get(0);
    assertThat(got.missed(), contains("event:KXA-1 not_found", "event:KXA-1 not_found"));
    assertThat(first.dataset(), is("orderbooks"));
    assertThat(first.again(), is("market:KXA-1-T1"));
    assertThat(first.detail(), is("Kalshi's response left the market out"));
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
  void aBookThatIsRefusedStandsAloneAtTheEnd() throws Exception {
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
    assertThat(got.misses().get(0).again(), is("market:KXA-1-T2"));
    assertThat(got.misses().get(0).detail(), startsWith("HTTP 400"));
  }

  private List<RecordedRequest> bookRequests() {
    return kalshi.requests().requests(request -> request.endpoint().equals(BOOKS));
  }
}
