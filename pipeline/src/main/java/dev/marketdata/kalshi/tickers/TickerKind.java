package dev.marketdata.kalshi.tickers;

import java.util.Locale;

/** What a line of the ticker file says its ticker names. */
public enum TickerKind {
  /** One market. */
  MARKET,
  /** Every market of one event. */
  EVENT,
  /** Every market of one series. */
  SERIES,
  /** A market, else an event, else a series: Kalshi is asked which. */
  NOT_GIVEN;

  /** Returns the word before the colon in a ticker file and the key in the run summary. */
  public String jsonName() {
    return this == NOT_GIVEN ? "unsaid" : name().toLowerCase(Locale.ROOT);
  }

  /** Tells whether the ticker may be a market's own name. */
  public boolean mayBeMarket() {
    return this == MARKET || this == NOT_GIVEN;
  }
}
