package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.api.Candles;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Pages;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Row.Span;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tests the bytes of a shard. */
class ShardTest {

  private static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));
  private static final ApiRoot API = new ApiRoot("https://external-api.kalshi.com/trade-api/v2");
  private static final Ticker TICKER = new Ticker("KXHIGHNY-26NOV22-T54");
  private static final Instant ASKED = Instant.parse("2026-11-22T14:04:11.093Z");
  private static final Instant GOT = Instant.parse("2026-11-22T14:04:11.201Z");

  @Test
  void aMarketIsOneLineInItsEnvelope() {
    assertThat(
        shard(new Markets(), Tier.LIVE, "{\"ticker\":\"KXHIGHNY-26NOV22-T54\",\"p\":1.10}"),
        is(
            "{\"schema\":1,\"market_ticker\":\"KXHIGHNY-26NOV22-T54\","
                + "\"slot\":\"2026-11-22T14:00:00Z\","
                + "\"requested_at\":\"2026-11-22T14:04:11.093Z\","
                + "\"received_at\":\"2026-11-22T14:04:11.201Z\","
                + "\"api\":\"https://external-api.kalshi.com/trade-api/v2\","
                + "\"source\":\"live\","
                + "\"market\":{\"ticker\":\"KXHIGHNY-26NOV22-T54\",\"p\":1.10}}\n"));
  }

  @Test
  void anOrderBookStandsInPlaceOfTheMarket() {
    assertThat(
        shard(new OrderBooks(), Tier.LIVE, "{\"ticker\":\"A\",\"orderbook_fp\":{}}"),
        endsWith(",\"source\":\"live\",\"orderbook\":{\"ticker\":\"A\",\"orderbook_fp\":{}}}\n"));
  }

  @Test
  void theHistoricalTierIsNamed() {
    assertThat(
        shard(new Markets(), Tier.HISTORICAL, "{}"), containsString(",\"source\":\"historical\","));
  }

  @Test
  void timesHaveThreeDecimalsAlways() {
    assertThat(
        shard(
            "{}",
            Instant.parse("2026-11-22T14:04:11Z"),
            Instant.parse("2026-11-22T14:04:12.9999Z")),
        containsString(
            "\"requested_at\":\"2026-11-22T14:04:11.000Z\","
                + "\"received_at\":\"2026-11-22T14:04:12.999Z\""));
  }

  @Test
  void lineBreaksBetweenTokensBecomeBlanks() {
    assertThat(
        shard(new Markets(), Tier.LIVE, "{\r\n\"a\":\n1\r}"),
        endsWith("\"market\":{  \"a\": 1 }}\n"));
  }

  @Test
  void otherBlanksBetweenTokensStay() {
    assertThat(
        shard(new Markets(), Tier.LIVE, "{\t\"a\" :  1 }"),
        endsWith("\"market\":{\t\"a\" :  1 }}\n"));
  }

  @Test
  void charactersOfSeveralBytesStay() {
    assertThat(
        shard(new Markets(), Tier.LIVE, "{\"t\":\"São – 東京 🌡 \\u00e9\"}"),
        endsWith("\"market\":{\"t\":\"São – 東京 🌡 \\u00e9\"}}\n"));
  }

  @Test
  void theResponsesOwnBytesAreNotChanged() {
    byte[] body = bytes("{\r\n}");
    cut(new Markets(), Tier.LIVE, ASKED, GOT, body, 0, body.length);

    assertThat(new String(body, StandardCharsets.UTF_8), is("{\r\n}"));
  }

  @Test
  void onlyTheRowsBytesAreTaken() {
    byte[] body = bytes("[{\"x\":1},{\"y\":2},{\"z\":3}]");

    assertThat(
        text(cut(new Markets(), Tier.LIVE, ASKED, GOT, body, 9, 16)),
        endsWith("\"market\":{\"y\":2}}\n"));
  }

  @Test
  void aShardIsJson() throws Exception {
    JsonNode root =
        new ObjectMapper().readTree(shard(new Markets(), Tier.LIVE, "{\r\n\"p\":\"1.10\"}"));

    assertThat(root.at("/market/p").asText(), is("1.10"));
  }

  @Test
  void noFieldBearsThePartitionsNames() throws Exception {
    List<String> names = new ArrayList<>();
    new ObjectMapper()
        .readTree(shard(new Markets(), Tier.LIVE, "{}"))
        .fieldNames()
        .forEachRemaining(names::add);

    assertThat(names.contains("ticker") || names.contains("date"), is(false));
  }

  @Test
  void aShardLiesAtItsPath() {
    byte[] body = bytes("{}");

    assertThat(
        cut(new OrderBooks(), Tier.LIVE, ASKED, GOT, body, 0, 2).path(),
        is(new ShardPath("orderbooks", SLOT).of(TICKER)));
  }

  @Test
  void anArrayNamesItsWindowAndHoldsItsItems() {
    assertThat(
        array("[{\"end\":1}, {\"end\":\n2}]", new Span(1, 10), new Span(12, 22)),
        endsWith(
            "\"slot\":\"2026-11-22T14:00:00Z\",\"window_start\":\"2026-11-22T12:00:00Z\","
                + "\"window_end\":\"2026-11-22T14:00:00Z\","
                + "\"requested_at\":\"2026-11-22T14:04:11.093Z\","
                + "\"received_at\":\"2026-11-22T14:04:11.201Z\","
                + "\"api\":\"https://external-api.kalshi.com/trade-api/v2\",\"source\":\"live\","
                + "\"candles\":[{\"end\":1},{\"end\": 2}]}\n"));
  }

  @Test
  void anArrayMayHoldOneItem() {
    assertThat(array("[{\"end\":1}]", new Span(1, 10)), endsWith("\"candles\":[{\"end\":1}]}\n"));
  }

  private static String array(String body, Span... items) {
    Row row = Pages.row(TICKER.value(), items);
    Page page = Pages.of(new Candles(), Tier.LIVE, ASKED, GOT, bytes(body), row);
    return text(
        Shard.of(
            page,
            row,
            Envelope.of(page, SLOT, Window.before(SLOT.time(), Duration.ofHours(2)), API)));
  }

  private static String shard(Dataset dataset, Tier tier, String object) {
    byte[] body = bytes(object);
    return text(cut(dataset, tier, ASKED, GOT, body, 0, body.length));
  }

  private static String shard(String object, Instant requestedAt, Instant receivedAt) {
    byte[] body = bytes(object);
    return text(cut(new Markets(), Tier.LIVE, requestedAt, receivedAt, body, 0, body.length));
  }

  private static Shard cut(
      Dataset dataset,
      Tier tier,
      Instant requestedAt,
      Instant receivedAt,
      byte[] body,
      int from,
      int to) {
    Row row = Pages.row(TICKER.value(), new Span(from, to));
    Page page = Pages.of(dataset, tier, requestedAt, receivedAt, body, row);
    return Shard.of(page, row, Envelope.of(page, SLOT, null, API));
  }

  private static String text(Shard shard) {
    return new String(shard.bytes(), StandardCharsets.UTF_8);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
