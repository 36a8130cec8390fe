package dev.marketdata.kalshi.tickers;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * The name of a market, an event or a series at Kalshi.
 *
 * <p>A value that exists is safe as a path component and in a URL. Which of the three it names is
 * never read off its hyphens: a series may hold one, and an event need not begin with its series.
 *
 * @param value 1 to 200 characters of {@code A-Z a-z 0-9 . _ -}, the first a letter or a digit
 */
public record Ticker(String value) implements Serializable, Comparable<Ticker> {

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,199}");

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

  /** Tells whether the text could name something at Kalshi. */
  public static boolean isTicker(String text) {
    return ALLOWED.matcher(text).matches();
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
