package dev.marketdata.kalshi.api;

import java.util.Locale;

/**
 * The two tiers of Kalshi's API: markets settled before a cutoff, about two months ago, are served
 * by the historical endpoints only. Source: Kalshi, "Historical data".
 */
public enum Tier {
  LIVE,
  HISTORICAL;

  /** Returns the value of a shard's {@code source}. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
