package dev.marketdata.kalshi.api;

import java.util.Locale;

/**
 * Where Kalshi keeps a market: markets settled before a cutoff, some two months back, are served by
 * the historical endpoints only. Source: Kalshi, "Historical data".
 */
public enum Tier {
  LIVE,
  HISTORICAL;

  /** Returns the word that a shard's {@code source} says. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
