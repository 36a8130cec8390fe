package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketDataset;
import java.util.List;
import java.util.stream.Stream;

/** The list of the datasets that a run can collect. A new one is a class and a line here. */
public final class Datasets {

  /** What every run collects. */
  public static final Markets MARKETS = new Markets();

  private static final List<MarketDataset> OPTIONAL = List.of(new OrderBooks());

  private Datasets() {}

  /** Returns those that a run collects only if it is told to. */
  public static List<MarketDataset> optional() {
    return OPTIONAL;
  }

  /** Returns all, in the order in which a person is told of them. */
  public static List<Dataset> all() {
    return Stream.concat(Stream.of(MARKETS), OPTIONAL.stream()).toList();
  }
}
