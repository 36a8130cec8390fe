package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.List;
import java.util.Map;

/**
 * What a page holds of one market.
 *
 * @param ticker the market
 * @param fields the noted fields of its object, see {@link ResponseShape#noted}; empty for an array
 * @param spans where the bytes to keep are: one object, or the items of an array in Kalshi's order
 */
public record Row(Ticker ticker, Map<String, String> fields, List<Span> spans) {

  /**
   * A part of a response's body.
   *
   * @param from its first byte
   * @param to the byte after its last
   */
  public record Span(int from, int to) {}

  /** Returns a noted field; empty if the object does not have it as a text. */
  public String field(String name) {
    return fields.getOrDefault(name, "");
  }

  /** Returns how many bytes are to be kept. */
  public int bytes() {
    return spans.stream().mapToInt(span -> span.to() - span.from()).sum();
  }
}
