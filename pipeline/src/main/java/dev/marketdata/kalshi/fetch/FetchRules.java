package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.MarketSelection;
import java.io.Serializable;
import java.util.List;

/**
 * Which data of a selector is wanted.
 *
 * @param markets which markets of an event or a series
 * @param include the datasets besides {@code market_data}
 * @param window the time that datasets with a window cover
 */
public record FetchRules(MarketSelection markets, List<MarketDataset> include, Window window)
    implements Serializable {

  /** Copies the list. */
  public FetchRules {
    include = List.copyOf(include);
  }

  /** Returns how many requests names take that are neither markets nor events, nor series. */
  public static long requestsForSeries(long names) {
    return names > KindLookup.MAX_ONE_BY_ONE ? 1 : 2 * names;
  }

  /**
   * Returns a dataset that is wanted, by its name.
   *
   * @throws IllegalArgumentException if it is not wanted
   */
  MarketDataset dataset(String name) {
    return include.stream()
        .filter(dataset -> dataset.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a dataset of this run: " + name));
  }
}
