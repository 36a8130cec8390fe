package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.kalshi.KalshiSettings;
import dev.marketdata.kalshi.tickers.TickerSelector;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Fetches the markets that selectors ask for. Nothing that Kalshi does makes it throw: what cannot
 * be had becomes a {@link Miss}, after what was unavailable or too late has been asked for once
 * more at the end.
 */
public final class FetchMarkets extends PTransform<PCollection<TickerSelector>, FetchedMarkets> {

  private final KalshiSettings kalshi;
  private final FetchRules rules;

  private FetchMarkets(KalshiSettings kalshi, FetchRules rules) {
    this.kalshi = kalshi;
    this.rules = rules;
  }

  /** Fetches through the client that the settings describe. */
  public static FetchMarkets through(KalshiSettings kalshi, FetchRules rules) {
    return new FetchMarkets(kalshi, rules);
  }

  @Override
  public FetchedMarkets expand(PCollection<TickerSelector> selectors) {
    PCollectionTuple first =
        fetch("First pass", selectors.apply("Plan queries", PlanQueries.of(kalshi.run())), false);
    PCollectionTuple second =
        fetch(
            "Second pass",
            first.get(FetchedMarkets.UNFINISHED).apply("Plan again", PlanAgain.once()),
            true);
    return new FetchedMarkets(
        PCollectionList.of(first.get(FetchedMarkets.PAGES))
            .and(second.get(FetchedMarkets.PAGES))
            .apply("All pages", Flatten.pCollections()),
        PCollectionList.of(first.get(FetchedMarkets.MISSES))
            .and(second.get(FetchedMarkets.MISSES))
            .apply("All misses", Flatten.pCollections()),
        PCollectionList.of(first.get(FetchedMarkets.USAGE))
            .and(second.get(FetchedMarkets.USAGE))
            .apply("All usage", Flatten.pCollections()));
  }

  private PCollectionTuple fetch(String name, PCollection<FetchChunk> chunks, boolean last) {
    return chunks.apply(
        name,
        ParDo.of(new FetchFn(kalshi, rules, last))
            .withOutputTags(
                FetchedMarkets.PAGES,
                TupleTagList.of(FetchedMarkets.MISSES)
                    .and(FetchedMarkets.UNFINISHED)
                    .and(FetchedMarkets.USAGE)));
  }
}
