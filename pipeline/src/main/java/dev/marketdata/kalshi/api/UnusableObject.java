package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import org.jspecify.annotations.Nullable;

/**
 * An object of a response that cannot be stored.
 *
 * @param row its ticker and noted fields, without spans; null if its ticker is not known for sure
 * @param reason why, in one line
 */
public record UnusableObject(@Nullable Row row, String reason) {

  /** Returns the market; null if it is not known for sure. */
  public @Nullable Ticker ticker() {
    return row == null ? null : row.ticker();
  }

  /** Returns the description for people. */
  public String detail() {
    return "Kalshi sent an object that cannot be used: " + reason;
  }
}
