package dev.marketdata.kalshi.fetch;

import java.io.Serializable;

/**
 * What becomes of a page, at once and on the thread that fetched it. A runner that keeps one step's
 * output until the whole bundle is done would otherwise hold every page of a chunk in memory, and a
 * killed run would lose them. It travels with the job; what it needs there it opens there.
 *
 * @param <R> what is left of a page afterwards
 */
public interface PageSink<R extends Serializable> extends Serializable {

  /** Makes ready; called once for each copy, before its first page. */
  void open();

  /** Takes a page. What goes wrong with it is part of what is returned; it does not throw. */
  R take(MarketPage page);

  /** Returns the type of what is left. */
  Class<R> type();
}
