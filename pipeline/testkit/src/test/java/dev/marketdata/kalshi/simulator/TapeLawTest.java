package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Checks what holds for every tape: its trades, its candlesticks and its pages agree. */
class TapeLawTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final int HOURS = 4;

  /** A market that opens up to an hour before noon or later, and closes within four hours. */
  private record Life(String ticker, int perHour, int opensAfter, int seconds) {

    SimulatedMarket market() {
      return exchange().catalogue().findMarket(ticker).orElseThrow();
    }

    SimulatedExchange exchange() {
      Instant opens = NOON.plusSeconds(opensAfter);
      return SimulatedExchange.empty(new ManualClock(NOON.plus(Duration.ofHours(HOURS))))
          .event("KXT", "KXT-1")
          .market("KXT-1", ticker, MarketState.ACTIVE, opens, opens.plusSeconds(seconds))
          .tradesPerHour(ticker, perHour)
          .blockTrades(ticker, 10);
    }
  }

  @Provide
  Arbitrary<Life> lives() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 1_000_000).map(i -> "KXT-1-T" + i),
            Arbitraries.of(0, 1, 2, 7, 60, 999, 20_000),
            Arbitraries.integers().between(-3_600, 7_200),
            Arbitraries.integers().between(1, 7_000))
        .as(Life::new);
  }

  @Property(tries = 200)
  void tradesAreInOrderWhileTheMarketIsOpen(@ForAll("lives") Life life) {
    SimulatedMarket market = life.market();
    long before = Tape.micros(market.times().opens());

    for (Trade trade : trades(market, HOURS * -3_600, HOURS * 3_600)) {
      assertThat(trade.micros(), is(greaterThan(before)));
      before = trade.micros();
    }

    assertThat(before, is(lessThanOrEqualTo(Tape.micros(market.times().closes()))));
  }

  @Property(tries = 200)
  void aPeriodHasTheTradesAfterItsStartAndUpToItsEnd(
      @ForAll("lives") Life life, @ForAll @IntRange(max = 14_400_000) int millis) {
    Tape tape = new Tape(life.market());
    long moment = Tape.micros(NOON) + millis * 1_000L;
    long next = tape.next(moment);

    if (next > tape.first()) {
      assertThat(tape.micros(next - 1), is(lessThanOrEqualTo(moment)));
    }
    if (next < tape.next(Long.MAX_VALUE)) {
      assertThat(tape.micros(next), is(greaterThan(moment)));
    }
  }

  @Property(tries = 100)
  void theVolumeOfAMinuteIsTheSumOfItsTrades(@ForAll("lives") Life life) {
    SimulatedMarket market = life.market();

    for (Candle candle : candles(market, -3_600, HOURS * 3_600, 1)) {
      int end = (int) (candle.end() - NOON.getEpochSecond());
      List<Trade> trades = trades(market, end - 60, end);
      assertThat(candle.volume(), is(trades.stream().mapToLong(Trade::count).sum()));
      assertThat(candle.price().isPresent(), is(!trades.isEmpty()));
    }
  }

  @Property(tries = 100)
  void everyTradeIsInACandlestick(@ForAll("lives") Life life) {
    SimulatedMarket market = life.market();

    long volume =
        candles(market, -3_600, HOURS * 3_600, 1).stream().mapToLong(Candle::volume).sum();

    assertThat(volume, is(trades(market, -7_200, 14_400).stream().mapToLong(Trade::count).sum()));
  }

  @Property(tries = 100)
  void aTradeHasAPositiveCountAndAPriceBetweenTheQuotesOfItsMinute(@ForAll("lives") Life life) {
    SimulatedMarket market = life.market();

    for (Trade trade : trades(market, -3_600, HOURS * 3_600)) {
      Book book = new Tape(market).level(Tape.minuteEnd(trade.micros()));
      assertThat(trade.count(), is(greaterThan(0L)));
      assertThat(
          trade.yesPrice(),
          is(allOf(greaterThanOrEqualTo(book.yesBid()), lessThanOrEqualTo(book.yesAsk()))));
    }
  }

  @Property(tries = 50)
  void anHourIsItsMinutes(@ForAll("lives") Life life) {
    SimulatedMarket market = life.market();

    for (Candle hour : candles(market, 0, HOURS * 3_600, 60)) {
      int end = (int) (hour.end() - NOON.getEpochSecond());
      List<Candle> minutes = candles(market, end - 3_540, end, 1);
      assertThat(hour.volume(), is(minutes.stream().mapToLong(Candle::volume).sum()));
      assertThat(hour.yesBid(), is(merged(minutes.stream().map(Candle::yesBid).toList())));
      assertThat(hour.yesAsk(), is(merged(minutes.stream().map(Candle::yesAsk).toList())));
      assertThat(
          hour.price(),
          is(
              Optional.of(minutes.stream().flatMap(m -> m.price().stream()).toList())
                  .filter(prices -> !prices.isEmpty())
                  .map(TapeLawTest::merged)));
    }
  }

  @Property(tries = 100)
  void aCandlestickOpensWhereTheOneBeforeClosed(@ForAll("lives") Life life) {
    Candle.Prices bid = Candle.Prices.of(0);

    for (Candle candle : candles(life.market(), -3_600, HOURS * 3_600, 1)) {
      assertThat(candle.yesBid().open(), is(bid.close()));
      bid = candle.yesBid();
    }

    assertThat(bid.close(), is(0));
  }

  @Property(tries = 30)
  void pagesHaveEveryTradeOnceNewestFirst(
      @ForAll("lives") Life life, @ForAll @IntRange(min = 1, max = 40) int limit) {
    int markets = 12;
    SimulatedExchange exchange =
        SimulatedExchange.empty(new ManualClock(NOON.plus(Duration.ofHours(HOURS))))
            .event("KXT", "KXT-1")
            .markets("KXT-1", IntStream.range(0, markets).mapToObj(i -> life.ticker + i).toList());
    exchange.tickers().forEach(ticker -> exchange.tradesPerHour(ticker, life.perHour % 8));

    List<JsonNode> walked = walk(exchange, "min_ts=" + NOON.getEpochSecond(), limit);

    List<Long> times =
        exchange.tickers().stream()
            .map(ticker -> exchange.catalogue().findMarket(ticker).orElseThrow())
            .flatMap(market -> trades(market, -1, HOURS * 3_600).stream())
            .map(Trade::micros)
            .filter(micros -> micros >= Tape.micros(NOON))
            .sorted((one, other) -> Long.compare(other, one))
            .toList();
    assertThat(walked.stream().map(TapeLawTest::time).toList(), is(times));
    assertThat(
        new HashSet<>(walked.stream().map(t -> t.get("trade_id")).toList()), hasSize(times.size()));
  }

  @Property(tries = 30)
  void twoHalvesOfAWindowAreTheWhole(
      @ForAll("lives") Life life, @ForAll @IntRange(min = 1, max = 7_199) int middle) {
    SimulatedExchange exchange = life.exchange();
    long noon = NOON.getEpochSecond();

    List<JsonNode> older = walk(exchange, between(life, noon, noon + middle), 1_000);
    List<JsonNode> newer = walk(exchange, between(life, noon + middle, noon + 7_200), 1_000);
    List<JsonNode> whole = walk(exchange, between(life, noon, noon + 7_200), 1_000);

    // Both bounds are inclusive, so a trade in the middle is in both halves.
    assertThat(Stream.concat(newer.stream(), older.stream()).distinct().toList(), is(whole));
  }

  private static String between(Life life, long min, long max) {
    return "ticker=" + life.ticker + "&min_ts=" + min + "&max_ts=" + max;
  }

  private static List<JsonNode> walk(SimulatedExchange exchange, String query, int limit) {
    TradeEndpoints endpoints = new TradeEndpoints(exchange);
    List<JsonNode> trades = new ArrayList<>();
    Set<String> cursors = new HashSet<>();
    String cursor = "";
    do {
      assertThat(cursors.add(cursor), is(true));
      String page = query + "&limit=" + limit + "&cursor=" + cursor;
      JsonNode json =
          body(endpoints.live(new ApiRequest("GET", "/markets/trades", page, Map.of())));
      json.get("trades").forEach(trades::add);
      cursor = json.get("cursor").asText();
    } while (!cursor.isEmpty());
    return trades;
  }

  private static JsonNode body(SimulatedResponse response) {
    try {
      return Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long time(JsonNode trade) {
    return Tape.micros(Instant.parse(trade.get("created_time").asText()));
  }

  /** Returns the trades after one moment and up to another, in seconds from noon. */
  private static List<Trade> trades(SimulatedMarket market, int from, int to) {
    Tape tape = new Tape(market);
    return LongStream.range(
            tape.next(Tape.micros(NOON.plusSeconds(from))),
            tape.next(Tape.micros(NOON.plusSeconds(to))))
        .mapToObj(tape::trade)
        .toList();
  }

  /** Returns the candlesticks that end from one moment to another, in seconds from noon. */
  private static List<Candle> candles(SimulatedMarket market, int from, int to, int minutes) {
    Candles candles = new Candles(new Tape(market));
    List<Candle> found = new ArrayList<>();
    long noon = NOON.getEpochSecond();
    for (Period period = Period.endingFrom(noon + from, minutes);
        period.end() <= noon + to;
        period = period.next()) {
      candles.of(period).ifPresent(found::add);
    }
    return found;
  }

  private static Candle.Prices merged(List<Candle.Prices> prices) {
    return new Candle.Prices(
        prices.get(0).open(),
        prices.stream().mapToInt(Candle.Prices::high).max().orElseThrow(),
        prices.stream().mapToInt(Candle.Prices::low).min().orElseThrow(),
        prices.get(prices.size() - 1).close());
  }
}
