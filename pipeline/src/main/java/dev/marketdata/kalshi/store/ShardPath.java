package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.tickers.Ticker;

/**
 * The path of a shard under the output root: a pure function of dataset, ticker and slot, so that a
 * slot can be run again. {@code ticker} and {@code date} are Hive partition keys.
 */
public final class ShardPath {

  private static final String SUFFIX = ".json";

  private final String beforeTicker;
  private final String afterTicker;

  /** Prepares the paths of one dataset and one slot; a page has a thousand. */
  public ShardPath(String dataset, Slot slot) {
    this.beforeTicker = dataset + "/ticker=";
    this.afterTicker = "/date=" + slot.date() + "/" + slot.stamp() + SUFFIX;
  }

  /** Returns the stamp of the slot of a shard, see {@link Slot#stamp()}. */
  public static String stampOf(String path) {
    return path.substring(path.lastIndexOf('/') + 1, path.length() - SUFFIX.length());
  }

  /** Returns the path of a market. */
  public String of(Ticker ticker) {
    return beforeTicker + ticker.value() + afterTicker;
  }
}
