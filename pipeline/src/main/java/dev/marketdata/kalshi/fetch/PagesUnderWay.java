package dev.marketdata.kalshi.fetch;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;

/**
 * The pages that a sink has taken and is not done with, in the order they came: the next are
 * fetched while these are stored, but only so many, or a fast exchange and a slow storage would
 * fill the memory. Belongs to one thread.
 *
 * @param <R> what the sink makes of a page
 */
final class PagesUnderWay<R> {

  /**
   * Room for some 3,500 markets, on whatever pages: the widest sink works on 100 at a time, and an
   * event may have but one.
   */
  static final long MOST_BYTES = 8 << 20;

  private record Page<R>(PageSink.Taken<R> taken, long bytes) {}

  private final Deque<Page<R>> pages = new ArrayDeque<>();
  private final Consumer<R> done;
  private long bytes;

  PagesUnderWay(Consumer<R> done) {
    this.done = done;
  }

  /** Adds a page of so many bytes, after waiting for the oldest until it has room or is alone. */
  void add(PageSink.Taken<R> taken, long ofBytes) throws InterruptedException {
    while (!pages.isEmpty() && bytes + ofBytes > MOST_BYTES) {
      finishOldest();
    }
    pages.addLast(new Page<>(taken, ofBytes));
    bytes += ofBytes;
  }

  /** Waits for all of them. */
  void finish() throws InterruptedException {
    while (!pages.isEmpty()) {
      finishOldest();
    }
  }

  private void finishOldest() throws InterruptedException {
    Page<R> oldest = pages.removeFirst();
    bytes -= oldest.bytes();
    done.accept(oldest.taken().await());
  }
}
