package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Candlesticks and trades of responses that are not as documented. */
@Timeout(30)
class FlawedWindowsTest {

  private static final String CANDLES = "/markets/candlesticks";
  private static final String TRADES = "/markets/trades";

  private final ManualClock clock = new ManualClock(TestFetch.NOW.plus(Duration.ofMinutes(4)));
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("KXA", "KXA-1")
          .market("KXA-1", "A", MarketState.ACTIVE)
          .tradesPerHour("A", 900);

  private static TestFetch from(KalshiSimulator simulator) {
    return TestFetch.from(simulator).including(Datasets.CANDLESTICKS, Datasets.TRADES);
  }

  private KalshiSimulator.Builder serving(String volume, Function<ApiRequest, String> trades) {
    return KalshiSimulator.serving(exchange)
        .anonymousLimit(RateLimit.unlimited())
        .endpoint(CANDLES, request -> candles("\"candlesticks\":[" + candle(volume) + "]"))
        .endpoint(TRADES, trades);
  }

  private static String candles(String array) {
    return "{\"markets\":[{\"market_ticker\":\"A\"," + array + "}]}";
  }

  private static String candle(String volume) {
    String quotes =
        "{\"open_dollars\":\"0.1\",\"low_dollars\":\"0.1\",\"high_dollars\":\"0.1\",\"close_dollars\":\"0.1\"}";
    return "{\"end_period_ts\":%d,\"yes_bid\":%s,\"yes_ask\":%s,\"price\":{},\"volume_fp\":\"%s\",\"open_interest_fp\":\"7.00\"}"
        .formatted(TestFetch.NOW.getEpochSecond(), quotes, quotes, volume);
  }

  private static String trade(String id, String more) {
    return ("{\"trade_id\":\"%s\",\"ticker\":\"A\",\"count_fp\":\"1.00\",\"yes_price_dollars\":\"0.5\","
            + "\"no_price_dollars\":\"0.5\",\"taker_outcome_side\":\"yes\",\"taker_book_side\":\"bid\","
            + "\"created_time\":\"2026-11-22T13:00:00Z\",\"is_block_trade\":false%s}")
        .formatted(id, more);
  }

  private static String page(String cursor, String... trades) {
    return "{\"trades\":[" + String.join(",", trades) + "],\"cursor\":\"" + cursor + "\"}";
  }

