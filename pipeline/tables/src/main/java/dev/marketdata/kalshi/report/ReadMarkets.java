package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.tables.StoredRows;
import java.io.IOException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads the markets of a range. All markets get their snapshots, their volume and the prices that
 * movers and calibration compare, and their newest texts. Those with the most volume also get
 * candles and trades.
 */
final class ReadMarkets {

  /** The fields of the newest snapshot that can change and become absent. */
  static final List<String> STATE =
      List.of(
          "event_ticker",
          "status",
          "close_time",
          "result",
          "settlement_value",
          "settlement_ts",
          "updated_time",
          "open_interest");

  static final List<String> TEXTS =
      List.of("title", "yes_sub_title", "rules_primary", "rules_secondary");

  private static final int TRADES = 200;
  private static final List<String> SNAPSHOT =
      List.of("ticker", "slot", "received_at", "yes_bid", "yes_ask", "last_price", "volume");
  private static final List<String> CANDLE =
      List.of(
          "ticker",
          "slot",
          "end_period_ts",
          "yes_bid_close",
          "yes_ask_close",
          "price_close",
          "volume");
  private static final List<String> TRADE =
      List.of(
          "ticker",
          "slot",
          "created_time",
          "yes_price",
          "count",
          "taker_outcome_side",
          "taker_side");

  private final StoredRows stored;
  private final List<LocalDate> newestFirst;
  private final long from;
  private final long to;
  private final long end;
  private final Map<String, Market> markets = new TreeMap<>();

  /**
   * Prepares to read.
   *
   * @param from the first slot
   * @param to the last slot
   * @param end the last time
   */
  ReadMarkets(StoredRows stored, Instant from, Instant to, Instant end) {
    this.stored = stored;
    this.from = Numbers.micros(from);
    this.to = Numbers.micros(to);
    this.end = Numbers.micros(end);
    List<LocalDate> days =
        new ArrayList<>(firstDay(from).datesUntil(lastDay(to).plusDays(1)).toList());
    days.sort(Comparator.reverseOrder());
    this.newestFirst = days;
  }

  /** The window of the first slot began the day before, if that is midnight. */
  static LocalDate firstDay(Instant from) {
    return LocalDate.ofInstant(from, ZoneOffset.UTC).minusDays(1);
  }

  /** A run can go on after midnight. */
  static LocalDate lastDay(Instant to) {
    return LocalDate.ofInstant(to, ZoneOffset.UTC).plusDays(1);
  }

  /**
   * Returns the markets, those with the most volume first.
   *
   * @param top how many have candles and trades
   */
  List<Market> read(int top) throws IOException {
    readSnapshots();
    markets.values().forEach(market -> market.beginCandles(end));
    readCandles(
        null, (market, at, bid, ask, last, volume) -> market.noteCandle(at, bid, ask, volume));
    List<Market> byVolume = new ArrayList<>(markets.values());
    byVolume.sort(
        Comparator.comparing(Market::volumeInRange)
            .thenComparing(market -> market.volumeAt(Long.MAX_VALUE))
            .reversed()
            .thenComparing(Market::ticker));
    readTexts();
    Set<String> tickers =
        byVolume.stream().limit(top).map(Market::ticker).collect(Collectors.toSet());
    if (!tickers.isEmpty()) {
      readCandles(
          tickers,
          (market, at, bid, ask, last, volume) -> market.candles().add(at, bid, ask, last, volume));
      markets.values().forEach(market -> market.candles().sort());
      readTrades(tickers);
    }
    return byVolume;
  }

  private boolean isInRange(@Nullable Object slot) {
    return slot instanceof Long time && time >= from && time <= to;
  }

  private void readSnapshots() throws IOException {
    List<String> columns = new ArrayList<>(SNAPSHOT);
    columns.addAll(STATE);
    for (int day = newestFirst.size() - 1; day >= 0; day--) {
      stored.read(
          "market_data",
          newestFirst.get(day),
          columns,
          null,
          row -> {
            if (isInRange(row[1]) && row[0] instanceof String ticker && row[2] instanceof Long at) {
              Market market = markets.computeIfAbsent(ticker, Market::new);
              market
                  .snapshots()
                  .add(
                      at,
                      Series.of(row[3]),
                      Series.of(row[4]),
                      Series.of(row[5]),
                      Series.of(row[6]));
              Map<String, Object> state = new HashMap<>();
              for (int i = 0; i < STATE.size(); i++) {
                Object value = row[SNAPSHOT.size() + i];
                if (value != null) {
                  state.put(STATE.get(i), value);
                }
              }
              market.note(at, state);
            }
          });
    }
  }

  /** Texts are most of a row, so only those of the newest snapshot of each market are read. */
  private void readTexts() throws IOException {
    List<String> columns = new ArrayList<>(List.of("ticker", "received_at"));
    columns.addAll(TEXTS);
    Set<String> left = new TreeSet<>(markets.keySet());
    for (LocalDate day : newestFirst) {
      if (left.isEmpty()) {
        return;
      }
      Set<String> found = new TreeSet<>();
      stored.read(
          "market_data",
          day,
          columns,
          left,
          row -> {
            Market market = markets.get(String.valueOf(row[0]));
            if (market != null && row[1] instanceof Long at && at == market.newestAt()) {
              found.add(market.ticker());
              for (int i = 0; i < TEXTS.size(); i++) {
                Object text = row[2 + i];
                // Kalshi marks the important words of some titles so.
                market.noteText(
                    TEXTS.get(i), text instanceof String all ? all.replace("**", "") : null);
              }
            }
          });
      left.removeAll(found);
    }
  }

  /** Gets a candle of a market. */
  private interface Candles {
    void accept(Market market, long at, long bid, long ask, long last, long volume);
  }

  private void readCandles(@Nullable Set<String> tickers, Candles receiver) throws IOException {
    for (int day = newestFirst.size() - 1; day >= 0; day--) {
      stored.read(
          "candlesticks",
          newestFirst.get(day),
          CANDLE,
          tickers,
          row -> {
            Market market = markets.get(String.valueOf(row[0]));
            if (market != null && isInRange(row[1]) && row[2] instanceof Long at) {
              receiver.accept(
                  market,
                  at,
                  Series.of(row[3]),
                  Series.of(row[4]),
                  Series.of(row[5]),
                  Series.of(row[6]));
            }
          });
    }
  }

  /** Reads back in time until each market has enough. */
  private void readTrades(Set<String> tickers) throws IOException {
    Map<String, Series> read = new HashMap<>();
    for (LocalDate day : newestFirst) {
      Set<String> left = new TreeSet<>(tickers);
      left.removeIf(
          ticker -> {
            Series there = read.get(ticker);
            return there != null && there.size() >= TRADES;
          });
      if (!left.isEmpty()) {
        stored.read(
            "trades",
            day,
            TRADE,
            left,
            row -> {
              if (isInRange(row[1]) && row[2] != null) {
                Object side = row[5] == null ? row[6] : row[5];
                read.computeIfAbsent(String.valueOf(row[0]), key -> new Series(4))
                    .add(
                        Series.of(row[2]),
                        Series.of(row[3]),
                        Series.of(row[4]),
                        side == null ? Series.NONE : side.equals("yes") ? 1 : 0);
              }
            });
      }
    }
    read.forEach(
        (ticker, all) -> {
          all.sort();
          Market market = markets.get(ticker);
          for (int i = Math.max(0, all.size() - TRADES); market != null && i < all.size(); i++) {
            market.trades().add(all.get(0, i), all.get(1, i), all.get(2, i), all.get(3, i));
          }
        });
  }
}
