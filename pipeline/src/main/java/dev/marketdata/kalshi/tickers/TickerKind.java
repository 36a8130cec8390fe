package dev.marketdata.kalshi.tickers;

import java.util.Locale;

/** The kind of thing that a selector names. */
public enum TickerKind {
  /** One market. */
  MARKET,
  /** Every market of one event. */
  EVENT,
  /** Every market of one series. */
  SERIES,
  /** Not given: looked up as a market, then as an event, then as a series. */
  NOT_GIVEN;

  /** Returns the name before the colon in a ticker file, and the key in the run summary. */
  public String jsonName() {
    return this == NOT_GIVEN ? "unsaid" : name().toLowerCase(Locale.ROOT);
  }

  /** Returns true if the ticker may name a market. */
  public boolean mayBeMarket() {
    return this == MARKET || this == NOT_GIVEN;
  }
}
