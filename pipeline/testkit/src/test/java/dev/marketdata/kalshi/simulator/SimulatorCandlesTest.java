package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the candlesticks of both tiers, and that a market's snapshot agrees with them. */
@Timeout(30)
class SimulatorCandlesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");

  private final ManualClock clock = new ManualClock(NOW);
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-BUSY", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-BUSY", 600)
          .market("KXA-1", "KXA-1-QUIET", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-QUIET", 1)
          .market("KXA-1", "KXA-1-NONE", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-NONE", 0)
          .historicalMarket("KXA-1", "KXA-1-PAST")
          .tradesPerHour("KXA-1-PAST", 2);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final SimulatorClient client = new SimulatorClient(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void unknownAndHistoricalMarketsAreLeftOut() throws Exception {
    JsonNode answer = slot("KXA-1-PAST,KXA-1-QUIET,KXNONE,KXA-1-BUSY");

    assertThat(answer.findValuesAsText("market_ticker"), contains("KXA-1-QUIET", "KXA-1-BUSY"));
  }

  @Test
  void aMarketWithoutActivityHasAnEmptyList() throws Exception {
    assertThat(slot("KXA-1-NONE").at("/markets/0/candlesticks").size(), is(0));
  }

  @Test
  void aBusyMarketHasACandlestickForEveryMinute() throws Exception {
    List<JsonNode> candles = candles("KXA-1-BUSY");

    assertThat(
        ends(candles),
        is(
            LongStream.rangeClosed(1, 120)
                .mapToObj(i -> NOW.getEpochSecond() - 7_200 + 60 * i)
                .toList()));
  }

  @Test
  void aQuietMarketHasFew() throws Exception {
    assertThat(candles("KXA-1-QUIET").size(), is(lessThan(20)));
  }

  @Test
  void pricesAreAbsentWhereNothingWasTraded() throws Exception {
    List<JsonNode> untraded =
        candles("KXA-1-QUIET").stream()
            .filter(candle -> decimal(candle, "/volume_fp").signum() == 0)
            .toList();

    assertThat(untraded, is(not(empty())));
    for (JsonNode candle : untraded) {
      assertThat(names(candle.get("price")), contains("previous_dollars"));
      assertThat(
          names(candle.get("yes_bid")),
          contains("close_dollars", "high_dollars", "low_dollars", "open_dollars"));
    }
  }

  @Test
  void onlyPeriodsThatEndedHaveACandlestick() throws Exception {
    clock.advance(Duration.ofSeconds(59));
    String query = "KXA-1-BUSY&start_ts=" + NOW.getEpochSecond() + "&end_ts=1795360000";

    assertThat(ends(candles(query, 1)), contains(NOW.getEpochSecond()));
  }

  @Test
  void bothBoundsAreInclusive() throws Exception {
    long end = NOW.getEpochSecond();
    String query = "KXA-1-BUSY&start_ts=" + (end - 120) + "&end_ts=" + end;

    assertThat(ends(candles(query, 1)), contains(end - 120, end - 60, end));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-07-04T12:00:00Z, 2026-07-05T04:00:00Z",
    "2026-11-22T12:00:00Z, 2026-11-23T05:00:00Z"
  })
  void aDayEndsAtMidnightInNewYork(Instant moment, Instant end) {
    assertThat(Period.endingFrom(moment.getEpochSecond(), 1_440).end(), is(end.getEpochSecond()));
  }

  @Test
  void theLatestBeforeTheStartIsSynthetic() throws Exception {
    long end = NOW.getEpochSecond();
    String query = "KXA-1-BUSY&start_ts=" + (end - 59) + "&end_ts=" + end;
    JsonNode before =
        candles("KXA-1-BUSY&start_ts=" + (end - 60) + "&end_ts=" + (end - 60), 1).get(0);

    JsonNode latest = candles(query + "&include_latest_before_start=true", 1).get(0);

    assertThat(latest.get("end_period_ts").asLong(), is(end));
    assertThat(latest.get("volume_fp").asText(), is("0.00"));
    assertThat(names(latest.get("price")), contains("previous_dollars"));
    assertThat(
        latest.at("/yes_bid/open_dollars").asText(),
        is(before.at("/yes_bid/close_dollars").asText()));
  }

  @Test
  void theHistoricalTierHasOtherNamesAndNulls() throws Exception {
    JsonNode answer = historical("KXA-1-PAST", "2026-08-10T00:00:00Z", "2026-08-11T00:00:00Z");
    JsonNode candle = answer.at("/candlesticks/0");

    assertThat(answer.get("ticker").asText(), is("KXA-1-PAST"));
    assertThat(
        names(candle),
        contains("end_period_ts", "open_interest", "price", "volume", "yes_ask", "yes_bid"));
    assertThat(
        names(candle.get("price")), contains("close", "high", "low", "mean", "open", "previous"));
    assertThat(answer.findValues("close").stream().anyMatch(JsonNode::isNull), is(true));
  }

  @Test
  void aLiveMarketHasNoHistoricalCandlesticks() throws Exception {
    assertThat(
        client
            .get(
                "/historical/markets/KXA-1-BUSY/candlesticks?start_ts=0&end_ts=60&period_interval=1")
            .statusCode(),
        is(404));
  }

  @Test
  void tenThousandPeriodsAreAllowed() throws Exception {
    assertThat(client.get(batch(names(100), 6_000)).statusCode(), is(200));
    assertThat(
        details(batch(names(100), 6_060)),
        is("requested candlesticks across all markets: 10100, max candlesticks: 10000"));
    assertThat(
        details(batch(names(3), 864_061)),
        is("requested candlesticks across all markets: 43203.050000, max candlesticks: 10000"));
  }

  @Test
  void aHundredMarketsAreAllowed() throws Exception {
    assertThat(details(batch(names(101), 60)), containsString("101"));
  }

  @Test
  void fiveThousandPeriodsOfAHistoricalMarketAreAllowed() throws Exception {
    String path =
        "/historical/markets/KXA-1-PAST/candlesticks?period_interval=1&start_ts=0&end_ts=";

    assertThat(client.get(path + 300_000).statusCode(), is(200));
    assertThat(
        details(path + 300_060),
        is("requested time range with candlesticks: 5001, max candlesticks: 5000"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "start_ts=0&end_ts=60&period_interval=1",
        "market_tickers=A&end_ts=60&period_interval=1",
        "market_tickers=A&start_ts=0&period_interval=1",
        "market_tickers=A&start_ts=0&end_ts=60",
        "market_tickers=A&start_ts=0&end_ts=60&period_interval=5",
        "market_tickers=A&start_ts=61&end_ts=60&period_interval=1",
        "market_tickers=A&start_ts=x&end_ts=60&period_interval=1",
      })
  void anInvalidQuestionIsABadRequest(String query) throws Exception {
    assertThat(client.get("/markets/candlesticks?" + query).statusCode(), is(400));
  }

  @Test
  void aMarketThatOpensAndSettlesWithinASlotHasItsCandlesticks() throws Exception {
    Instant opens = NOW.minusSeconds(5_400);
    exchange
        .settledMarket(
            "KXA-1", "KXA-1-SHORT", opens, opens.plusSeconds(900), opens.plusSeconds(990))
        .tradesPerHour("KXA-1-SHORT", 600);

    List<JsonNode> candles = candles("KXA-1-SHORT");

    assertThat(ends(candles), everyItem(is(greaterThan(opens.getEpochSecond()))));
    assertThat(candles.size(), is(16));
    // The book is emptied in the minute after the close.
    JsonNode last = candles.get(15);
    assertThat(last.get("end_period_ts").asLong(), is(opens.getEpochSecond() + 960));
    assertThat(last.at("/yes_bid/close_dollars").asText(), is("0.0000"));
    assertThat(last.at("/yes_ask/close_dollars").asText(), is("1.0000"));
    assertThat(last.get("volume_fp").asText(), is("0.00"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"KXA-1-BUSY", "KXA-1-QUIET"})
  void aSnapshotAgreesWithTheLastCandlestick(String ticker) throws Exception {
    List<JsonNode> candles = candles(ticker);
    JsonNode last = candles.get(candles.size() - 1);
    JsonNode market = client.json("/markets/" + ticker).get("market");

    assertThat(market.get("yes_bid_dollars"), is(last.at("/yes_bid/close_dollars")));
    assertThat(market.get("yes_ask_dollars"), is(last.at("/yes_ask/close_dollars")));
    assertThat(market.get("open_interest_fp"), is(last.get("open_interest_fp")));
    assertThat(
        market.get("last_price_dollars"),
        is(
            last.at("/price/close_dollars").isMissingNode()
                ? last.at("/price/previous_dollars")
                : last.at("/price/close_dollars")));
  }

  @Test
  void theVolumeOfADayIsTheSumOfItsMinutes() throws Exception {
    long end = NOW.getEpochSecond();
    List<JsonNode> day = candles("KXA-1-BUSY&start_ts=" + (end - 86_340) + "&end_ts=" + end, 1);

    assertThat(
        day.stream().map(c -> decimal(c, "/volume_fp")).reduce(BigDecimal.ZERO, BigDecimal::add),
        is(decimal(client.json("/markets/KXA-1-BUSY"), "/market/volume_24h_fp")));
  }

  @Test
  void volumeGrowsByTheVolumeOfTheCandlesticks() throws Exception {
    BigDecimal before = decimal(client.json("/markets/KXA-1-BUSY"), "/market/volume_fp");
    clock.advance(Duration.ofHours(2));
    long end = NOW.getEpochSecond() + 7_200;

    BigDecimal grown =
        candles("KXA-1-BUSY&start_ts=" + (NOW.getEpochSecond() + 60) + "&end_ts=" + end, 1).stream()
            .map(candle -> decimal(candle, "/volume_fp"))
            .reduce(BigDecimal.ZERO, BigDecimal::add);

    assertThat(
        decimal(client.json("/markets/KXA-1-BUSY"), "/market/volume_fp"), is(before.add(grown)));
  }

  @Test
  void twoSlotsDiffer() throws Exception {
    List<JsonNode> first = candles("KXA-1-BUSY");
    clock.advance(Duration.ofHours(2));
    long end = NOW.getEpochSecond() + 7_200;

    List<JsonNode> second = candles("KXA-1-BUSY&start_ts=" + (end - 7_140) + "&end_ts=" + end, 1);

    assertThat(
        second.stream().map(c -> c.get("volume_fp")).toList(),
        is(not(first.stream().map(c -> c.get("volume_fp")).toList())));
  }

  private JsonNode slot(String tickers) throws Exception {
    long end = NOW.getEpochSecond();
    return client.json(
        "/markets/candlesticks?period_interval=1&start_ts="
            + (end - 7_140)
            + "&end_ts="
            + end
            + "&market_tickers="
            + tickers);
  }

  private List<JsonNode> candles(String ticker) throws Exception {
    return list(slot(ticker));
  }

  private List<JsonNode> candles(String query, int minutes) throws Exception {
    return list(
        client.json(
            "/markets/candlesticks?period_interval=" + minutes + "&market_tickers=" + query));
  }

  private JsonNode historical(String ticker, String start, String end) throws Exception {
    return client.json(
        "/historical/markets/"
            + ticker
            + "/candlesticks?period_interval=1&start_ts="
            + Instant.parse(start).getEpochSecond()
            + "&end_ts="
            + Instant.parse(end).getEpochSecond());
  }

  private String details(String pathAndQuery) throws Exception {
    HttpResponse<String> response = client.get(pathAndQuery);
    assertThat(response.statusCode(), is(400));
    return Json.MAPPER.readTree(response.body()).at("/error/details").asText();
  }

  private static String batch(String tickers, int seconds) {
    return "/markets/candlesticks?period_interval=1&start_ts=1795340000&end_ts="
        + (1_795_340_000L + seconds)
        + "&market_tickers="
        + tickers;
  }

  private static String names(int count) {
    return IntStream.range(0, count).mapToObj(i -> "KXN-" + i).collect(Collectors.joining(","));
  }

  private static List<String> names(JsonNode object) {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  private static List<JsonNode> list(JsonNode answer) {
    List<JsonNode> candles = new ArrayList<>();
    answer.at("/markets/0/candlesticks").forEach(candles::add);
    return candles;
  }

  private static List<Long> ends(List<JsonNode> candles) {
    return candles.stream().map(candle -> candle.get("end_period_ts").asLong()).toList();
  }

  private static BigDecimal decimal(JsonNode node, String path) {
    return new BigDecimal(node.at(path).asText());
  }
}
