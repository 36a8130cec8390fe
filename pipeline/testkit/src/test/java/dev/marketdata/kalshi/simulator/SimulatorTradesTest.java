package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the trades of both tiers. */
@Timeout(30)
class SimulatorTradesTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");
  private static final Instant CUTOFF = Instant.parse("2026-11-22T12:30:00Z");
  private static final String SLOT =
      "min_ts=" + (NOW.getEpochSecond() - 7_200) + "&max_ts=" + NOW.getEpochSecond();

  private final ManualClock clock = new ManualClock(NOW);
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-BUSY", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-BUSY", 600)
          .market("KXA-1", "KXA-1-OTHER", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-OTHER", 60)
          .market("KXA-1", "KXA-1-NONE", MarketState.ACTIVE)
          .tradesPerHour("KXA-1-NONE", 0);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final SimulatorClient client = new SimulatorClient(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void aTradeHasTheFieldsOfTheExchange() throws Exception {
    List<String> names = new ArrayList<>();
    client
        .json("/markets/trades?limit=1")
        .at("/trades/0")
        .fieldNames()
        .forEachRemaining(names::add);

    assertThat(
        names,
        contains(
            "count_fp",
            "created_time",
            "is_block_trade",
            "no_price_dollars",
            "taker_book_side",
            "taker_outcome_side",
            "taker_side",
            "ticker",
            "trade_id",
            "yes_price_dollars"));
  }

  @Test
  void tradesOfAllMarketsAreInOneList() throws Exception {
    Set<String> tickers =
        all("/markets/trades?" + SLOT).stream()
            .map(trade -> trade.get("ticker").asText())
            .collect(Collectors.toSet());

    assertThat(tickers, is(Set.of("KXA-1-BUSY", "KXA-1-OTHER")));
  }

  @Test
  void aMarketWithoutTradesAndAnUnknownOneHaveNone() throws Exception {
    assertThat(all("/markets/trades?ticker=KXA-1-NONE"), is(empty()));
    assertThat(all("/markets/trades?ticker=KXNONE"), is(empty()));
  }

  @Test
  void tradesAreBetweenTheBounds() throws Exception {
    List<Instant> times = times(all("/markets/trades?" + SLOT));

    assertThat(
        times,
        everyItem(
            is(allOf(greaterThanOrEqualTo(NOW.minusSeconds(7_200)), lessThanOrEqualTo(NOW)))));
  }

  @Test
  void someTradesAreExactlyOnTheHour() throws Exception {
    List<Instant> times = times(all("/markets/trades?ticker=KXA-1-OTHER&min_ts=1795200000"));

    long onTheHour =
        times.stream().filter(time -> time.truncatedTo(ChronoUnit.HOURS).equals(time)).count();

    assertThat(onTheHour, is(greaterThan(0L)));
  }

  @Test
  void timesHaveNoneToSixDecimals() throws Exception {
    Set<Integer> decimals =
        all("/markets/trades?" + SLOT).stream()
            .map(trade -> trade.get("created_time").asText())
            .map(time -> time.contains(".") ? time.length() - time.indexOf('.') - 2 : 0)
            .collect(Collectors.toSet());

    assertThat(decimals, is(Set.of(0, 1, 2, 3, 4, 5, 6)));
  }

  @Test
  void tradesOfTheFutureAreNotListed() throws Exception {
    int before = all("/markets/trades?min_ts=" + NOW.getEpochSecond()).size();
    clock.advance(Duration.ofMinutes(1));

    assertThat(
        all("/markets/trades?min_ts=" + NOW.getEpochSecond()).size(), is(greaterThan(before)));
  }

  @Test
  void newTradesDoNotShiftPages() throws Exception {
    String list = "/markets/trades?" + SLOT + "&limit=100";
    JsonNode first = client.json(list);
    List<JsonNode> whole = all("/markets/trades?" + SLOT);
    clock.advance(Duration.ofMinutes(5));

    JsonNode second =
        client.json("/markets/trades?limit=100&cursor=" + first.get("cursor").asText());

    assertThat(list(second), is(whole.subList(100, 200)));
  }

  @Test
  void tradesOfOneMomentMayBeOnSeveralPages() throws Exception {
    exchange.manyMarkets("KXMANY", 400);
    String moment = "min_ts=" + NOW.getEpochSecond() + "&max_ts=" + NOW.getEpochSecond();
    List<JsonNode> trades = list(client.json("/markets/trades?" + moment));
    List<JsonNode> walked = new ArrayList<>();
    String cursor = "";
    for (int page = 0; page < 3; page++) {
      JsonNode json = client.json("/markets/trades?limit=3&" + moment + "&cursor=" + cursor);
      walked.addAll(list(json));
      cursor = json.get("cursor").asText();
    }

    assertThat(walked, is(trades.subList(0, 9)));
  }

  @Test
  void blockTradesAreListedUnlessTheyAreFilteredOut() throws Exception {
    exchange.blockTrades("KXA-1-OTHER", 10);
    List<JsonNode> whole = all("/markets/trades?" + SLOT);

    List<JsonNode> blocks = all("/markets/trades?is_block_trade=true&" + SLOT);
    List<JsonNode> others = all("/markets/trades?is_block_trade=false&" + SLOT);

    assertThat(blocks, is(whole.stream().filter(SimulatorTradesTest::isBlock).toList()));
    assertThat(others, is(whole.stream().filter(trade -> !isBlock(trade)).toList()));
    assertThat(blocks.stream().map(b -> b.get("ticker").asText()).toList(), hasItem("KXA-1-OTHER"));
  }

  @Test
  void theTiersShareTheTradesAtTheCutoff() throws Exception {
    List<JsonNode> whole = all("/markets/trades?" + SLOT);
    exchange.tradesCutoff(CUTOFF);

    List<JsonNode> live = all("/markets/trades?" + SLOT);
    List<JsonNode> historical = all("/historical/trades?" + SLOT);

    assertThat(times(live), everyItem(is(greaterThanOrEqualTo(CUTOFF))));
    assertThat(times(historical), everyItem(is(lessThan(CUTOFF))));
    live.addAll(historical);
    assertThat(live, is(whole));
    assertThat(
        client.json("/historical/cutoff").get("trades_created_ts").asText(), is(CUTOFF.toString()));
  }

  @Test
  void aWindowBeforeTheCutoffIsEmptyInTheLiveTier() throws Exception {
    exchange.tradesCutoff(NOW.plusSeconds(1));

    assertThat(all("/markets/trades?" + SLOT), is(empty()));
    assertThat(all("/historical/trades?" + SLOT), is(not(empty())));
  }

  @Test
  void theTiersMayOverlap() throws Exception {
    exchange.tradesCutoff(CUTOFF).tradesOverlap(Duration.ofMinutes(10));

    Set<JsonNode> both = new HashSet<>(all("/markets/trades?" + SLOT));
    both.retainAll(all("/historical/trades?" + SLOT));

    assertThat(
        times(List.copyOf(both)),
        everyItem(is(allOf(greaterThanOrEqualTo(CUTOFF.minusSeconds(600)), lessThan(CUTOFF)))));
    assertThat(both, is(not(empty())));
  }

  @Test
  void aBusySlotHasHundredsOfThousandsOfTrades() throws Exception {
    exchange.tradesPerHour("KXA-1-BUSY", 100_000);
    String list = "/markets/trades?ticker=KXA-1-BUSY&limit=1000&max_ts=";

    JsonNode newest = client.json(list + NOW.getEpochSecond());
    JsonNode older = client.json(list + (NOW.getEpochSecond() - 3_600));

    assertThat(newest.get("trades").size(), is(1_000));
    assertThat(older.get("trades").size(), is(1_000));
    // 1,000 of 200,000 trades in two hours take about 36 seconds.
    assertThat(times(list(newest)), everyItem(is(greaterThan(NOW.minusSeconds(80)))));
  }

  @Test
  void aLimitAboveAThousandIsABadRequest() throws Exception {
    assertThat(client.get("/markets/trades?limit=1001").statusCode(), is(400));
    assertThat(client.get("/historical/trades?limit=1001").statusCode(), is(400));
    assertThat(client.get("/markets/trades?is_block_trade=yes").statusCode(), is(400));
  }

  @Test
  void requestsAreCountedByEndpoint() throws Exception {
    client.get("/markets/trades");
    client.get("/historical/trades");
    client.get("/markets/candlesticks");
    client.get("/historical/markets/A/candlesticks");

    assertThat(
        kalshi.requests().byEndpoint().keySet(),
        hasItems(
            "/markets/trades",
            "/historical/trades",
            "/markets/candlesticks",
            "/historical/markets/{ticker}/candlesticks"));
  }

  @Test
  void theEdgeCacheRepeatsAResponseForFifteenSeconds() throws Exception {
    try (KalshiSimulator cached = KalshiSimulator.serving(exchange).edgeCache().start()) {
      SimulatorClient asking = new SimulatorClient(cached);
      JsonNode before = asking.json("/markets/trades");

      clock.advance(Duration.ofMillis(14_999));
      JsonNode repeated = asking.json("/markets/trades");
      JsonNode other = asking.json("/markets/trades?limit=101");
      clock.advance(Duration.ofMillis(1));
      JsonNode fresh = asking.json("/markets/trades");

      assertThat(repeated, is(before));
      assertThat(other.at("/trades/0"), is(not(before.at("/trades/0"))));
      assertThat(fresh, is(not(before)));
    }
  }

  private List<JsonNode> all(String pathAndQuery) throws Exception {
    List<JsonNode> trades = new ArrayList<>();
    String list = pathAndQuery + "&limit=1000";
    String cursor = "";
    do {
      JsonNode page = client.json(list + "&cursor=" + cursor);
      trades.addAll(list(page));
      cursor = page.get("cursor").asText();
    } while (!cursor.isEmpty());
    return trades;
  }

  private static List<JsonNode> list(JsonNode page) {
    List<JsonNode> trades = new ArrayList<>();
    page.get("trades").forEach(trades::add);
    return trades;
  }

  private static List<Instant> times(List<JsonNode> trades) {
    return trades.stream().map(t -> Instant.parse(t.get("created_time").asText())).toList();
  }

  private static boolean isBlock(JsonNode trade) {
    return trade.get("is_block_trade").asBoolean();
  }
}
