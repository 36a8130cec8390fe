package dev.marketdata.kalshi.datasets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TradesTest {

  private static final Window WINDOW =
      Window.before(Instant.parse("2026-11-22T14:00:00Z"), Duration.ofHours(2));

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T11:59:59.999999Z, false",
    "2026-11-22T12:00:00Z, true",
    "2026-11-22T12:00:00.5Z, true",
    "2026-11-22T13:59:59.99Z, true",
    "2026-11-22T14:00:00Z, false",
    "2026-11-22T14:00:00.000001Z, false"
  })
  void aTradeAtTheSlotBelongsToTheNext(String created, boolean kept) {
    assertThat(Datasets.TRADES.keeps(Map.of("created_time", created), WINDOW), is(kept));
  }

  @Test
  void theRequestIsASecondWiderThanTheWindow() {
    assertThat(
        Datasets.TRADES.query(Tier.LIVE, List.of(new Ticker("A")), WINDOW).target().query(),
        is("ticker=A&min_ts=1795348799&max_ts=1795356001&limit=1000"));
  }
}
