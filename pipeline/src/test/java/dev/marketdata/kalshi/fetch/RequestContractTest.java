package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;

import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.OpenApiContract;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks all requests against Kalshi's OpenAPI document. */
@Timeout(120)
class RequestContractTest {

  private static final OpenApiContract CONTRACT = OpenApiContract.ofKalshi();
  private static final String[] EVERYTHING = {
    "KXA-1-T1",
    "KXA-1",
    "KXA",
    "KXA-1-PAST",
    "KXNONE-1",
    "market:KXA-1-T-0.1",
    "event:KXA-1",
    "event:KXEMPTY-1",
    "series:KXMANY",
    "series:KXNONE",
  };

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(Clock.systemUTC())
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
          .market("KXA-1", "KXA-1-T-0.1", MarketState.ACTIVE)
          .historicalMarket("KXA-1", "KXA-1-PAST")
          .event("KXEMPTY", "KXEMPTY-1")
          .manyMarkets("KXMANY", 1_100);
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(exchange)
          .accept(keys)
          .signedLimit(RateLimit.unlimited())
          .anonymousLimit(RateLimit.unlimited())
          .start();

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void everyUnsignedRequestIsInTheDocument() throws Exception {
    TestFetch.from(kalshi).including(new OrderBooks()).fetch(EVERYTHING);

    everyRequestIsInTheDocument();
  }

  @Test
  void everySignedRequestIsInTheDocument(@TempDir Path folder) throws Exception {
    TestFetch.from(kalshi)
        .through(QuickClients.signed(kalshi, folder, keys))
        .including(new OrderBooks())
        .fetch(EVERYTHING);

    everyRequestIsInTheDocument();
  }

  @Test
  void everyRequestForChosenStatusesIsInTheDocument() throws Exception {
    TestFetch.from(kalshi).withStatuses(MarketStatus.values()).withCombos().fetch(EVERYTHING);

    everyRequestIsInTheDocument();
  }

  @Test
  void theseRunsUseEveryEndpointOfTheClient(@TempDir Path folder) throws Exception {
    TestFetch.from(kalshi)
        .through(QuickClients.signed(kalshi, folder, keys))
        .including(new OrderBooks())
        .fetch(EVERYTHING);

    assertThat(
        kalshi.requests().byEndpoint().keySet(),
        containsInAnyOrder(
            "/account/endpoint_costs",
            "/account/limits",
            "/events",
            "/events/{event_ticker}",
            "/historical/cutoff",
            "/historical/markets",
            "/markets",
            "/markets/orderbooks",
            "/series/{series_ticker}"));
  }

  private void everyRequestIsInTheDocument() {
    String complaints = CONTRACT.check(kalshi.requests().requests());
    assertThat(complaints, complaints.isEmpty());
  }
}
