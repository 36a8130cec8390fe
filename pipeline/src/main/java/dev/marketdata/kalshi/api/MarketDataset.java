package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.util.List;
import java.util.Set;

/** A dataset that is requested by market, for markets that a run has fetched. */
public interface MarketDataset extends Dataset {

  /** Returns the tiers that have it, of which the live one is tried first. */
  Set<Tier> tiers();

  /** Returns the name of the dataset whose rows tell which markets have it. */
  default String follows() {
    return "market_data";
  }

  /**
   * Returns true if a market can have it.
   *
   * @param market the market's row of the dataset that it follows
   * @param tier the tier that the row came from
   */
  default boolean covers(Row market, Tier tier, Window window) {
    return tiers().contains(tier);
  }

  /** Returns the max number of markets per request, at least 1. */
  int marketsPerRequest(Tier tier, Window window);

  /**
   * Returns the request for the first page.
   *
   * @param markets 1 to {@link #marketsPerRequest} names
   */
  Query query(Tier tier, List<Ticker> markets, Window window);
}
