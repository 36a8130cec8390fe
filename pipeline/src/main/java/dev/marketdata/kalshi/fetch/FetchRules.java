package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.MarketSelection;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The data that is wanted of each selector.
 *
 * @param markets the rule for markets of an event or a series
 * @param include the datasets besides {@code market_data}
 * @param window the time span of datasets with a window
 * @param interval the time between slots
 */
public record FetchRules(
    MarketSelection markets, List<MarketDataset> include, Window window, Duration interval)
    implements Serializable {

  /** Kalshi caches responses for some seconds, so a window is complete only after its end. */
  private static final Duration SETTLING = Duration.ofMinutes(1);

  /** Creates the rules of a run whose window is one interval. */
  public FetchRules(MarketSelection markets, List<MarketDataset> include, Window window) {
    this(markets, include, window, window.length());
  }

  /** Copies the list. */
  public FetchRules {
    include = List.copyOf(include);
  }

  /** Returns the same rules for markets that settled after another time. */
  FetchRules settledSince(Instant time) {
    return new FetchRules(markets.since(time), include, window, interval);
  }

  /** Returns the time before which nothing may be requested. */
  Instant readyAt() {
    return include.stream().anyMatch(MarketDataset::hasWindow)
        ? window.end().plus(SETTLING)
        : Instant.EPOCH;
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
