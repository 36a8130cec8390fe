package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.Serializable;

/**
 * A line of a ticker file that names a market, an event or a series.
 *
 * @param source the place of the line
 */
public record TickerSelector(TickerKind kind, Ticker ticker, SourceLine source)
    implements Serializable {

  /**
   * Parses a selector such as {@code KXHIGHNY} or {@code series:KXHIGHNY}.
   *
   * @throws IllegalArgumentException if the text is not a selector; the message is the reason
   */
  public static TickerSelector parse(String text, SourceLine source) {
    for (TickerKind kind : TickerKind.values()) {
      String prefix = kind.jsonName() + ":";
      if (kind != TickerKind.NOT_GIVEN && text.startsWith(prefix)) {
        String ticker = text.substring(prefix.length());
        if (!ticker.equals(ticker.strip())) {
          throw refusal(text, "must have no blank after the colon");
        }
        return new TickerSelector(kind, new Ticker(ticker), source);
      }
    }
    if (text.indexOf(':') >= 0) {
      throw refusal(text, "must have market, event or series before the colon");
    }
    return new TickerSelector(TickerKind.NOT_GIVEN, new Ticker(text), source);
  }

  private static IllegalArgumentException refusal(String text, String rule) {
    return new IllegalArgumentException(
        "Not a ticker: \"" + Excerpt.of(text) + "\" (" + rule + ")");
  }

  /** Returns the selector as in a ticker file; {@link #parse} reads it back. */
  public String text() {
    return kind == TickerKind.NOT_GIVEN ? ticker.value() : kind.jsonName() + ":" + ticker.value();
  }

  @Override
  public String toString() {
    return text();
  }
}
