package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Properties of Kalshi's candlesticks and trades that are easily overlooked. */
@Timeout(30)
class WindowTrapsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CANDLES = "/markets/candlesticks";
  private static final String TRADES = "/markets/trades";
  private static final Instant END = TestFetch.NOW;
  private static final Instant START = END.minus(Duration.ofHours(2));
  private static final Instant OPENED = END.minus(Duration.ofDays(10));
  private static final Instant LAUNCH = END.plus(Duration.ofMinutes(4));

  private final SimulatedExchange exchange = exchange(new ManualClock(LAUNCH));
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final TestFetch fetch = fetchFrom(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  private static SimulatedExchange exchange(ManualClock clock) {
    return SimulatedExchange.empty(clock)
        .event("KXA", "KXA-1")
        .market("KXA-1", "A", MarketState.ACTIVE)
        .tradesPerHour("A", 900)
        .market("KXA-1", "B", MarketState.ACTIVE)
        .tradesPerHour("B", 60);
  }

  private static TestFetch fetchFrom(KalshiSimulator simulator) {
    return TestFetch.from(simulator).including(Datasets.CANDLESTICKS, Datasets.TRADES);
  }

  /** Returns a simulator with these candles and these pages of trades of market A. */
  private KalshiSimulator serving(List<String> candles, List<List<String>> pages) {
    return KalshiSimulator.serving(exchange)
        .anonymousLimit(RateLimit.unlimited())
        .endpoint(
            CANDLES,
            request ->
                "{\"markets\":[{\"market_ticker\":\"A\",\"candlesticks\":["
                    + String.join(",", candles)
                    + "]}]}")
        .endpoint(TRADES, request -> page(request, pages))
        .start();
  }

  private static String page(ApiRequest request, List<List<String>> pages) {
    int page = Integer.parseInt(request.parameter("cursor").orElse("0"));
    String next = page + 1 < pages.size() ? String.valueOf(page + 1) : "";
    return "{\"trades\":[" + String.join(",", pages.get(page)) + "],\"cursor\":\"" + next + "\"}";
  }

  private static String candle(Instant end, String volume, String price) {
    String quotes =
        "{\"open_dollars\":\"0.1235\",\"low_dollars\":\"0.123456\",\"high_dollars\":\"0.2000\",\"close_dollars\":\"0.1500\"}";
    return "{\"end_period_ts\":%d,\"yes_bid\":%s,\"yes_ask\":%s,\"price\":%s,\"volume_fp\":\"%s\",\"open_interest_fp\":\"7.00\"}"
        .formatted(end.getEpochSecond(), quotes, quotes, price, volume);
  }

  private static String candle(String volume) {
    return candle(END, volume, "{}");
  }

  private static String trade(String created, String count) {
    return ("{\"trade_id\":\"of %s\",\"ticker\":\"A\",\"count_fp\":\"%s\",\"yes_price_dollars\":\"0.123456\","
            + "\"no_price_dollars\":\"0.876544\",\"taker_outcome_side\":\"yes\",\"taker_book_side\":\"bid\","
            + "\"created_time\":\"%s\",\"is_block_trade\":false}")
        .formatted(created, count, created);
  }

  private static List<JsonNode> items(Got got, String dataset, String market) throws IOException {
    List<JsonNode> items = new ArrayList<>();
    JSON.readTree("[" + got.json(dataset, market) + "]").forEach(items::add);
    return items;
  }

  private static List<Instant> ends(Got got, String market) throws IOException {
    return items(got, "candlesticks", market).stream()
        .map(candle -> Instant.ofEpochSecond(candle.get("end_period_ts").asLong()))
        .toList();
  }

  private static List<Instant> created(Got got, String market) throws IOException {
    return items(got, "trades", market).stream()
        .map(trade -> Instant.parse(trade.get("created_time").asText()))
        .toList();
  }

  private Set<String> parametersOf(String path, String name) {
    return kalshi.requests().requests(request -> request.endpoint().equals(path)).stream()
        .map(request -> request.request().parameter(name).orElse("none"))
        .collect(Collectors.toSet());
  }

  @Test
  void noRequestIsForMoreCandlesThanAreAllowed() throws Exception {
    exchange.manyMarkets("KXMANY", 200);

    Got got = fetch.fetch("series:KXMANY");

    assertThat(got.tickers("candlesticks").size(), is(200));
    assertThat(kalshi.requests().countTo(CANDLES), is(3L));
    assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
  }

  @Test
  void aRequestThatIsRefusedForItsCandlesIsHalved() throws Exception {
    kalshi
        .faults()
        .next(
            1,
            CANDLES,
            Fault.status(
                400,
                "{\"error\":{\"code\":\"bad_request\",\"details\":\"requested candlesticks across all markets: 10001, max candlesticks: 10000\"}}"));

    Got got = fetch.fetch("event:KXA-1");

    assertThat(got.tickers("candlesticks"), contains("A", "B"));
    assertThat(got.missed(), is(empty()));
    assertThat(kalshi.requests().countTo(CANDLES), is(3L));
  }

  @Test
  void anEmptyPageIsNotTheEndOfTheTrades() throws Exception {
    String whole = fetch.fetch("market:A").json("trades", "A");
    kalshi.faults().next(1, TRADES, Fault.emptyPage());

    assertThat(fetch.fetch("market:A").json("trades", "A"), is(whole));
  }

  @Test
  void anEmptyPageIsNotTheEndOfTheBlockTrades() throws Exception {
    KalshiSimulator quiet =
        serving(List.of(candle("0.00")), List.of(List.of(), List.of(trade(START + "", "1.00"))));
    try (quiet) {
      assertThat(fetchFrom(quiet).fetch("market:A").tickers("trades"), contains("A"));
      assertThat(quiet.requests().countTo(TRADES), is(4L));
    }
  }

  @Test
  void tradesAreRequestedInTheLargestPages() throws Exception {
    Got got = fetch.fetch("market:A");

    assertThat(items(got, "trades", "A").size(), is(greaterThan(1_000)));
    assertThat(parametersOf(TRADES, "limit"), is(Set.of("1000")));
    assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
  }

  @Test
  void aTradeOnTwoPagesIsStoredOnce() throws Exception {
    String first = trade("2026-11-22T13:30:00Z", "1.00");
    String second = trade("2026-11-22T13:00:00Z", "2.00");
    try (KalshiSimulator two =
        serving(List.of(candle("3.00")), List.of(List.of(first), List.of(first, second)))) {
      Got got = fetchFrom(two).fetch("market:A");

      assertThat(got.json("trades", "A"), is(first + "," + second));
      assertThat(got.volumes().equal(), is(1L));
    }
  }

  @Test
  void timesMayHaveAnyNumberOfDecimals() throws Exception {
    List<String> inside =
        List.of(
            "2026-11-22T13:59:59.999999Z",
            "2026-11-22T13:59:59.99999Z",
            "2026-11-22T13:59:59.9999Z",
            "2026-11-22T13:59:59.999Z",
            "2026-11-22T13:59:59.99Z",
            "2026-11-22T13:59:59.9Z",
            "2026-11-22T13:59:59Z",
            "2026-11-22T12:00:00.1Z",
            "2026-11-22T12:00:00.000000Z",
            "2026-11-22T12:00:00Z");
    List<String> outside = List.of("2026-11-22T14:00:00.5Z", "2026-11-22T11:59:59.9Z");
    List<String> all = new ArrayList<>(inside);
    all.addAll(outside);
    try (KalshiSimulator one =
        serving(
            List.of(candle("10.00")),
            List.of(all.stream().map(created -> trade(created, "1.00")).toList()))) {
      Got got = fetchFrom(one).fetch("market:A");

      assertThat(
          items(got, "trades", "A").stream().map(t -> t.get("created_time").asText()).toList(),
          is(inside));
      assertThat(got.volumes().equal(), is(1L));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"previous_dollars\":\"0.1500\"}",
        "{\"open_dollars\":null,\"low_dollars\":null,\"high_dollars\":null,\"close_dollars\":null,\"mean_dollars\":null}"
      })
  void aCandleWithoutATradeIsStoredAsItCame(String price) throws Exception {
    String candle = candle(END, "0.00", price);
    try (KalshiSimulator one = serving(List.of(candle), List.of(List.of()))) {
      Got got = fetchFrom(one).fetch("market:A");

      assertThat(got.json("candlesticks", "A"), is(candle));
      assertThat(driftOf(got), is(SchemaDrift.NONE));
    }
  }

  private static SchemaDrift driftOf(Got got) {
    return got.pages().stream()
        .filter(page -> page.dataset().hasWindow())
        .map(page -> page.drift())
        .reduce(SchemaDrift.NONE, SchemaDrift::plus);
  }

  @Test
  void pricesOfAnyStepAreStoredAsTheyCame() throws Exception {
    String candle = candle(END, "1.25", "{\"mean_dollars\":\"0.123457\"}");
    String trade = trade("2026-11-22T13:30:00Z", "1.25");
    try (KalshiSimulator one = serving(List.of(candle), List.of(List.of(trade)))) {
      Got got = fetchFrom(one).fetch("market:A");

      assertThat(got.json("candlesticks", "A"), is(candle));
      assertThat(got.json("trades", "A"), is(trade));
      assertThat(driftOf(got), is(SchemaDrift.NONE));
    }
  }

  @Test
  void theCandleAfterTheCloseIsStored() throws Exception {
    exchange
        .market("KXA-1", "CLOSED", MarketState.CLOSED, OPENED, START)
        .tradesPerHour("CLOSED", 60);

    assertThat(ends(fetch.fetch("market:CLOSED"), "CLOSED"), contains(START.plusSeconds(60)));
  }

  @Test
  void aMarketThatOpensAndSettlesWithinTheWindowIsCollected() throws Exception {
    Instant opens = START.plusSeconds(1_800);
    Instant closes = opens.plusSeconds(900);
    exchange
        .settledMarket("KXA-1", "SHORT", opens, closes, closes.plusSeconds(90))
        .tradesPerHour("SHORT", 600);

    Got got = fetch.fetch("event:KXA-1");

    assertThat(ends(got, "SHORT").size(), is(16));
    assertThat(created(got, "SHORT"), is(not(empty())));
    assertThat(got.volumes().different(), is(0L));
  }

  @Test
  void aMarketThatHasVanishedBeforeTheRunIsNoMissOfItsEvent() throws Exception {
    exchange.remove("B");

    Got got = fetch.fetch("event:KXA-1");

    assertThat(got.tickers("candlesticks"), contains("A"));
    assertThat(got.missed(), is(empty()));
  }

  @Test
  void aMarketThatVanishesBeforeItsCandlesAreSentIsAMissAlone() throws Exception {
    beforeTheFirst(CANDLES, () -> exchange.remove("B"));

    Got got = fetch.fetch("event:KXA-1");

    assertThat(got.tickers("candlesticks"), contains("A"));
    assertThat(got.missed(), contains("event:KXA-1 unavailable"));
    assertThat(got.misses().get(0).ticker(), is(new Ticker("B")));
  }

  @Test
  void aMarketThatVanishesBeforeItsTradesAreSentDiffersFromItsCandles() throws Exception {
    beforeTheFirst(TRADES, () -> exchange.remove("B"));

    Got got = fetch.fetch("market:B");

    assertThat(ends(got, "B"), is(not(empty())));
    assertThat(got.volumes().different(), is(1L));
    assertThat(got.volumes().differences().get(0).ticker(), is("B"));
    assertThat(got.volumes().differences().get(0).trades(), is("0"));
  }

  /** Changes something once the first request to a path has arrived. */
  private void beforeTheFirst(String path, Runnable change) {
    boolean[] done = {false};
    kalshi
        .faults()
        .next(
            1,
            request -> {
              if (request.path().endsWith(path) && !done[0]) {
                done[0] = true;
                change.run();
              }
              return false;
            },
            Fault.status(500));
  }

  @Test
  void aMarketThatClosesBeforeItsTimeIsCollectedUntilThen() throws Exception {
    ManualClock clock = new ManualClock(END.minusSeconds(1_800));
    SimulatedExchange early = exchange(clock);
    early.state("A", MarketState.CLOSED);
    clock.advance(Duration.between(clock.instant(), LAUNCH));
    try (KalshiSimulator simulator = KalshiSimulator.start(early)) {
      Got got = fetchFrom(simulator).fetch("event:KXA-1");

      assertThat(
          ends(got, "A"),
          everyItem(is(lessThanOrEqualTo(END.minusSeconds(1_800).plusSeconds(60)))));
      assertThat(created(got, "A"), is(not(empty())));
      assertThat(created(got, "A"), everyItem(is(lessThanOrEqualTo(END.minusSeconds(1_800)))));
      assertThat(got.volumes().different(), is(0L));
    }
  }

  @Test
  void blockTradesAreStoredWithTheOthers() throws Exception {
    exchange.blockTrades("B", 50);

    Got got = fetch.fetch("market:B");

    assertThat(
        items(got, "trades", "B").stream()
            .map(trade -> trade.get("is_block_trade").asBoolean())
            .collect(Collectors.toSet()),
        is(Set.of(true, false)));
    assertThat(got.volumes().equal() + got.volumes().edges(), is(1L));
  }

  @Test
  void aTradeAtTheSlotIsLeftToTheNextAndIsNoReasonToAskAgain() throws Exception {
    String inside = trade("2026-11-22T13:59:59.999999Z", "2.00");
    try (KalshiSimulator one =
        serving(
            List.of(candle("3.00")),
            List.of(List.of(trade("2026-11-22T14:00:00Z", "1.00"), inside)))) {
      Got got = fetchFrom(one).fetch("market:A");

      assertThat(got.json("trades", "A"), is(inside));
      assertThat(got.volumes().edges(), is(1L));
      assertThat(one.requests().countTo(TRADES), is(1L));
    }
  }
}
