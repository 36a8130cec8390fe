package dev.marketdata.kalshi.datasets;

import java.util.Locale;

/**
 * A status of a market as in Kalshi's {@code status} filter. Rows of responses have more statuses.
 * Source: Kalshi, "Market lifecycle".
 */
public enum MarketStatus {
  UNOPENED,
  OPEN,
  PAUSED,
  CLOSED,
  SETTLED;

  /** Returns the value of the filter. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns true if the filter includes rows of the given status. */
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
