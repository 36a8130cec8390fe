package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A cutoff that moves between two requests of one client, as it does at midnight. */
@Timeout(30)
class SimulatorCutoffTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");
  private static final String SLOT =
      "ticker=KXA-1-BUSY&limit=100&min_ts="
          + (NOW.getEpochSecond() - 7_200)
          + "&max_ts="
          + NOW.getEpochSecond();
  private static final String BATCH = "/markets/candlesticks?market_tickers=KXA-1-BUSY&";
  private static final String ONE = "/historical/markets/KXA-1-BUSY/candlesticks?";
  private static final String CANDLES =
      BATCH
          + "period_interval=1&start_ts="
          + (NOW.getEpochSecond() - 7_140)
          + "&end_ts="
          + NOW.getEpochSecond();

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(NOW))
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-BUSY", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-BUSY", 600);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final SimulatorClient client = new SimulatorClient(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void theRestOfAListIsEmptyAfterTheCutoffHasPassedIt() throws Exception {
    JsonNode first = client.json("/markets/trades?" + SLOT);
    exchange.tradesCutoff(NOW);

    JsonNode second =
        client.json("/markets/trades?" + SLOT + "&cursor=" + first.get("cursor").asText());

    assertThat(ids(second), is(empty()));
    assertThat(second.get("cursor").asText(), is(""));
  }

  @Test
  void theHistoricalTierHasTheTradesThatTheCutoffPassed() throws Exception {
    List<String> live = ids(client.json("/markets/trades?" + SLOT));
    exchange.tradesCutoff(NOW.plus(Duration.ofSeconds(1)));

    assertThat(ids(client.json("/historical/trades?" + SLOT)), is(live));
  }

  @Test
  void theCutoffsOfMarketsAndOfTradesDiffer() throws Exception {
    exchange.cutoff(NOW.minusSeconds(3_600)).tradesCutoff(NOW.minusSeconds(7_200));

    JsonNode cutoff = client.json("/historical/cutoff");

    assertThat(cutoff.get("market_settled_ts").asText(), is("2026-11-22T13:00:00Z"));
    assertThat(cutoff.get("trades_created_ts").asText(), is("2026-11-22T12:00:00Z"));
  }

  @Test
  void aMarketThatMovesToTheHistoricalTierIsLeftOutOfTheNextBatch() throws Exception {
    assertThat(client.json(CANDLES).findValuesAsText("market_ticker"), contains("KXA-1-BUSY"));
    exchange.tier("KXA-1-BUSY", Tier.HISTORICAL);

    assertThat(client.json(CANDLES).findValuesAsText("market_ticker"), is(empty()));
    assertThat(client.json(CANDLES.replace(BATCH, ONE)).get("candlesticks").size(), is(120));
  }

  private static List<String> ids(JsonNode page) {
    List<String> ids = new ArrayList<>();
    page.get("trades").forEach(trade -> ids.add(trade.get("trade_id").asText()));
    return ids;
  }
}
