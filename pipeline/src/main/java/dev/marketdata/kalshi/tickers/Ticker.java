package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.base.Excerpt;
import java.io.Serializable;

/**
 * The name of a market, an event or a series at Kalshi.
 *
 * <p>Every value is safe as a path component and in a URL. Its hyphens do not show which of the
 * three it names: a series may contain one, and an event need not start with its series.
 *
 * @param value 1 to 200 characters of {@code A-Z a-z 0-9 . _ -}, the first a letter or a digit
 */
public record Ticker(String value) implements Serializable, Comparable<Ticker> {

  private static final int MAX_LENGTH = 200;

  /**
   * Checks the value.
   *
   * @throws IllegalArgumentException if it is not a ticker; the message quotes it, shortened
   */
  public Ticker {
    if (!isTicker(value)) {
      throw new IllegalArgumentException(
          "Not a ticker: \""
              + Excerpt.of(value)
              + "\" (1 to 200 of A-Z a-z 0-9 . _ -, beginning with a letter or digit)");
    }
  }

  /** Returns true if the text has the form of a ticker. */
  public static boolean isTicker(String text) {
    // Called for every market of every page: a regular expression would take as long as the JSON
    // parser, and a stream several times as long as this loop.
    if (text.isEmpty() || text.length() > MAX_LENGTH || !isLetterOrDigit(text.charAt(0))) {
      return false;
    }
    for (int i = 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!isLetterOrDigit(c) && c != '.' && c != '_' && c != '-') {
        return false;
      }
    }
    return true;
  }

  private static boolean isLetterOrDigit(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  }

  @Override
  public int compareTo(Ticker other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