  @Test
  void theSecondRequestForTradesIsNotAnsweredByTheCache() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    try (KalshiSimulator late =
        serving(
                "2.00",
                request ->
                    asked.incrementAndGet() == 1
                        ? page("", trade("1", ""))
                        : page("", trade("2", ""), trade("1", "")))
            .edgeCache()
            .start()) {
      Got got = from(late).waitingOn(clock).fetch("market:A");

      assertThat(got.volumes().equal(), is(1L));
    }
  }

  @Test
  void aListOfBlockTradesThatHasOthersEndsAfterItsFirstPage() throws Exception {
    try (KalshiSimulator unfiltered =
        serving(
                "0.00",
                request ->
                    request.parameter("ticker").isPresent()
                        ? page("")
                        : page(request.parameter("cursor").orElse("") + "x", trade("1", "")))
            .start()) {
      from(unfiltered).fetch("market:A");

      assertThat(
          unfiltered.requests().requests(request -> request.endpoint().equals(TRADES)).stream()
              .map(request -> request.query().replaceAll("&.*", ""))
              .toList(),
          contains("is_block_trade=true", "ticker=A"));
    }
  }

  @Test
  void aTradeThatIsTwiceOnOnePageIsStoredOnce() throws Exception {
    try (KalshiSimulator one =
        serving("1.00", request -> page("", trade("1", ""), trade("1", ""))).start()) {
      assertThat(from(one).fetch("market:A").json("trades", "A"), is(trade("1", "")));
    }
  }

  @Test
  void aTradeOfOneIdInTwoFormsIsStoredOnce() throws Exception {
    try (KalshiSimulator one =
        serving(
                "1.00",
                request ->
                    request.parameter("cursor").isEmpty()
                        ? page("x", trade("1", ",\"extra\":1"))
                        : page("", trade("1", "")))
            .start()) {
      assertThat(from(one).fetch("market:A").json("trades", "A"), is(trade("1", ",\"extra\":1")));
    }
  }

  @Test
  void aMarketWithoutItsArrayIsNotOneWithoutCandles() throws Exception {
    KalshiSimulator gone =
        KalshiSimulator.serving(exchange)
            .anonymousLimit(RateLimit.unlimited())
            .endpoint(CANDLES, request -> candles("\"renamed\":[" + candle("1.00") + "]"))
            .endpoint(
                TRADES,
                request ->
                    request.parameter("is_block_trade").isPresent()
                        ? page("")
                        : page("", trade("1", "")))
            .start();
    try (gone) {
      Got got = from(gone).fetch("market:A");

      assertThat(got.json("trades", "A"), is(trade("1", "")));
    }
  }

  @Test
  void aCandleWithoutItsTimeIsNotLeftOut() throws Exception {
    KalshiSimulator gone =
        KalshiSimulator.serving(exchange)
            .anonymousLimit(RateLimit.unlimited())
            .endpoint(
                CANDLES,
                request ->
                    candles(
                        "\"candlesticks\":["
                            + candle("1.00").replace("end_period_ts", "renamed")
                            + "]"))
            .endpoint(
                TRADES,
                request ->
                    request.parameter("is_block_trade").isPresent()
                        ? page("")
                        : page("", trade("1", "")))
            .start();
    try (gone) {
      Got got = from(gone).fetch("market:A");

      assertThat(got.missed(), contains("market:A malformed"));
    }
  }

  @Test
  void aNewObjectInAResponseIsNotATrade() throws Exception {
    try (KalshiSimulator one =
        serving(
                "1.00",
                request ->
                    "{\"meta\":{\"next\":1},\"trades\":[" + trade("1", "") + "],\"cursor\":\"\"}")
            .start()) {
      Got got = from(one).fetch("market:A");

      assertThat(got.json("trades", "A"), is(trade("1", "")));
      assertThat(got.volumes().equal(), is(1L));
    }
  }

  @Test
  void aTradeOfAnotherMarketIsNotCounted() throws Exception {
    try (KalshiSimulator one =
        serving(
                "2.00",
                request ->
                    page(
                        "",
                        trade("1", ""),
                        trade("2", ""),
                        trade("3", "").replace("\"A\"", "\"B\"")))
            .start()) {
      assertThat(from(one).fetch("market:A").volumes().equal(), is(1L));
    }
  }

  @Test
  void aCountThatIsNoNumberIsStoredAndUnchecked() throws Exception {
    for (String count : List.of("null", "\"\"", "\"many\"")) {
      try (KalshiSimulator one =
          serving("1.00", request -> page("", trade("1", "").replace("\"1.00\"", count))).start()) {
        Got got = from(one).fetch("market:A");

        assertThat(got.tickers("trades"), contains("A"));
      }
    }
  }

  /** The candle of a trade at exactly the window's start is the last one of the window before. */
  @Test
  void theOnlyTradeOfAMarketMayBeAtTheStart() throws Exception {
    long start = TestFetch.NOW.minus(Duration.ofHours(2)).getEpochSecond();
    String first = trade("1", "").replace("13:00:00", "12:00:00");
    KalshiSimulator one =
        KalshiSimulator.serving(exchange)
            .anonymousLimit(RateLimit.unlimited())
            .endpoint(
                CANDLES,
                request ->
                    candles(
                        "\"candlesticks\":["
                            + (Long.parseLong(request.parameter("start_ts").orElseThrow()) > start
                                ? ""
                                : candle("1.00")
                                        .replace(
                                            String.valueOf(TestFetch.NOW.getEpochSecond()),
                                            String.valueOf(start))
                                    + ",")
                            + candle("0.00")
                            + "]"))
            .endpoint(
                TRADES,
                request ->
                    request.parameter("is_block_trade").isPresent() ? page("") : page("", first))
            .start();
    try (one) {
      assertThat(from(one).fetch("market:A").json("trades", "A"), is(first));
    }
  }
}
