package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a walk through the catalogue finds, and that what it does not find is looked up. */
@Timeout(120)
class CatalogueWalkTest {

  // A tenth of a request a second, so that no page comes too late on the slowest machine.
  private static final BigDecimal LEISURELY = new BigDecimal("0.1");

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestFetch.NOW));
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void aWholeCatalogueTakesARequestForAThousandNames() throws Exception {
    exchange.manyMarkets("KXMANY", 20_000);

    Got got = walk(exchange.tickers());

    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.usage().total(), is(20L));
    assertThat(got.settled(), is(20_000L));
  }

  @Test
  void aWalkSaysWhatItSpared() throws Exception {
    exchange.manyMarkets("KXMANY", 5_000);

    WalkReport report = walk(exchange.tickers()).walks().get(0);

    assertThat(report.chosen(), is(true));
    assertThat(report.pages(), is(5L));
    assertThat(report.found(), is(5_000L));
    assertThat(
        report.why().replaceAll("in [0-9,]+ ms", "in x ms"),
        is("every name was found: 5 pages in x ms spared 50 lookups at 0.1 requests/s"));
  }

  @Test
  void aCatalogueOfStrangersCostsOneRequestMore() throws Exception {
    exchange.manyMarkets("KXOTHER", 3_000);
    List<String> others = exchange.tickers();
    exchange.manyMarkets("KXMANY", 20_000);
    List<String> wanted = new ArrayList<>(exchange.tickers());
    wanted.removeAll(others.subList(0, 2_990));

    Got got = walk(wanted);

    assertThat(got.markets(), is(wanted.stream().sorted().toList()));
    assertThat(got.usage().total(), is(202L));
    assertThat(got.walks().get(0).chosen(), is(false));
    assertThat(got.walks().get(0).why(), startsWith("the walk was not ahead of lookups: 1 page"));
  }

  @Test
  void aWalkThatIsSlowerThanLookupsIsGivenUp() throws Exception {
    exchange.manyMarkets("KXMANY", 3_000);
    kalshi.latency(Duration.ofMillis(20));

    Got got = walk(new BigDecimal(1_000), exchange.tickers());

    assertThat(got.walks().get(0).pages(), is(1L));
    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.usage().total(), is(1 + 20L));
  }

  @Test
  void whatIsNotOpenIsLookedUp() throws Exception {
    exchange
        .event("KXA", "KXA-1")
        .market("KXA-1", "KXA-1-T1", MarketState.CLOSED)
        .market("KXA-1", "KXA-1-T2", MarketState.ACTIVE)
        .event("KXPAST", "KXPAST-26JUL")
        .historicalMarket("KXPAST-26JUL", "KXPAST-26JUL-T1")
        .comboEvent("KXMVE", "KXMVE-1")
        .market("KXMVE-1", "KXMVE-1-T1", MarketState.ACTIVE)
        .manyMarkets("KXMANY", 2_000);

    Got got = walk(exchange.tickers());

    assertThat(got.markets(), is(exchange.tickers().stream().sorted().toList()));
    assertThat(got.missed(), is(empty()));
    assertThat(got.walks().get(0).found(), is(2_001L));
  }

  @Test
  void aNameThatDidNotComeByIsNotFoundOnlyAfterEverythingWasAsked() throws Exception {
    exchange.manyMarkets("KXMANY", 1_100);
    List<String> names = new ArrayList<>(exchange.tickers());
    names.add("market:KXNONE-1");
    names.add("KXMANY-E00002");

    Got got = walk(names);

    assertThat(got.missed(), contains("market:KXNONE-1 not_found"));
    assertThat(got.settled(), is(1_102L));
    assertThat(kalshi.requests().countTo("/historical/markets"), is(1L));
  }

  @Test
  void aMarketNamedInTwoWaysIsFoundOnceAndSettledTwice() throws Exception {
    exchange.manyMarkets("KXMANY", 1_000);
    List<String> names = new ArrayList<>(exchange.tickers());
    names.add("market:" + names.get(7));

    Got got = walk(names);

    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.settled(), is(1_001L));
    assertThat(got.usage().total(), is(1L));
  }

  static Stream<Fault> everyFault() {
    return Stream.of(
        Fault.status(400),
        Fault.status(404),
        Fault.status(429),
        Fault.status(503),
        Fault.truncatedWithRightLength(),
        Fault.html(),
        Fault.resetInBody());
  }

  @ParameterizedTest
  @MethodSource("everyFault")
  void aChainThatBreaksInTheMiddleIsMadeUpForByLookups(Fault fault) throws Exception {
    exchange.manyMarkets("KXMANY", 5_000);
    kalshi.faults().always(fromPage(3), fault);

    Got got = walk(exchange.tickers());

    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.missed(), is(empty()));
    assertThat(got.walks().get(0).found(), is(2_000L));
    assertThat(got.walks().get(0).why(), startsWith("the catalogue was not listed further: "));
  }

  @ParameterizedTest
  @MethodSource("everyFault")
  void aListingThatIsNotThereCostsNoName(Fault fault) throws Exception {
    exchange.manyMarkets("KXMANY", 1_000);
    kalshi.faults().always(fromPage(1), fault);

    Got got = walk(exchange.tickers());

    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.walks().get(0).chosen(), is(false));
    assertThat(got.walks().get(0).pages(), is(0L));
    assertThat(kalshi.requests().countTo("/markets"), is(lessThanOrEqualTo(3 + 10L)));
  }

  @Test
  void aRepeatedCursorEndsTheWalk() throws Exception {
    exchange.manyMarkets("KXMANY", 5_000);
    kalshi.faults().always(CatalogueWalkTest::isWalk, Fault.repeatedCursor());

    Got got = walk(exchange.tickers());

    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.walks().get(0).why(), startsWith("Kalshi repeated a cursor: 2 pages"));
    assertThat(got.usage().total(), is(2 + 40L));
  }

  static Stream<Fault> everyOddPage() {
    return Stream.of(Fault.duplicateMarket(), Fault.unaskedMarket(), Fault.marketWithoutTicker());
  }

  @ParameterizedTest
  @MethodSource("everyOddPage")
  void anOddRowNeitherAddsNorTakesAMarket(Fault fault) throws Exception {
    exchange.manyMarkets("KXMANY", 3_000);
    kalshi.faults().always(CatalogueWalkTest::isWalk, fault);

    Got got = walk(exchange.tickers());

    assertThat(got.markets(), is(exchange.tickers()));
    assertThat(got.missed(), is(empty()));
  }

  @Test
  void everyMarketThatIsFoundHasItsOrderBook() throws Exception {
    exchange.manyMarkets("KXMANY", 2_050);

    Got got = fetch(LEISURELY).withOrderBooks().walk(exchange.tickers());

    assertThat(got.orderBooks(), is(exchange.tickers()));
    assertThat(kalshi.requests().countTo("/markets/orderbooks"), is(21L));
  }

  @Test
  void anObjectIsKeptAsItCame() throws Exception {
    String odd = "{ \"ticker\":\"KXRAW-1-T1\",  \"status\":\"active\", \"x\":1.500e3 }";
    exchange.event("KXRAW", "KXRAW-1").rawMarket("KXRAW-1", "KXRAW-1-T1", odd);

    assertThat(walk(exchange.tickers()).json("KXRAW-1-T1"), is(odd));
  }

  @Test
  void aRefusedCredentialCostsOneRequest() throws Exception {
    exchange.manyMarkets("KXMANY", 1_000);
    kalshi.faults().always(request -> true, Fault.status(401));

    Got got = walk(exchange.tickers());

    assertThat(got.misses(), hasSize(1_000));
    assertThat(got.missed().get(0), is("KXMANY-E00001-T0000001 unavailable"));
    assertThat(kalshi.requests().total(), is(1L));
  }

  private Got walk(List<String> names) throws InterruptedException {
    return walk(LEISURELY, names);
  }

  private Got walk(BigDecimal requestsPerSecond, List<String> names) throws InterruptedException {
    return fetch(requestsPerSecond).walk(names);
  }

  private TestFetch fetch(BigDecimal requestsPerSecond) {
    return TestFetch.from(kalshi).through(QuickClients.settings(kalshi, null, requestsPerSecond));
  }

  private static boolean isWalk(ApiRequest request) {
    return request.parameter("status").isPresent();
  }

  /** Matches the walk's requests from the given page on, repeated ones too. */
  private static Predicate<ApiRequest> fromPage(int first) {
    AtomicInteger pages = new AtomicInteger();
    return request -> isWalk(request) && pages.incrementAndGet() >= first;
  }
}
