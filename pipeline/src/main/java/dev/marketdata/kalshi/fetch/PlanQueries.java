package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.TickerSelector;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.util.List;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.TupleTag;
import org.apache.beam.sdk.values.TupleTagList;

/**
 * Packs selectors into the fewest requests: 100 names a batch, so that 1,000 names are ten
 * requests, divided into chunks. If a walk through the catalogue may take fewer yet, the names go
 * there first.
 */
final class PlanQueries extends PTransform<PCollection<TickerSelectors>, PCollectionTuple> {

  /** What is fetched at once. */
  static final TupleTag<FetchChunk> CHUNKS = new TupleTag<>() {};

  /** At most one element: the names to walk for. */
  static final TupleTag<FetchChunk> WALK = new TupleTag<>() {};

  // So that a worker which was given longer chunks than the others does not hold up the end.
  private static final int CHUNKS_A_WORKER = 8;

  private final String run;
  private final int workers;

  private PlanQueries(String run, int workers) {
    this.run = run;
    this.workers = workers;
  }

  /**
   * Plans the queries of the named run.
   *
   * @param workers how many machines share them; one needs no sharing and keeps its window filled
   */
  static PlanQueries of(String run, int workers) {
    return new PlanQueries(run, workers);
  }

  @Override
  public PCollectionTuple expand(PCollection<TickerSelectors> selectors) {
    PCollectionTuple planned =
        selectors.apply(
            "Pack",
            ParDo.of(new PackFn(run, workers)).withOutputTags(CHUNKS, TupleTagList.of(WALK)));
    planned.get(CHUNKS).setCoder(FetchChunkCoder.of());
    planned.get(WALK).setCoder(FetchChunkCoder.of());
    return planned;
  }

  private static final class PackFn extends DoFn<TickerSelectors, FetchChunk> {

    private final String run;
    private final int workers;

    PackFn(String run, int workers) {
      this.run = run;
      this.workers = workers;
    }

    @ProcessElement
    public void pack(@Element TickerSelectors all, MultiOutputReceiver out) {
      List<TickerSelector> toWalkFor = toWalkFor(all.selectors());
      if (!toWalkFor.isEmpty()) {
        out.get(WALK).output(new FetchChunk(List.of(new FetchTask.Walk(toWalkFor))));
      }
      QueryPacker packer = new QueryPacker();
      for (TickerSelector selector : all.selectors()) {
        if (toWalkFor.isEmpty() || !selector.kind().mayBeMarket()) {
          packer.add(selector);
        }
      }
      int fewest = workers == 1 ? 1 : workers * CHUNKS_A_WORKER;
      packer.chunks(fewest).forEach(out.get(CHUNKS)::output);
      RunProgress.of(run).plan(all.selectors().size());
    }

    private List<TickerSelector> toWalkFor(List<TickerSelector> selectors) {
      if (!WalkRule.isWorthTrying(selectors.size(), workers)) {
        return List.of();
      }
      List<TickerSelector> names =
          selectors.stream().filter(selector -> selector.kind().mayBeMarket()).toList();
      return WalkRule.isWorthTrying(names.size(), workers) ? names : List.of();
    }
  }
}
