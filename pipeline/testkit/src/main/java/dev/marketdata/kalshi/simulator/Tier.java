package dev.marketdata.kalshi.simulator;

/** Where a market can be asked for; the two tiers may overlap. */
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
