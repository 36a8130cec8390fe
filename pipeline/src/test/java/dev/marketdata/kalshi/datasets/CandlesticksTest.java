package dev.marketdata.kalshi.datasets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CandlesticksTest {

  private static final Window WINDOW =
      Window.before(Instant.parse("2026-11-22T14:00:00Z"), Duration.ofHours(2));

  @Test
  void theRequestIsForTheMinutesThatEndInTheWindowAndTheOneBefore() {
    assertThat(
        Datasets.CANDLESTICKS
            .query(Tier.LIVE, List.of(new Ticker("A"), new Ticker("B")), WINDOW)
            .target()
            .query(),
        is("market_tickers=A,B&start_ts=1795348800&end_ts=1795356000&period_interval=1"));
  }

  @ParameterizedTest
  @CsvSource({
    "PT30M, 100",
    "PT1H, 100",
    "PT2H, 82",
    "PT3H, 55",
    "PT24H, 6",
    "P7D, 1",
    "PT30S, 100"
  })
  void aRequestIsForAtMost10000Candles(Duration length, int markets) {
    assertThat(
        Datasets.CANDLESTICKS.marketsPerRequest(Tier.LIVE, Window.before(WINDOW.end(), length)),
        is(markets));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:59:00Z, false",
    "2026-11-22T12:00:00Z, false",
    "2026-11-22T12:01:00Z, true",
    "2026-11-22T14:00:00Z, true",
    "2026-11-22T14:01:00Z, false"
  })
  void aCandleBelongsToTheWindowOfItsInclusiveEnd(Instant end, boolean kept) {
    Map<String, String> candle = Map.of("end_period_ts", String.valueOf(end.getEpochSecond()));

    assertThat(Datasets.CANDLESTICKS.keeps(candle, WINDOW), is(kept));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-01T00:00:00Z, 2026-12-01T00:00:00Z, true",
    "2026-11-22T12:30:00Z, 2026-11-22T12:45:00Z, true",
    "2026-11-01T00:00:00Z, 2026-11-22T11:59:00Z, true",
    "2026-11-01T00:00:00Z, 2026-11-22T11:58:59Z, false",
    "2026-11-22T13:59:59Z, 2026-12-01T00:00:00Z, true",
    "2026-11-22T14:00:00Z, 2026-12-01T00:00:00Z, false",
    "'', '', true"
  })
  void aMarketIsCoveredIfItCouldTradeInTheWindow(String opens, String closes, boolean covered) {
    Map<String, String> fields = new HashMap<>();
    fields.put("open_time", opens);
    fields.put("close_time", closes);

    assertThat(
        Datasets.CANDLESTICKS.covers(
            new Row(new Ticker("A"), fields, List.of()), Tier.LIVE, WINDOW),
        is(covered));
  }
}
