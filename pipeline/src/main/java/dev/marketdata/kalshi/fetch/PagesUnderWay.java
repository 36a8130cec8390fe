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

  // A page holds 100 to 1,000 markets, and the widest sink works on 100 at a time.
  private static final int MOST = 16;

  private final Deque<PageSink.Taken<R>> taken = new ArrayDeque<>();
  private final Consumer<R> done;

  PagesUnderWay(Consumer<R> done) {
    this.done = done;
  }

  /** Adds a page, after waiting for the oldest if there are enough. */
  void add(PageSink.Taken<R> page) throws InterruptedException {
    if (taken.size() == MOST) {
      done.accept(taken.removeFirst().await());
    }
    taken.addLast(page);
  }

  /** Waits for all of them. */
  void finish() throws InterruptedException {
    while (!taken.isEmpty()) {
      done.accept(taken.removeFirst().await());
    }
  }
}
