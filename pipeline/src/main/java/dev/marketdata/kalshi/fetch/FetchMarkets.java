package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.kalshi.KalshiSettings;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionList;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Fetches the markets that selectors ask for and hands every page to a sink as it comes. Nothing
 * that Kalshi does makes it throw: what cannot be had becomes a {@link Miss}, after what was
 * unavailable, too late or malformed has been asked for once more at the end.
 *
 * @param <R> what the sink makes of a page
 */
public final class FetchMarkets<R>
    extends PTransform<PCollection<TickerSelectors>, FetchedMarkets<R>> {

  private final KalshiSettings kalshi;
  private final FetchRules rules;
  private final PageSink<R> sink;

  private FetchMarkets(KalshiSettings kalshi, FetchRules rules, PageSink<R> sink) {
    this.kalshi = kalshi;
    this.rules = rules;
    this.sink = sink;
  }

  /** Fetches through the client that the settings describe, into the sink. */
  public static <R> FetchMarkets<R> of(KalshiSettings kalshi, FetchRules rules, PageSink<R> sink) {
    return new FetchMarkets<>(kalshi, rules, sink);
  }

  @Override
  public FetchedMarkets<R> expand(PCollection<TickerSelectors> selectors) {
    TupleTag<R> pages = new TupleTag<>("pages");
    PCollectionTuple first =
        fetch(
            "First pass",
            selectors.apply(
                "Plan queries", PlanQueries.of(kalshi.run(), kalshi.budget().workers())),
            pages,
            false);
    PCollectionTuple second =
        fetch(
            "Second pass",
            first.get(FetchedMarkets.UNFINISHED).apply("Plan again", PlanAgain.once()),
            pages,
            true);
    return new FetchedMarkets<>(
        both("All pages", pages, first, second),
        both("All misses", FetchedMarkets.MISSES, first, second),
        both("All usage", FetchedMarkets.USAGE, first, second));
  }

  private static <T> PCollection<T> both(
      String name, TupleTag<T> tag, PCollectionTuple first, PCollectionTuple second) {
    return PCollectionList.of(first.get(tag))
        .and(second.get(tag))
        .apply(name, Flatten.pCollections());
  }

  private PCollectionTuple fetch(
      String name, PCollection<FetchChunk> chunks, TupleTag<R> pages, boolean last) {
    PCollectionTuple fetched =
        chunks.apply(
            name,
            ParDo.of(new FetchFn<>(kalshi, rules, sink, pages, last))
                .withOutputTags(
                    pages,
                    TupleTagList.of(FetchedMarkets.MISSES)
                        .and(FetchedMarkets.UNFINISHED)
                        .and(FetchedMarkets.USAGE)));
    fetched.get(pages).setCoder(sink.coder());
    return fetched;
  }
}
