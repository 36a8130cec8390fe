package dev.marketdata.kalshi.simulator;

import java.util.Locale;

/** The status of a market, with the value of the {@code status} filter that selects it. */
public enum MarketState {
  INITIALIZED("unopened"),
  INACTIVE("paused"),
  ACTIVE("open"),
  CLOSED("closed"),
  DETERMINED("closed"),
  DISPUTED("closed"),
  AMENDED("closed"),
  FINALIZED("settled");

  private final String filter;

  MarketState(String filter) {
    this.filter = filter;
  }

  /** Returns the value of the query parameter {@code status} that this state falls under. */
  public String filter() {
    return filter;
  }

  /** Returns the spelling in a market's field {@code status}. */
  public String wire() {
    return name().toLowerCase(Locale.ROOT);
  }

  boolean pastClose() {
    return compareTo(CLOSED) >= 0;
  }

  boolean determined() {
    return compareTo(DETERMINED) >= 0;
  }
}
