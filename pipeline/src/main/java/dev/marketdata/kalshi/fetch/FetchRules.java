package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.MarketSelection;
import java.io.Serializable;
import java.time.Instant;
import java.util.List;

/**
 * The data that is wanted of each selector.
 *
 * @param markets the rule for markets of an event or a series
 * @param include the datasets besides {@code market_data}
 * @param window the time span of datasets with a window
 */
public record FetchRules(MarketSelection markets, List<MarketDataset> include, Window window)
    implements Serializable {

  /** Copies the list. */
  public FetchRules {
    include = List.copyOf(include);
  }

  /** Returns the same rules for markets that settled after another time. */
  FetchRules settledSince(Instant time) {
    return new FetchRules(markets.since(time), include, window);
  }

  /** Returns the number of requests for names that are not markets, events or series. */
  public static long requestsForSeries(long names) {
    return names > KindLookup.MAX_ONE_BY_ONE ? 1 : 2 * names;
  }

  /**
   * Returns an included dataset by its name.
   *
   * @throws IllegalArgumentException if it is not included
   */
  MarketDataset dataset(String name) {
    return include.stream()
        .filter(dataset -> dataset.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a dataset of this run: " + name));
  }
}
