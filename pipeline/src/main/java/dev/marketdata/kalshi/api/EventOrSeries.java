package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.Locale;

/**
 * An event or a series: the parent of markets.
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

    /** Returns the name in responses and messages. */
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the query parameter that lists its markets. */
  public String filter() {
    return level.filter;
  }

  /** Returns the request for it, which responds with 404 if it does not exist. */
  public RequestTarget target() {
    return RequestTarget.of(level.path + ticker.value());
  }
}
