package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks the simulator's responses against Kalshi's OpenAPI document. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SimulatorContractTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(SimulatedExchange.demo(Clock.fixed(NOW, ZoneOffset.UTC)))
          .accept(keys)
          .anonymousLimit(RateLimit.unlimited())
          .start();
  private final SimulatorClient client = new SimulatorClient(kalshi);
  private final OpenApiContract contract = OpenApiContract.ofKalshi();

  @AfterAll
  void close() {
    kalshi.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/markets?limit=1000",
        "/markets?limit=1000&status=settled",
        "/markets?limit=0&mve_filter=only",
        "/markets?tickers=KXNFLMVP-27-PMAH,KXCPI-26NOV-T-0.1",
        "/markets?series_ticker=KXHIGHNY&min_settled_ts=1700000000",
        "/markets/KXCPI-26NOV-T-0.1",
        "/markets/KXCPI-26NOV-T-0.1/orderbook?depth=3",
        "/markets/orderbooks?tickers=KXNFLMVP-27-PMAH&tickers=KXCPI-26NOV-T-0.1",
        "/events/KXHIGHNY-26NOV22?with_nested_markets=true",
        "/events/KXHIGHNY-26NOV22",
        "/events?limit=200&with_nested_markets=true",
        "/events?tickers=KXHIGHNY-26NOV22,KXNONE-1,OSCARNOMPIC-25&limit=200",
        "/events?tickers=KXHIGHNY-26NOV22,KXCPI-26NOV&limit=1",
        "/series",
        "/series?category=Economics&include_product_metadata=true&include_volume=true",
        "/series?tags=Weather&min_updated_ts=1700000000",
        "/series/KXMLBWINS-ATH",
        "/series/KXMLBWINS-ATH?include_volume=true",
        "/markets/candlesticks?market_tickers=KXNFLMVP-27-PMAH,KXBTCD-26NOV2217-T74099.99"
            + "&start_ts=1795348860&end_ts=1795356000&period_interval=1",
        "/markets/candlesticks?market_tickers=KXNFLMVP-27-PMAH&start_ts=1794000000"
            + "&end_ts=1795356000&period_interval=1440&include_latest_before_start=true",
        "/markets/trades?limit=1000",
        "/markets/trades?ticker=KXNFLMVP-27-PMAH&min_ts=1795348800&max_ts=1795356000",
        "/markets/trades?is_block_trade=true&min_ts=1795000000",
        "/historical/cutoff",
        "/historical/trades?limit=1000",
        "/historical/markets/KXHIGHNY-26JUL19-T80/candlesticks?start_ts=1785000000"
            + "&end_ts=1785299940&period_interval=1",
        "/historical/markets?limit=1000",
        "/historical/markets/KXHIGHNY-26JUL19-T80",
        "/account/endpoint_costs",
        "/exchange/status",
      })
  void aResponseConformsToTheDocument(String pathAndQuery) throws Exception {
    HttpResponse<String> response = client.get(pathAndQuery);

    assertThat(response.statusCode(), is(200));
    assertThat(contract.check(last()), is(empty()));
    assertThat(contract.check(last(), 200, response.body()), is(empty()));
  }

  @Test
  void theAccountLimitsConformToTheDocument() throws Exception {
    HttpResponse<String> response = client.send(client.signed("/account/limits", keys, NOW));

    assertThat(response.statusCode(), is(200));
    assertThat(contract.check(last()), is(empty()));
    assertThat(contract.check(last(), 200, response.body()), is(empty()));
  }

  @Test
  void theStatusDuringMaintenanceConformsToTheDocument() throws Exception {
    kalshi.faults().maintenanceUntil(NOW.plusSeconds(60));

    HttpResponse<String> response = client.get("/exchange/status");
    kalshi.faults().endMaintenance();

    assertThat(contract.check(last(), 200, response.body()), is(empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/markets?limit=1001",
        "/markets?status=all",
        "/markets?ticker=KXNFLMVP-27-PMAH",
        "/markets/orderbooks",
        "/events?limit=201",
        "/markets/trades?limit=1001",
        "/markets/candlesticks?market_tickers=KXNFLMVP-27-PMAH",
        "/series?limit=200",
        "/series?include_volume=yes",
        "/orders",
      })
  void anInvalidRequestIsDetected(String pathAndQuery) throws Exception {
    HttpResponse<String> response = client.get(pathAndQuery);

    assertThat(response.request().uri().getPath(), startsWith("/trade-api/v2"));
    assertThat(contract.check(last()).isEmpty(), is(false));
  }

  @Test
  void aMarketWithoutTickerIsDetected() throws Exception {
    kalshi.faults().next(1, Fault.marketWithoutTicker());

    HttpResponse<String> response = client.get("/markets?limit=1");

    assertThat(
        contract.check(last(), 200, response.body()),
        hasItem(startsWith("validation.response.body.schema.required")));
  }

  private RecordedRequest last() {
    List<RecordedRequest> requests = kalshi.requests().requests();
    return requests.get(requests.size() - 1);
  }
}
