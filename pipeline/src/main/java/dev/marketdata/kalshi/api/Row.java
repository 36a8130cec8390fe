package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data of one market on a page, for one shard.
 *
 * @param ticker the market
 * @param window the window of its shard; null if the dataset has none
 * @param fields the noted fields of its object, see {@link ResponseShape#noted}; empty for an array
 * @param spans the bytes to store: one object, or the items of an array in Kalshi's order
 */
public record Row(
    Ticker ticker, @Nullable Window window, Map<String, String> fields, List<Span> spans) {

  /** Creates a row of a dataset without a window. */
  public Row(Ticker ticker, Map<String, String> fields, List<Span> spans) {
    this(ticker, null, fields, spans);
  }

  /** Begins the name of a field of the item just before the window, see {@link Dataset}. */
  public static final String BEFORE = "before:";

  /**
   * A part of a response's body.
   *
   * @param from its first byte
   * @param to the byte after its last
   * @param id what tells an item from the others, see {@link ResponseShape#id}; empty if there is
   *     nothing but its bytes
   */
  public record Span(int from, int to, String id) {

    /** Creates a span without an id. */
    public Span(int from, int to) {
      this(from, to, "");
    }

    /** Returns the same part of a body that follows this many other bytes. */
    Span after(int bytes) {
      return new Span(from + bytes, to + bytes, id);
    }
  }

  /** Returns the value of a noted field; empty if the object does not have it. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Returns the number of bytes to store. */
  public int bytes() {
    return spans.stream().mapToInt(span -> span.to() - span.from()).sum();
  }
}
