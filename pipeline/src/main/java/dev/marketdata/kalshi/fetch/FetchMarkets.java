package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.util.Arrays;
import org.apache.beam.sdk.transforms.Flatten;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
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
    PCollectionTuple planned =
        selectors.apply("Plan queries", PlanQueries.of(kalshi.run(), kalshi.budget().workers()));
    PCollectionTuple walk = fetch("Walk", planned.get(PlanQueries.WALK), pages, false);
    // Behind a shuffle, so that a chunk that is done again brings neither the walk nor the other
    // chunks with it.
    PCollection<FetchChunk> chunks =
        PCollectionList.of(planned.get(PlanQueries.CHUNKS))
            .and(walk.get(FetchedMarkets.LEFT))
            .apply("All chunks", Flatten.pCollections())
            .apply("Spread", Reshuffle.viaRandomKey());
    PCollectionTuple first = fetch("First pass", chunks, pages, false);
    PCollection<FetchChunk> again =
        all("All unfinished", FetchedMarkets.UNFINISHED, walk, first)
            .apply("Plan again", PlanAgain.once());
    PCollectionTuple second = fetch("Second pass", again, pages, true);
    return new FetchedMarkets<>(
        all("All pages", pages, walk, first, second),
        all("All misses", FetchedMarkets.MISSES, walk, first, second),
        all("All usage", FetchedMarkets.USAGE, walk, first, second));
  }

  private static <T> PCollection<T> all(String name, TupleTag<T> tag, PCollectionTuple... steps) {
    return PCollectionList.of(Arrays.stream(steps).map(step -> step.get(tag)).toList())
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
                        .and(FetchedMarkets.LEFT)
                        .and(FetchedMarkets.USAGE)));
    fetched.get(pages).setCoder(sink.coder());
    fetched.get(FetchedMarkets.LEFT).setCoder(FetchChunkCoder.of());
    return fetched;
  }
}
