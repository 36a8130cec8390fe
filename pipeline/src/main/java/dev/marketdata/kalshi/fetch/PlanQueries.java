package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.TickerSelectors;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.values.PCollection;

/**
 * Packs selectors into the fewest requests: 100 names a batch, so that 1,000 names are ten
 * requests, then spread over the workers in chunks.
 */
final class PlanQueries extends PTransform<PCollection<TickerSelectors>, PCollection<FetchChunk>> {

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
  public PCollection<FetchChunk> expand(PCollection<TickerSelectors> selectors) {
    return selectors
        .apply("Pack", ParDo.of(new PackFn(run, workers == 1 ? 1 : workers * CHUNKS_A_WORKER)))
        .setCoder(FetchChunkCoder.of())
        .apply("Spread", Reshuffle.viaRandomKey());
  }

  private static final class PackFn extends DoFn<TickerSelectors, FetchChunk> {

    private final String run;
    private final int fewest;

    PackFn(String run, int fewest) {
      this.run = run;
      this.fewest = fewest;
    }

    @ProcessElement
    public void pack(@Element TickerSelectors all, OutputReceiver<FetchChunk> out) {
      QueryPacker packer = new QueryPacker();
      all.selectors().forEach(packer::add);
      packer.chunks(fewest).forEach(out::output);
      RunProgress.of(run).plan(all.selectors().size());
    }
  }
}
