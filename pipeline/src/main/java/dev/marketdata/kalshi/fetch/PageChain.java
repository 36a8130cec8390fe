package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Row.Span;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiException;
import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Recognizes a list that is not what was requested: one without an end, whose pages bring nothing
 * new, and one whose filter was ignored. Without this it would cost requests until the run's
 * deadline.
 */
final class PageChain {

  /** The number of pages in a row that may bring nothing new. */
  static final int MAX_IDLE_PAGES = 3;

  private final Predicate<Row> isRequested;
  private final Set<String> cursors = new HashSet<>();
  private final Set<Object> seen = new HashSet<>();
  private int idlePages;

  /**
   * Creates the chain of the pages of one list.
   *
   * @param isRequested whether a row is what was requested; a few others are tolerated
   */
  PageChain(Predicate<Row> isRequested) {
    this.isRequested = isRequested;
  }

  /** Adds a page; returns null if the list is usable so far, else what is wrong. */
  @Nullable KalshiException add(Page page) {
    int rows = page.rows().size();
    long unrequested = page.rows().stream().filter(isRequested.negate()).count();
    if (unrequested > rows - unrequested) {
      return KalshiException.ofList(unrequested + " of " + rows + KalshiClient.UNREQUESTED);
    }
    String cursor = page.cursor();
    if (cursor == null) {
      return null;
    }
    idlePages = bringsNew(page) ? 0 : idlePages + 1;
    if (!cursors.add(cursor)) {
      return KalshiException.ofList("Kalshi repeated a cursor; the list has no end");
    }
    return idlePages < MAX_IDLE_PAGES
        ? null
        : KalshiException.ofList(
            MAX_IDLE_PAGES + " pages in a row brought nothing new; the list has no end");
  }

  /** Remembers what the page contains, whether it is wanted or not. */
  private boolean bringsNew(Page page) {
    boolean brings = false;
    for (Row row : page.rows()) {
      brings |= seen.add(row.ticker());
      if (page.dataset().shape().holdsArray()) {
        for (Span span : row.spans()) {
          brings |= seen.add(ByteBuffer.wrap(page.body(), span.from(), span.to() - span.from()));
        }
      }
    }
    for (var object : page.unusable()) {
      brings |= object.ticker() != null && seen.add(object.ticker());
    }
    return brings;
  }
}
