package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.tickers.Ticker;

/**
 * Where a shard lies under the output root: a pure function of dataset, ticker and slot, so that
 * doing a slot twice does no harm. {@code ticker} and {@code date} are Hive partition keys.
 */
final class ShardPath {

  private final String beforeTicker;
  private final String afterTicker;

  /** Paths of one dataset and one slot, which a page has a thousand of. */
  ShardPath(Dataset dataset, Slot slot) {
    this.beforeTicker = dataset.folder() + "/ticker=";
    this.afterTicker = "/date=" + slot.date() + "/" + slot.stamp() + ".json";
  }

  String of(Ticker ticker) {
    return beforeTicker + ticker.value() + afterTicker;
  }
}
