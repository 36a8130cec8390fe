package dev.marketdata.kalshi.shards;

import dev.marketdata.kalshi.kalshi.Dataset;
import dev.marketdata.kalshi.tickers.Ticker;

/**
 * Where a shard lies under the output root: a pure function of dataset, ticker and slot, so that
 * doing a slot twice does no harm. {@code ticker} and {@code date} are Hive partition keys.
 */
final class ShardPath {

  private ShardPath() {}

  static String of(Dataset dataset, Ticker ticker, Slot slot) {
    return dataset.folder()
        + "/ticker="
        + ticker.value()
        + "/date="
        + slot.date()
        + "/"
        + slot.stamp()
        + ".json";
  }
}
