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

  /**
   * Returns the max number of markets per request, at least 1.
   *
   * @param span the time span of the request
   */
  int marketsPerRequest(Tier tier, Window span);

  /**
   * Returns how many consecutive windows a request should cover, at least 1.
   *
   * @param windows those that are wanted
   * @param markets how many markets they are wanted of
   */
  default int windowsPerRequest(Tier tier, Windows windows, int markets) {
    return windows.count();
  }

  /**
   * Returns the request for the first page.
   *
   * @param markets 1 to {@link #marketsPerRequest} names
   * @param span the time span of the request
   */
  Query query(Tier tier, List<Ticker> markets, Window span);
}
