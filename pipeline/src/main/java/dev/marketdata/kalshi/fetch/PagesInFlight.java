package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardWriter.PendingPage;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The pages whose shards are being stored, oldest first: the next pages are fetched meanwhile, but
 * only so many, or a fast exchange and a slow storage would fill the memory. Used by one thread.
 */
final class PagesInFlight {

  /**
   * Room for some 3,500 markets, on any number of pages: a bucket stores 100 shards at a time, and
   * the page of an event may hold but one.
   */
  static final long MAX_BYTES = 8 << 20;

  private record Entry(PendingPage page, Function<Ticker, Want> wants, long bytes) {}

  private final Deque<Entry> entries = new ArrayDeque<>();
  private final Consumer<List<ShardReceipt>> receipts;
  private final ChunkFetch.MissConsumer misses;
  private long bytes;

  PagesInFlight(Consumer<List<ShardReceipt>> receipts, ChunkFetch.MissConsumer misses) {
    this.receipts = receipts;
    this.misses = misses;
  }

  /**
   * Adds a page, after waiting for the oldest until it has room or is alone.
   *
   * @param wants what asked for each of the page's markets
   */
  void add(PendingPage page, Function<Ticker, Want> wants, long ofBytes)
      throws InterruptedException {
    while (!entries.isEmpty() && bytes + ofBytes > MAX_BYTES) {
      finishOldest();
    }
    entries.addLast(new Entry(page, wants, ofBytes));
    bytes += ofBytes;
  }

  /** Waits for all of them. */
  void finish() throws InterruptedException {
    while (!entries.isEmpty()) {
      finishOldest();
    }
  }

  private void finishOldest() throws InterruptedException {
    Entry oldest = entries.removeFirst();
    bytes -= oldest.bytes();
    List<ShardReceipt> stored = new ArrayList<>();
    oldest
        .page()
        .await(
            stored::add,
            (ticker, why) -> {
              Want want = oldest.wants().apply(ticker).of(oldest.page().dataset(), ticker);
              misses.miss(want, want.miss(MissReason.NOT_STORED, why, null));
            });
    if (!stored.isEmpty()) {
      receipts.accept(stored);
    }
  }
}
