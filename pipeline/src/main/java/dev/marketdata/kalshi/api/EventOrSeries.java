package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.Locale;

/**
 * What markets belong to: an event or a series.
 *
 * @param level which of the two
 * @param ticker its name
 */
public record EventOrSeries(Level level, Ticker ticker) {

  /** The two levels above a market. */
  public enum Level {
    EVENT("event_ticker", "/events/"),
    SERIES("series_ticker", "/series/");

    private final String filter;
    private final String path;

    Level(String filter, String path) {
      this.filter = filter;
      this.path = path;
    }

    /** Returns the word for it. */
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the query parameter that lists its markets. */
  public String filter() {
    return level.filter;
  }

  /** Returns the request that tells whether it exists. */
  public RequestTarget target() {
    return RequestTarget.of(level.path + ticker.value());
  }
}
