package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Tests pages whose objects have one array per market. */
class ArraySliceTest {

  private static final Window WINDOW =
      new Window(Instant.ofEpochSecond(1_000), Instant.ofEpochSecond(2_000));

  @Test
  void theItemsOfTheWindowAreKeptInTheirOrder() throws Exception {
    assertThat(
        items(candle(2_001), candle(2_000), candle(1_001), candle(1_500), candle(1_000)),
        contains(candle(2_000) + "," + candle(1_001) + "," + candle(1_500)));
  }

  @Test
  void allItemsAreKeptWithoutAWindow() throws Exception {
    String body = "{\"markets\":[{\"market\":\"A\",\"candles\":[" + candle(9_000) + "]}]}";

    assertThat(
        texts(Pages.slice(new Candles(), body.getBytes(StandardCharsets.UTF_8))),
        contains(candle(9_000)));
  }

  @Test
  void itemsAreKeptAsTheyCame() throws Exception {
    String item = "{ \"price\" : \"1.10\",\n\"end\":1500, \"x\": [ {} ] }";

    assertThat(items(item), contains(item));
  }

  @Test
  void aMarketWithoutItemsHasARowWithoutBytes() throws Exception {
    Page page = slice("{\"market\":\"A\",\"candles\":[]}");

    assertThat(page.rows(), contains(new Row(new Ticker("A"), WINDOW, Map.of(), List.of())));
  }

  @Test
  void aMarketWithoutTheArrayHasARowWithoutBytes() throws Exception {
    assertThat(slice("{\"market\":\"A\",\"candles\":null}").rows().get(0).bytes(), is(0));
  }

  @Test
  void theMarketMayBeNamedAfterItsItems() throws Exception {
    assertThat(
        slice("{\"candles\":[" + candle(1_500) + "],\"market\":\"A\"}").rows().get(0).ticker(),
        is(new Ticker("A")));
  }

  @Test
  void itemsOfTwoMarketsAreApart() throws Exception {
    Page page =
        slice(
            "{\"market\":\"A\",\"candles\":[" + candle(1_100) + "]}",
            "{\"market\":\"B\",\"candles\":[" + candle(1_200) + "]}");

    assertThat(texts(page), contains(candle(1_100), candle(1_200)));
  }

  @Test
  void anItemThatIsNoObjectMakesItsMarketUnusable() throws Exception {
    Page page =
        slice(
            "{\"market\":\"A\",\"candles\":[" + candle(1_500) + ",7]}",
            "{\"market\":\"B\",\"candles\":[" + candle(1_500) + "]}");

    assertThat(page.rows().stream().map(Row::ticker).toList(), contains(new Ticker("B")));
    assertThat(
        page.unusable(),
        contains(
            new UnusableObject(
                new Row(new Ticker("A"), Map.of(), List.of()),
                "an element of its candles is not an object")));
  }

  @Test
  void anObjectWithoutAMarketIsUnusable() throws Exception {
    assertThat(slice("{\"candles\":[" + candle(1_500) + "]}").unusable(), hasSize(1));
  }

  @Test
  void aTextInPlaceOfANumberIsNotNoted() throws Exception {
    assertThat(items("{\"end\":\"1500\"}"), contains(""));
  }

  @Test
  void aDifferenceInAnItemIsFound() throws Exception {
    assertThat(
        slice("{\"market\":\"A\",\"candles\":[{\"end\":1500,\"x\":1}]}")
            .drift()
            .differences()
            .keySet(),
        contains(
            new SchemaDrift.Difference(SchemaDrift.Finding.NEW, "candles", "candles[].x", "")));
  }

  private static String candle(long end) {
    return "{\"end\":" + end + "}";
  }

  private static List<String> items(String... items) throws MalformedResponseException {
    return texts(slice("{\"market\":\"A\",\"candles\":[" + String.join(",", items) + "]}"));
  }

  private static List<String> texts(Page page) {
    return page.rows().stream().map(row -> Pages.text(page, row)).toList();
  }

  private static Page slice(String... markets) throws MalformedResponseException {
    String body = "{\"markets\":[" + String.join(",", markets) + "]}";
    return PageSlicer.slice(
        new Candles().query(Tier.LIVE, List.of(new Ticker("A")), WINDOW),
        body.getBytes(StandardCharsets.UTF_8),
        Instant.EPOCH,
        Instant.EPOCH);
  }
}
