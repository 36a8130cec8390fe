package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.tickers.Ticker;

/**
 * Where a shard lies under the output root: a pure function of dataset, ticker and slot, so that
 * running a slot twice does no harm. {@code ticker} and {@code date} are Hive partition keys.
 */
public final class ShardPath {

  private final String beforeTicker;
  private final String afterTicker;

  /** Paths of one dataset and one slot; a page has a thousand. */
  public ShardPath(String dataset, Slot slot) {
    this.beforeTicker = dataset + "/ticker=";
    this.afterTicker = "/date=" + slot.date() + "/" + slot.stamp() + ".json";
  }

  /** Returns the path of a market. */
  public String of(Ticker ticker) {
    return beforeTicker + ticker.value() + afterTicker;
  }
}
