package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketDataset;
import java.util.List;
import java.util.stream.Stream;

/** The list of the datasets that a run can collect. A new dataset needs a class and a line here. */
public final class Datasets {

  /** The dataset that every run collects. */
  public static final Markets MARKETS = new Markets();

  private static final List<MarketDataset> OPTIONAL = List.of(new OrderBooks());

  private Datasets() {}

  /** Returns the datasets that a run collects only if they are included. */
  public static List<MarketDataset> optional() {
    return OPTIONAL;
  }

  /** Returns all datasets, in the order of output for people. */
  public static List<Dataset> all() {
    return Stream.concat(Stream.of(MARKETS), OPTIONAL.stream()).toList();
  }
}
