package dev.marketdata.kalshi.api;

import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * The two tiers of Kalshi's API: markets settled before a cutoff, about two months ago, are served
 * by the historical endpoints only. Source: Kalshi, "Historical data".
 */
public enum Tier {
  LIVE,
  HISTORICAL;

  /**
   * Returns the tiers that have the data of a time span, given a cutoff.
   *
   * @param cutoff the time before which the data is in the historical tier
   * @param both true to read the live tier in any case, in which some older data remains
   */
  public static List<Tier> of(Window span, Instant cutoff, boolean both) {
    if (!span.start().isBefore(cutoff)) {
      return List.of(LIVE);
    }
    return both || !span.end().isBefore(cutoff) ? List.of(LIVE, HISTORICAL) : List.of(HISTORICAL);
  }

  /** Returns the value of a shard's {@code source}. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
