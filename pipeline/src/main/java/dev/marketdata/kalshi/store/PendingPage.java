package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A page whose shards are being stored by other threads. */
public interface PendingPage {

  /** Returns the name of the page's dataset. */
  String dataset();

  /**
   * Waits until each shard is stored or has failed. Called once, by the thread that wrote the page.
   *
   * @param stored takes the receipt of each shard that is there
   * @param failed takes each market whose shard is not there, and why, in one line
   */
  void await(Consumer<ShardReceipt> stored, BiConsumer<Ticker, String> failed)
      throws InterruptedException;
}
