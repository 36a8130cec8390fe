package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.closeTo;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the simulator's markets, events and series. */
@Timeout(30)
class KalshiSimulatorTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");
  private static final String RAW =
      "{ \"ticker\":\"KXRAW-1-A\",\t\"title\":\"\\u00b0\", \"new\" : 1.50}";

  private final ManualClock clock = new ManualClock(NOW);
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-OPEN", MarketState.ACTIVE)
          .market("KXA-1", "KXA-1-CLOSED", MarketState.DETERMINED)
          .market("KXA-1", "KXA-1-PAUSED", MarketState.INACTIVE)
          .market("KXA-1", "KXA-1-NEW", MarketState.INITIALIZED)
          .settledMarket("KXA-1", "KXA-1-OLDER", NOW.minusSeconds(7_200))
          .settledMarket("KXA-1", "KXA-1-NEWER", NOW.minusSeconds(3_600))
          .historicalMarket("KXA-1", "KXA-1-PAST")
          .event("KXRAW", "KXRAW-1")
          .rawMarket("KXRAW-1", "KXRAW-1-A", RAW)
          .comboEvent("KXMVEB", "KXMVEB-S1")
          .market("KXMVEB-S1", "KXMVEB-S1-X", MarketState.ACTIVE)
          .event("KXGONE", "KXGONE-1")
          .historicalMarket("KXGONE-1", "KXGONE-1-A");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final SimulatorClient client = new SimulatorClient(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void unknownTickersAreDroppedSilently() throws Exception {
    assertThat(
        client.tickers("/markets?tickers=KXA-1-OPEN,KXNONE-1,KXRAW-1-A"),
        contains("KXA-1-OPEN", "KXRAW-1-A"));
  }

  @Test
  void aMarketOfTheHistoricalTierIsDroppedFromTheLiveListing() throws Exception {
    assertThat(client.tickers("/markets?tickers=KXA-1-PAST"), is(empty()));
  }

  @Test
  void aMarketOfTheHistoricalTierIsNotFoundLive() throws Exception {
    HttpResponse<String> response = client.get("/markets/KXA-1-PAST");

    assertThat(response.statusCode(), is(404));
    assertThat(
        response.body(), is("{\"error\":{\"code\":\"not_found\",\"message\":\"not found\"}}"));
  }

  @Test
  void aMarketOfTheHistoricalTierIsFoundInThatTier() throws Exception {
    JsonNode market = client.json("/historical/markets/KXA-1-PAST").get("market");

    assertThat(market.get("status").asText(), is("finalized"));
    assertThat(market.get("result").asText().isEmpty(), is(false));
  }

  @Test
  void aLiveMarketIsNotFoundInTheHistoricalTier() throws Exception {
    HttpResponse<String> response = client.get("/historical/markets/KXA-1-OPEN");

    assertThat(response.statusCode(), is(404));
    assertThat(
        Json.MAPPER.readTree(response.body()).at("/error/code").asText(),
        is("failed_to_get_market_by_ticker:_not_found"));
  }

  @Test
  void aMarketMayBeInBothTiers() throws Exception {
    exchange.tier("KXA-1-PAST", Tier.BOTH);

    assertThat(client.get("/markets/KXA-1-PAST").statusCode(), is(200));
    assertThat(client.get("/historical/markets/KXA-1-PAST").statusCode(), is(200));
  }

  @Test
  void theHistoricalListingAcceptsOneFilter() throws Exception {
    assertThat(client.tickers("/historical/markets?event_ticker=KXA-1"), contains("KXA-1-PAST"));
    assertThat(
        client.get("/historical/markets?event_ticker=KXA-1&series_ticker=KXA").statusCode(),
        is(400));
  }

  @ParameterizedTest
  @CsvSource({
    "unopened, KXA-1-NEW",
    "open, KXA-1-OPEN",
    "paused, KXA-1-PAUSED",
    "closed, KXA-1-CLOSED"
  })
  void aStatusFilterSelectsItsStates(String status, String ticker) throws Exception {
    assertThat(client.tickers("/markets?event_ticker=KXA-1&status=" + status), contains(ticker));
  }

  @Test
  void settledMarketsAreListedNewestFirst() throws Exception {
    assertThat(
        client.allTickers("/markets?series_ticker=KXA&status=settled&limit=1"),
        contains("KXA-1-NEWER", "KXA-1-OLDER"));
  }

  @Test
  void settledMarketsAreSelectedByTime() throws Exception {
    long after = NOW.minusSeconds(5_000).getEpochSecond();

    assertThat(client.tickers("/markets?min_settled_ts=" + after), contains("KXA-1-NEWER"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/markets?status=all",
        "/markets?status=open,closed",
        "/markets?mve_filter=some",
        "/markets?min_created_ts=1&min_close_ts=1",
        "/markets?min_created_ts=1&status=closed",
        "/markets?min_close_ts=1&status=open",
        "/markets?min_settled_ts=1&status=open",
        "/markets?min_updated_ts=1&tickers=KXA-1-OPEN",
        "/markets?min_updated_ts=1&series_ticker=KXA",
        "/markets?limit=many",
        "/historical/markets?mve_filter=only",
      })
  void conflictingFiltersAreABadRequest(String pathAndQuery) throws Exception {
    HttpResponse<String> response = client.get(pathAndQuery);

    assertThat(response.statusCode(), is(400));
    assertThat(Json.MAPPER.readTree(response.body()).at("/error/code").asText(), is("bad_request"));
  }

  @Test
  void aLimitAboveTheMaxHasItsOwnErrorFormat() throws Exception {
    HttpResponse<String> response = client.get("/markets?limit=1001");

    assertThat(response.statusCode(), is(400));
    assertThat(response.body(), startsWith("{\"msg\":"));
  }

  @Test
  void combosCanBeExcludedOrSelected() throws Exception {
    assertThat(client.tickers("/markets?mve_filter=only"), contains("KXMVEB-S1-X"));
    assertThat(client.tickers("/markets?mve_filter=exclude"), not(hasItem("KXMVEB-S1-X")));
  }

  @Test
  void pagesHaveEveryMarketOnce() throws Exception {
    SimulatedExchange many = SimulatedExchange.empty(clock).manyMarkets("KXMANY", 2_345);
    try (KalshiSimulator simulator = KalshiSimulator.start(many)) {
      List<String> walked =
          new SimulatorClient(simulator).allTickers("/markets?series_ticker=KXMANY&limit=1000");

      assertThat(walked, hasSize(2_345));
      assertThat(new HashSet<>(walked), hasSize(2_345));
    }
  }

  @Test
  void aGarbageCursorGivesTheFirstPage() throws Exception {
    assertThat(
        client.tickers("/markets?limit=1&cursor=nonsense"), is(client.tickers("/markets?limit=1")));
  }

  @Test
  void anEventHasItsLiveMarketsNestedOrNot() throws Exception {
    JsonNode beside = client.json("/events/KXA-1");
    JsonNode nested = client.json("/events/KXA-1?with_nested_markets=true");

    assertThat(beside.get("markets").size(), is(6));
    assertThat(beside.get("event").has("markets"), is(false));
    assertThat(nested.at("/event/markets").size(), is(6));
    assertThat(nested.get("markets").size(), is(0));
  }

  @Test
  void anEventWithoutLiveMarketsHasNoMarketsKey() throws Exception {
    JsonNode answer = client.json("/events/KXGONE-1?with_nested_markets=true");

    assertThat(answer.at("/event/event_ticker").asText(), is("KXGONE-1"));
    assertThat(answer.get("event").has("markets"), is(false));
  }

  @Test
  void theListingOfEventsExcludesCombos() throws Exception {
    JsonNode events = client.json("/events?status=open").get("events");

    assertThat(events.findValuesAsText("event_ticker"), contains("KXA-1", "KXRAW-1"));
  }

  @Test
  void oldEventsAreListedByNameAndUnknownOnesAreDroppedSilently() throws Exception {
    JsonNode page = client.json("/events?tickers=KXGONE-1,KXNONE-1,KXA-1&limit=200");

    assertThat(page.get("events").findValuesAsText("event_ticker"), contains("KXA-1", "KXGONE-1"));
    assertThat(page.get("cursor").asText(), is(""));
  }

  @Test
  void eventsListedByNameHavePages() throws Exception {
    String question = "/events?tickers=KXA-1,KXRAW-1,KXGONE-1&limit=2";
    JsonNode first = client.json(question);
    JsonNode last = client.json(question + "&cursor=" + first.get("cursor").asText());

    assertThat(first.get("events").findValuesAsText("event_ticker"), contains("KXA-1", "KXRAW-1"));
    assertThat(last.get("events").findValuesAsText("event_ticker"), contains("KXGONE-1"));
    assertThat(last.get("cursor").asText(), is(""));
  }

  @Test
  void allSeriesAreInOneResponse() throws Exception {
    JsonNode list = client.json("/series");

    assertThat(
        list.get("series").findValuesAsText("ticker"),
        contains("KXA", "KXRAW", "KXMVEB", "KXGONE"));
    assertThat(list.has("cursor"), is(false));
  }

  @ParameterizedTest
  @CsvSource({
    "category=Economics, 4",
    "category=economics, 0",
    "tags=Weather, 0",
    // An hour ago: KXA has the only market that was updated since.
    "min_updated_ts=1795352399, 1"
  })
  void seriesCanBeFiltered(String filter, int count) throws Exception {
    assertThat(client.json("/series?" + filter).get("series").size(), is(count));
  }

  @Test
  void theVolumeOfASeriesIsTheSumOfItsMarkets() throws Exception {
    BigDecimal markets = BigDecimal.ZERO;
    for (JsonNode market : client.json("/markets?series_ticker=KXA").get("markets")) {
      markets = markets.add(decimal(market, "volume_fp"));
    }
    markets =
        markets.add(
            decimal(client.json("/historical/markets/KXA-1-PAST").get("market"), "volume_fp"));

    assertThat(
        decimal(client.json("/series?include_volume=true").at("/series/0"), "volume_fp"),
        is(markets));
    assertThat(client.json("/series").at("/series/0").has("volume_fp"), is(false));
  }

  @Test
  void anEndpointCanBeAdded() throws Exception {
    List<String> trades = List.of("{\"trade_id\":1}", "{\"trade_id\":2}", "{\"trade_id\":3}");
    try (KalshiSimulator simulator =
        KalshiSimulator.serving(exchange)
            .endpoint("/markets/trades", request -> JsonPage.of(request, "trades", trades))
            .endpoint("/markets/{ticker}/echo", request -> "\"" + request.path() + "\"")
            .start()) {
      SimulatorClient asking = new SimulatorClient(simulator);

      JsonNode first = asking.json("/markets/trades?limit=2");
      JsonNode last = asking.json("/markets/trades?limit=2&cursor=" + first.get("cursor").asText());

      assertThat(first.get("trades").findValuesAsText("trade_id"), contains("1", "2"));
      assertThat(last.get("trades").findValuesAsText("trade_id"), contains("3"));
      assertThat(last.get("cursor").asText(), is(""));
      assertThat(asking.get("/markets/trades?limit=1001").statusCode(), is(400));
      assertThat(asking.get("/markets/A/echo").body(), is("\"/trade-api/v2/markets/A/echo\""));
      assertThat(asking.get("/markets/KXA-1-OPEN").statusCode(), is(200));
      assertThat(simulator.requests().countTo("/markets/trades"), is(3L));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"/markets/KXNONE", "/events/KXNONE", "/series/KXNONE", "/nothing"})
  void anUnknownNameIsNotFound(String path) throws Exception {
    assertThat(client.get(path).statusCode(), is(404));
  }

  @Test
  void aRawMarketIsServedByteForByte() throws Exception {
    assertThat(client.get("/markets/KXRAW-1-A").body(), is("{\"market\":" + RAW + "}"));
  }

  @Test
  void aBookHasItsBestBidLast() throws Exception {
    String ticker = quoted().get("ticker").asText();
    JsonNode yes = client.json("/markets/" + ticker + "/orderbook").at("/orderbook_fp/yes_dollars");

    assertThat(
        new BigDecimal(yes.get(yes.size() - 1).get(0).asText()),
        is(greaterThan(new BigDecimal(yes.get(0).get(0).asText()))));
  }

  @Test
  void aBooksBestBidIsTheMarkets() throws Exception {
    JsonNode market = quoted();
    String path = "/markets/" + market.get("ticker").asText() + "/orderbook?depth=1";
    JsonNode book = client.json(path).get("orderbook_fp");

    assertThat(book.at("/yes_dollars/0/0").asText(), is(market.get("yes_bid_dollars").asText()));
    assertThat(book.at("/no_dollars/0/0").asText(), is(market.get("no_bid_dollars").asText()));
  }

  @Test
  void booksAreRequestedWithRepeatedTickers() throws Exception {
    JsonNode books = client.json("/markets/orderbooks?tickers=KXA-1-OPEN&tickers=KXRAW-1-A");

    assertThat(books.findValuesAsText("ticker"), contains("KXA-1-OPEN", "KXRAW-1-A"));
  }

  @Test
  void aCommaSeparatedListIsOneEmptyBook() throws Exception {
    JsonNode books = client.json("/markets/orderbooks?tickers=KXA-1-OPEN,KXRAW-1-A");

    assertThat(books.findValuesAsText("ticker"), contains("KXA-1-OPEN,KXRAW-1-A"));
    assertThat(books.at("/orderbooks/0/orderbook_fp/yes_dollars").size(), is(0));
  }

  @Test
  void theSidesOfAMarketAreConsistent() throws Exception {
    JsonNode market = quoted();

    assertThat(
        decimal(market, "yes_ask_dollars").add(decimal(market, "no_bid_dollars")),
        is(new BigDecimal("1.0000")));
    assertThat(
        decimal(market, "no_ask_dollars").add(decimal(market, "yes_bid_dollars")),
        is(new BigDecimal("1.0000")));
  }

  @Test
  void volumeGrowsWithTime() throws Exception {
    JsonNode before = quoted();
    clock.advance(Duration.ofHours(2));
    JsonNode after = client.json("/markets/KXNFLMVP-27-PMAH").get("market");

    assertThat(decimal(after, "volume_fp"), is(greaterThan(decimal(before, "volume_fp"))));
  }

  @Test
  void pricesOfABusyMarketMoveWithTheMinute() throws Exception {
    Set<JsonNode> bids = new HashSet<>();
    bids.add(quoted().get("yes_bid_dollars"));
    exchange.tradesPerHour("KXNFLMVP-27-PMAH", 60);
    for (int i = 0; i < 5; i++) {
      clock.advance(Duration.ofMinutes(1));
      bids.add(client.json("/markets/KXNFLMVP-27-PMAH").at("/market/yes_bid_dollars"));
    }

    assertThat(bids.size(), is(greaterThan(1)));
  }

  @Test
  void aRepeatedResponseDoesNotChange() throws Exception {
    KalshiSimulator.Builder still = KalshiSimulator.serving(exchange).repeatResponses();
    try (KalshiSimulator simulator = still.start()) {
      SimulatorClient asking = new SimulatorClient(simulator);
      JsonNode before = asking.json("/markets");

      clock.advance(Duration.ofMinutes(1));

      assertThat(asking.json("/markets"), is(before));
    }
  }

  @Test
  void aMarketHasAboutTwoKilobytes() throws Exception {
    try (KalshiSimulator simulator = KalshiSimulator.start(SimulatedExchange.demo(clock))) {
      SimulatorClient demo = new SimulatorClient(simulator);
      String page = demo.get("/markets?limit=1000").body();
      int bytes = page.getBytes(StandardCharsets.UTF_8).length;
      int markets = demo.tickers("/markets?limit=1000").size();

      assertThat((double) bytes / markets, is(closeTo(2_200, 150)));
    }
  }

  @Test
  void aStateCanBeChangedWhileServing() throws Exception {
    exchange.state("KXA-1-OPEN", MarketState.FINALIZED);

    JsonNode market = client.json("/markets/KXA-1-OPEN").get("market");

    assertThat(market.get("settlement_ts").asText(), is(NOW.toString()));
    assertThat(client.tickers("/markets?status=settled"), hasItem("KXA-1-OPEN"));
  }

  @Test
  void aTrailingSlashIsRedirected() throws Exception {
    HttpResponse<String> response = client.get("/markets/?limit=1");

    assertThat(response.statusCode(), is(301));
    assertThat(
        response.headers().firstValue("Location").orElse(""), is("/trade-api/v2/markets?limit=1"));
  }

  @Test
  void aLargeBodyIsCompressedIfAccepted() throws Exception {
    HttpResponse<byte[]> response =
        client.bytes(client.request("/markets").header("Accept-Encoding", "gzip"));

    assertThat(response.headers().firstValue("Content-Encoding").orElse(""), is("gzip"));
    try (var body = new GZIPInputStream(new ByteArrayInputStream(response.body()))) {
      assertThat(Json.MAPPER.readTree(body).has("markets"), is(true));
    }
  }

  @Test
  void aPoisonTickerFailsItsBatch() throws Exception {
    try (KalshiSimulator simulator =
        KalshiSimulator.serving(exchange).poison("KXA-1-NEW").start()) {
      SimulatorClient poisoned = new SimulatorClient(simulator);

      assertThat(poisoned.get("/markets?tickers=KXA-1-OPEN,KXA-1-NEW").statusCode(), is(400));
      assertThat(poisoned.get("/markets?tickers=KXA-1-OPEN").statusCode(), is(200));
    }
  }

  @Test
  void aTooLongUrlIsRefused() throws Exception {
    try (KalshiSimulator simulator = KalshiSimulator.serving(exchange).maxUrlLength(100).start()) {
      String query = "/markets?tickers=" + "KXA-1-OPEN,".repeat(10);

      assertThat(new SimulatorClient(simulator).get(query).statusCode(), is(414));
    }
  }

  @Test
  void requestsAreRecorded() throws Exception {
    client.get("/markets?limit=1");
    client.get("/markets/KXNONE");

    assertThat(kalshi.requests().total(), is(2L));
    assertThat(kalshi.requests().countOf(404), is(1L));
    assertThat(kalshi.requests().countTo("/markets/{ticker}"), is(1L));
    assertThat(kalshi.requests().requests().get(0).query(), is("limit=1"));
    assertThat(kalshi.requests().requests().get(0).arrived(), is(NOW));
  }

  private JsonNode quoted() throws Exception {
    exchange
        .event("KXNFLMVP", "KXNFLMVP-27")
        .market("KXNFLMVP-27", "KXNFLMVP-27-PMAH", MarketState.ACTIVE);
    return client.json("/markets/KXNFLMVP-27-PMAH").get("market");
  }

  private static BigDecimal decimal(JsonNode market, String field) {
    return new BigDecimal(market.get(field).asText());
  }
}
