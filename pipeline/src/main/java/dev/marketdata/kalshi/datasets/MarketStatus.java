package dev.marketdata.kalshi.datasets;

import java.util.Locale;

/**
 * A stage of a market's life in the words of Kalshi's {@code status} filter. The rows that answer
 * use finer words of their own. Source: Kalshi, "Market lifecycle".
 */
public enum MarketStatus {
  UNOPENED,
  OPEN,
  PAUSED,
  CLOSED,
  SETTLED;

  /** Returns the word of the filter. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Tells whether a row with the given status word is in this stage. */
  boolean covers(String rowStatus) {
    return switch (rowStatus) {
      case "initialized" -> this == UNOPENED;
      case "active" -> this == OPEN;
      case "inactive" -> this == PAUSED;
      case "closed", "determined", "disputed", "amended" -> this == CLOSED;
      case "finalized" -> this == SETTLED;
      default -> false;
    };
  }
}
