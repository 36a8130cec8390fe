package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.VolumeCheck.Difference;
import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VolumeProofTest {

  private static final Ticker MARKET = new Ticker("A");
  private static final Window WINDOW =
      Window.before(Instant.parse("2026-11-22T14:00:00Z"), Duration.ofHours(2));

  private static String trade(String id, String created, String count, boolean block) {
    return "{\"trade_id\":\"%s\",\"ticker\":\"A\",\"created_time\":\"2026-11-22T%sZ\",\"count_fp\":\"%s\",\"is_block_trade\":%s}"
        .formatted(id, created, count, block);
  }

  private static Page page(String... trades) {
    byte[] body =
        ("{\"cursor\":\"\",\"trades\":[" + String.join(",", trades) + "]}")
            .getBytes(StandardCharsets.UTF_8);
    return new Page(
        Datasets.TRADES,
        Tier.LIVE,
        Instant.EPOCH,
        Instant.EPOCH,
        body,
        List.of(),
        List.of(),
        null,
        SchemaDrift.NONE);
  }

  private static VolumeCheck check(String candles, Page... pages) {
    VolumeProof proof = new VolumeProof();
    proof.expect(new Row(MARKET, WINDOW, Map.of("volume_fp", candles), List.of()));
    proof.compare(MARKET, Windows.of(WINDOW), List.of(pages));
    return proof.result();
  }

  private static final Page TRADES =
      page(
          trade("5", "14:00:00", "8.00", false),
          trade("4", "13:59:59.5", "0.10", false),
          trade("3", "13:00:00.123456", "0.20", false),
          trade("2", "12:30:00", "4.00", true),
          trade("1", "12:00:00", "16.00", false));

  @ParameterizedTest
  @CsvSource({
    "20.30, equal",
    "20.3, equal",
    "16.30, block trades",
    "28.30, edges",
    "4.30, edges",
    "12.30, edges",
    "0.30, edges",
    "20.31, different",
    "0, different"
  })
  void theSumsAreComparedInExactDecimals(String candles, String result) {
    VolumeCheck check = check(candles, TRADES);

    assertThat(check.equal(), is(result.equals("equal") ? 1L : 0L));
    assertThat(check.blockTrades(), is(result.equals("block trades") ? 1L : 0L));
    assertThat(check.edges(), is(result.equals("edges") ? 1L : 0L));
    assertThat(check.different(), is(result.equals("different") ? 1L : 0L));
  }

  @Test
  void aTradeOnTwoPagesCountsOnce() {
    Page first = page(trade("1", "13:00:00", "1.00", false));

    assertThat(check("1.00", first, first).equal(), is(1L));
  }

  @Test
  void aDifferenceIsNamedWithBothSums() {
    assertThat(
        check("21.00", TRADES).differences(),
        contains(new Difference("A", "2026-11-22T14:00:00Z", "21.00", "20.30")));
    assertThat(check("20.30", TRADES).differences(), is(empty()));
  }

  @Test
  void aMarketWithoutKnownCandlesIsNotCompared() {
    VolumeProof proof = new VolumeProof();

    proof.compare(MARKET, Windows.of(WINDOW), List.of(TRADES));

    assertThat(proof.result().unchecked(), is(1L));
    assertThat(proof.differs(MARKET, Windows.of(WINDOW), List.of(TRADES)), is(false));
  }

  @Test
  void atMostTwentyDifferencesAreNamed() {
    VolumeCheck check = VolumeCheck.NONE;
    for (int i = 0; i < 30; i++) {
      check = check.plus(check("1", TRADES));
    }

    assertThat(check.different(), is(30L));
    assertThat(check.differences().size(), is(20));
  }
}
