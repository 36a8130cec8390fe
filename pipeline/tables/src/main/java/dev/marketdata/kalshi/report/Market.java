package dev.marketdata.kalshi.report;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one market: its snapshots, the newest state, and for some markets candles and
 * trades. Prices are millionths of a dollar, counts hundredths of a contract, times microseconds.
 */
final class Market {

  // Columns of the snapshots and the candles.
  static final int AT = 0;
  static final int BID = 1;
  static final int ASK = 2;
  static final int LAST = 3;
  static final int VOLUME = 4;
  // Columns of the trades.
  static final int PRICE = 1;
  static final int COUNT = 2;
  static final int YES = 3;

  private final String ticker;
  private final Series snapshots = new Series(5);
  private final Series candles = new Series(5);
  private final Series trades = new Series(4);
  private final Map<String, Object> newest = new HashMap<>();
  private long newestAt = Series.NONE;

  Market(String ticker) {
    this.ticker = ticker;
  }

  String ticker() {
    return ticker;
  }

  /** Returns the snapshots by time; their volume is that since the market opened. */
  Series snapshots() {
    return snapshots;
  }

  /** Returns the candles by the end of their minute; their volume is that of the minute. */
  Series candles() {
    return candles;
  }

  /** Returns the newest trades by time. */
  Series trades() {
    return trades;
  }

  /** Notes the fields of a snapshot, unless those of a newer one are known. */
  void note(long receivedAt, Map<String, Object> fields) {
    if (receivedAt >= newestAt) {
      newest.keySet().removeAll(ReadMarkets.STATE);
      newest.putAll(fields);
      newestAt = receivedAt;
    }
  }

  /** Notes a text of the newest snapshot. */
  void noteText(String field, @Nullable Object text) {
    if (text != null) {
      newest.put(field, text);
    }
  }

  /** Returns a text of the newest snapshot; null if it has none. */
  @Nullable String text(String field) {
    return (String) newest.get(field);
  }

  /** Returns a number or time of the newest snapshot; {@link Series#NONE} if it has none. */
  long number(String field) {
    return newest.get(field) instanceof Long number ? number : Series.NONE;
  }

  /** Returns when the newest snapshot was received. */
  long newestAt() {
    return newestAt;
  }

  /** Returns when it settled; {@link Series#NONE} if it has not. */
  long settledAt() {
    boolean settled =
        text("result") != null
            && (number("settlement_ts") != Series.NONE || "finalized".equals(text("status")));
    if (!settled) {
      return Series.NONE;
    }
    return number("settlement_ts") != Series.NONE
        ? number("settlement_ts")
        : number("updated_time") != Series.NONE ? number("updated_time") : newestAt;
  }

  /**
   * Returns how many contracts were traded in the range, as far as snapshots or candles tell;
   * {@link Series#NONE} if they do not.
   */
  long volumeInRange() {
    long first = Series.NONE;
    long last = Series.NONE;
    int known = 0;
    for (int i = 0; i < snapshots.size(); i++) {
      long volume = snapshots.get(VOLUME, i);
      if (volume != Series.NONE) {
        first = first == Series.NONE ? volume : first;
        last = volume;
        known++;
      }
    }
    long ofCandles = 0;
    for (int i = 0; i < candles.size(); i++) {
      ofCandles += Math.max(0, candles.get(VOLUME, i));
    }
    // One snapshot tells only what was traded before it.
    return candles.size() == 0 && known < 2 ? Series.NONE : Math.max(ofCandles, last - first);
  }

  /** A middle of bid and ask, doubled so that it is exact, and when it was. */
  record Middle(long at, long doubled) {}

  /**
   * Returns the middle of the newest moment with both quotes, of snapshots and candles.
   *
   * @param from the first time
   * @param to the last time
   * @return null if there is none
   */
  @Nullable Middle middle(long from, long to) {
    Middle snapshot = middle(snapshots, from, to);
    Middle candle = middle(candles, from, to);
    if (snapshot == null || candle == null) {
      return snapshot == null ? candle : snapshot;
    }
    return candle.at > snapshot.at ? candle : snapshot;
  }

  private static @Nullable Middle middle(Series series, long from, long to) {
    for (int i = series.at(to); i >= 0 && series.get(AT, i) >= from; i--) {
      if (series.get(BID, i) != Series.NONE && series.get(ASK, i) != Series.NONE) {
        return new Middle(series.get(AT, i), series.get(BID, i) + series.get(ASK, i));
      }
    }
    return null;
  }

  /** Returns the volume that the newest snapshot at or before a time shows; else NONE. */
  long volumeAt(long time) {
    for (int i = snapshots.at(time); i >= 0; i--) {
      if (snapshots.get(VOLUME, i) != Series.NONE) {
        return snapshots.get(VOLUME, i);
      }
    }
    return Series.NONE;
  }
}
