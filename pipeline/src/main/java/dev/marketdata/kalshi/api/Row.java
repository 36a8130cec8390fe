package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.List;
import java.util.Map;

/**
 * The data of one market on a page.
 *
 * @param ticker the market
 * @param fields the noted fields of its object, see {@link ResponseShape#noted}; empty for an array
 * @param spans the bytes to store: one object, or the items of an array in Kalshi's order
 */
public record Row(Ticker ticker, Map<String, String> fields, List<Span> spans) {

  /**
   * A part of a response's body.
   *
   * @param from its first byte
   * @param to the byte after its last
   */
  public record Span(int from, int to) {}

  /** Returns the value of a noted field; empty if the object does not have it. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Returns the number of bytes to store. */
  public int bytes() {
    return spans.stream().mapToInt(span -> span.to() - span.from()).sum();
  }
}
