package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import org.apache.beam.sdk.coders.Coder;

/**
 * What becomes of a page, as soon as it has come. A runner that keeps one step's output until the
 * whole bundle is done would otherwise hold every page of a chunk in memory, and a killed run would
 * lose them. It travels with the job; what it needs there it opens there.
 *
 * @param <R> what is left of a page afterwards
 */
public interface PageSink<R> extends Serializable {

  /** Makes ready; called once for each copy, before its first page. */
  void open();

  /** A page that was taken and is worked on by other threads. */
  interface Taken<R> {
    /** Waits until the page is done; called once, by the thread that gave the page. */
    R await() throws InterruptedException;
  }

  /** Takes a page. What goes wrong with it is part of what comes of it; it does not throw. */
  Taken<R> take(MarketPage page);

  /** Returns how what is left travels. */
  Coder<R> coder();
}
