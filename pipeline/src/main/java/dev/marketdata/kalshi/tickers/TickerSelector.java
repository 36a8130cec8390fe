package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.Serializable;

/**
 * One thing that a ticker file asks for.
 *
 * @param source where it stands; not part of what is asked for
 */
public record TickerSelector(TickerKind kind, Ticker ticker, SourceLine source)
    implements Serializable {

  /**
   * Reads a selector such as {@code KXHIGHNY} or {@code series:KXHIGHNY}.
   *
   * @throws IllegalArgumentException if the text is no selector; the message says what is wrong
   */
  public static TickerSelector parse(String text, SourceLine source) {
    for (TickerKind kind : TickerKind.values()) {
      String prefix = kind.jsonName() + ":";
      if (kind != TickerKind.NOT_GIVEN && text.startsWith(prefix)) {
        String ticker = text.substring(prefix.length());
        if (!ticker.equals(ticker.strip())) {
          throw refusal(text, "no blank may follow the colon");
        }
        return new TickerSelector(kind, new Ticker(ticker), source);
      }
    }
    if (text.indexOf(':') >= 0) {
      throw refusal(text, "before a colon only market, event or series may stand");
    }
    return new TickerSelector(TickerKind.NOT_GIVEN, new Ticker(text), source);
  }

  private static IllegalArgumentException refusal(String text, String rule) {
    return new IllegalArgumentException(
        "Not a ticker: \"" + Excerpt.of(text) + "\" (" + rule + ")");
  }

  /** Returns the selector as a ticker file writes it; {@link #parse} reads it back. */
  public String text() {
    return kind == TickerKind.NOT_GIVEN ? ticker.value() : kind.jsonName() + ":" + ticker.value();
  }

  @Override
  public String toString() {
    return text();
  }
}
