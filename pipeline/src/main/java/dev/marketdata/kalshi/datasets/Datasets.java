package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketDataset;
import java.util.List;
import java.util.stream.Stream;

/** The list of the datasets that a run can collect. A new dataset needs a class and a line here. */
public final class Datasets {

  /** The dataset that every run collects. */
  public static final Markets MARKETS = new Markets();

  /** One-minute candles, which tell which markets traded. */
  public static final Candlesticks CANDLESTICKS = new Candlesticks();

  /** Trades, which must add up to the volume of the candles. */
  public static final Trades TRADES = new Trades();

  private static final List<MarketDataset> OPTIONAL =
      List.of(new OrderBooks(), CANDLESTICKS, TRADES);

  private Datasets() {}

  /** Returns the datasets that a run collects only if they are included. */
  public static List<MarketDataset> optional() {
    return OPTIONAL;
  }

  /** Returns these datasets and those that they follow, in the order of the list. */
  public static List<MarketDataset> withThoseThatTheyFollow(List<MarketDataset> some) {
    return Stream.concat(
            OPTIONAL.stream()
                .filter(
                    dataset ->
                        some.stream().anyMatch(other -> other.follows().equals(dataset.name()))),
            some.stream())
        .distinct()
        .toList();
  }

  /** Returns all datasets, in the order of output for people. */
  public static List<Dataset> all() {
    return Stream.concat(Stream.of(MARKETS), OPTIONAL.stream()).toList();
  }
}
