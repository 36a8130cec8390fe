package dev.marketdata.kalshi.tables;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShardReaderTest {

  private static final long SLOT = Times.micros(Instant.parse("2026-11-22T14:00:00Z"));

  private final Misfits misfits = new Misfits();

  private List<Object[]> read(String dataset, String member, String content)
      throws BrokenShardException {
    return readText(
        dataset,
        "{\"schema\":1,\"market_ticker\":\"KXA\",\"slot\":\"2026-11-22T14:00:00Z\","
            + "\"received_at\":\"2026-11-22T14:04:11.201Z\",\"source\":\"live\",\""
            + member
            + "\":"
            + content
            + "}\n");
  }

  private List<Object[]> readText(String dataset, String text) throws BrokenShardException {
    return new ShardReader(dataset).read(text.getBytes(UTF_8), "KXA", SLOT, misfits);
  }

  private @Nullable Object marketValue(String column, String market) throws BrokenShardException {
    return read("market_data", "market", market).get(0)[Tables.MARKET_DATA.index(column)];
  }

  private @Nullable Object candleValue(String column, String candle) throws BrokenShardException {
    return read("candlesticks", "candlesticks", "[" + candle + "]")
        .get(0)[Tables.CANDLESTICKS.index(column)];
  }

  @ParameterizedTest
  @CsvSource({
    "0.0000, 1.0000, none",
    "0.0100, 1.0000, bid_only",
    "0.0000, 0.9900, ask_only",
    "0.4000, 0.4500, two_sided",
    "0.0000, 0.0000, none"
  })
  void theQuoteStateTellsWhichSidesHaveAQuote(String bid, String ask, String state)
      throws BrokenShardException {
    assertThat(
        marketValue(
            "quote_state",
            "{\"yes_bid_dollars\":\"%s\",\"yes_ask_dollars\":\"%s\"}".formatted(bid, ask)),
        is(Binary.fromString(state)));
  }

  @Test
  void aSideWithoutAQuoteHasNoPrice() throws BrokenShardException {
    assertThat(marketValue("yes_ask", "{\"yes_ask_dollars\":\"1.0000\"}"), nullValue());
    assertThat(misfits.byColumn(), anEmptyMap());
  }

  @Test
  void aBidAboveTheAskIsCrossed() throws BrokenShardException {
    assertThat(
        marketValue("crossed", "{\"yes_bid_dollars\":\"0.5\",\"yes_ask_dollars\":\"0.4\"}"),
        is(true));
  }

  @Test
  void theLatenessIsInThousandths() throws BrokenShardException {
    assertThat(marketValue("seconds_late", "{}"), is(251_201L));
  }

  @Test
  void aSettlementValueOfZeroIsAValue() throws BrokenShardException {
    assertThat(
        marketValue("settlement_value", "{\"settlement_value_dollars\":\"0.0000\"}"), is(0L));
  }

  @Test
  void aCountOfTwentyDigitsIsCountedAndKeptInRaw() throws BrokenShardException {
    String market = "{\"volume_fp\":\"12345678901234567890.00\"}";

    assertThat(marketValue("volume", market), nullValue());
    assertThat(misfits.byColumn(), is(Map.of("volume", 1L)));
    assertThat(marketValue("raw", market), is(Binary.fromString(market)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "[1]", "true"})
  void aValueOfAnotherJsonTypeIsCounted(String value) throws BrokenShardException {
    assertThat(marketValue("yes_bid", "{\"yes_bid_dollars\":" + value + "}"), nullValue());
    assertThat(misfits.byColumn(), is(Map.of("yes_bid", 1L)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"result\":\"\"}", "{\"result\":null}", "{}"})
  void whereKalshiSaysNothingIsNull(String market) throws BrokenShardException {
    assertThat(marketValue("result", market), nullValue());
    assertThat(misfits.byColumn(), anEmptyMap());
  }

  @Test
  void halfASurrogatePairIsNoText() throws BrokenShardException {
    assertThat(marketValue("title", "{\"title\":\"a\\ud83d\"}"), nullValue());
    assertThat(misfits.byColumn(), is(Map.of("title", 1L)));
  }

  @Test
  void theRawObjectIsTheBytesThatCame() throws BrokenShardException {
    String market = "{ \"new_field\" : [1.50, \"\\u00e9 é\"],\"floor_strike\":54.990 , \"x\":1e2 }";

    assertThat(marketValue("raw", market), is(Binary.fromString(market)));
  }

  @Test
  void aNestedValueIsTheBytesThatCame() throws BrokenShardException {
    assertThat(
        marketValue("custom_strike", "{\"custom_strike\": {\"a\" : 1.0} ,\"b\":1}"),
        is(Binary.fromString("{\"a\" : 1.0}")));
  }

  @Test
  void aNumberOfAStrikeIsExact() throws BrokenShardException {
    assertThat(marketValue("floor_strike", "{\"floor_strike\":54.99}"), is(54_990_000L));
  }

  @Test
  void centsAreNoPrices() throws BrokenShardException {
    assertThat(marketValue("yes_bid", "{\"yes_bid\":47}"), nullValue());
    assertThat(misfits.byColumn(), anEmptyMap());
  }

  @Test
  void historicalNamesOfACandleAreRead() throws BrokenShardException {
    String candle =
        "{\"end_period_ts\":1795348860,\"yes_bid\":{\"open\":\"0.4700\"},\"volume\":\"3.00\"}";

    assertThat(candleValue("yes_bid_open", candle), is(470_000L));
    assertThat(candleValue("volume", candle), is(300L));
    assertThat(candleValue("end_period_ts", candle), is(1_795_348_860_000_000L));
  }

  @Test
  void theNewNameOfAFieldWins() throws BrokenShardException {
    assertThat(candleValue("volume", "{\"volume\":\"1.00\",\"volume_fp\":\"2.00\"}"), is(200L));
    assertThat(candleValue("volume", "{\"volume_fp\":\"2.00\",\"volume\":\"1.00\"}"), is(200L));
  }

  @Test
  void aCandleWithoutTradesHasNoPrices() throws BrokenShardException {
    String candle = "{\"price\":{\"open_dollars\":null,\"previous_dollars\":\"0.5000\"}}";

    assertThat(candleValue("price_open", candle), nullValue());
    assertThat(candleValue("price_close", candle), nullValue());
    assertThat(candleValue("price_previous", candle), is(500_000L));
  }

  @Test
  void levelsAreNumberedFromTheBestBid() throws BrokenShardException {
    List<Object[]> levels =
        read(
            "orderbooks",
            "orderbook",
            "{\"orderbook_fp\":{\"yes_dollars\":[[\"0.1\",\"5\"],[\"0.3\",\"7.25\"]],"
                + "\"no_dollars\":[[\"0.6\",\"1\"]]}}");

    Table table = Tables.ORDERBOOKS;
    assertThat(
        levels.stream()
            .map(
                row ->
                    ((Binary) row[table.index("side")]).toStringUsingUTF8()
                        + row[table.index("level")]
                        + " "
                        + row[table.index("price")]
                        + " "
                        + row[table.index("count")])
            .toList(),
        contains("yes1 300000 725", "yes2 100000 500", "no1 600000 100"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|is empty",
        "{\"market_ticker\":\"KXA\",\"slot\":\"2026-11-22T14:00:00Z\",|not JSON",
        "[]|not a JSON object",
        "{}{}|follows",
        "{\"market_ticker\":\"KXB\"}|another market",
        "{\"market_ticker\":\"KXA\",\"slot\":\"2026-11-22T16:00:00Z\"}|another slot",
        "{\"market_ticker\":\"KXA\",\"slot\":\"2026-11-22T14:00:00Z\"}|no received_at",
        "{\"market_ticker\":\"KXA\",\"slot\":\"2026-11-22T14:00:00Z\",\"received_at\":\"2026-11-22T14:00:00Z\"}|no market"
      })
  void aBrokenShardIsToldWithItsReason(String text, String reason) {
    assertThat(
        assertThrows(BrokenShardException.class, () -> readText("market_data", text)).getMessage(),
        containsString(reason));
  }

  @Test
  void zerosAreABrokenShard() {
    assertThrows(BrokenShardException.class, () -> readText("market_data", "\0\0\0\0"));
  }
}
