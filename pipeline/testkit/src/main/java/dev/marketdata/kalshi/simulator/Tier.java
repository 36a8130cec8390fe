package dev.marketdata.kalshi.simulator;

/** The tiers in which a market is available; the two tiers may overlap. */
public enum Tier {
  LIVE,
  HISTORICAL,
  BOTH;

  boolean live() {
    return this != HISTORICAL;
  }

  boolean historical() {
    return this != LIVE;
  }
}
