package dev.marketdata.kalshi.report;

import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
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

  private static final long DAY = TimeUnit.DAYS.toMicros(1);

  private final String ticker;
  private final Series snapshots = new Series(5);
  private final Series candles = new Series(5);
  private final Series trades = new Series(4);
  private final Map<String, Object> newest = new HashMap<>();
  private final Map<Moment, Middle> middles = new EnumMap<>(Moment.class);
  private long newestAt = Series.NONE;
  private long end;
  private long dayBeforeSettlement;
  private boolean hasCandles;
  private long candleVolume;
  private long lastDayVolume;

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

  /**
   * Returns the candles of a chart by the end of their minute; their volume is that of the minute.
   */
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

  /** A time of which the price is wanted. */
  enum Moment {
    /** The newest within the last day. */
    LAST_DAY,
    /** The newest within the day before that. */
    DAY_BEFORE,
    /** The newest that is a day older than the settlement. */
    DAY_BEFORE_SETTLEMENT
  }

  /** A middle of bid and ask, doubled so that it is exact, and when it was. */
  record Middle(long at, long doubled) {}

  /**
   * Begins to note candles, when all snapshots are there. Of most markets, no more of them is kept
   * than what is asked for.
   *
   * @param end the last time
   */
  void beginCandles(long end) {
    snapshots.sort();
    this.end = end;
    long settledAt = settledAt();
    dayBeforeSettlement = settledAt == Series.NONE ? Long.MIN_VALUE : settledAt - DAY;
    for (int i = 0; i < snapshots.size(); i++) {
      noteMiddle(snapshots.get(AT, i), snapshots.get(BID, i), snapshots.get(ASK, i));
    }
  }

  /** Notes a candle. */
  void noteCandle(long at, long bid, long ask, long volume) {
    hasCandles = true;
    noteMiddle(at, bid, ask);
    if (volume != Series.NONE) {
      candleVolume += volume;
      lastDayVolume += at > end - DAY && at <= end ? volume : 0;
    }
  }

  private void noteMiddle(long at, long bid, long ask) {
    if (bid == Series.NONE || ask == Series.NONE) {
      return;
    }
    if (at > end - DAY && at <= end) {
      note(Moment.LAST_DAY, at, bid + ask);
    }
    // A price that was older than a day even then does not tell what happened since.
    if (at > end - 2 * DAY && at <= end - DAY) {
      note(Moment.DAY_BEFORE, at, bid + ask);
    }
    if (at <= dayBeforeSettlement) {
      note(Moment.DAY_BEFORE_SETTLEMENT, at, bid + ask);
    }
  }

  private void note(Moment moment, long at, long doubled) {
    Middle before = middles.get(moment);
    if (before == null || at >= before.at()) {
      middles.put(moment, new Middle(at, doubled));
    }
  }

  /** Returns the price at a time, of snapshots and candles; null if there is none. */
  @Nullable Middle middle(Moment moment) {
    return middles.get(moment);
  }

  /**
   * Returns how many contracts were traded in the range: the volume of the candles. Without any, by
   * how much the snapshots differ; {@link Series#NONE} if they do not tell.
   */
  long volumeInRange() {
    if (hasCandles) {
      return candleVolume;
    }
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
    // One snapshot tells only what was traded before it.
    return known < 2 ? Series.NONE : last - first;
  }

  /** Returns how many contracts were traded in the last day, likewise. */
  long volumeOfLastDay() {
    if (hasCandles) {
      return lastDayVolume;
    }
    long now = volumeAt(end);
    long before = volumeAt(end - DAY);
    return now == Series.NONE || before == Series.NONE ? Series.NONE : now - before;
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
