package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/** Divides what the selectors ask for into chunks. */
final class PlanChunks extends PTransform<PCollection<TickerSelectors>, PCollection<FetchChunk>> {

  // So that a worker with longer chunks than the others does not delay the end of the run.
  private static final int CHUNKS_PER_WORKER = 8;

  private final String run;
  private final int minChunks;

  private PlanChunks(String run, int minChunks) {
    this.run = run;
    this.minChunks = minChunks;
  }

  /**
   * Plans the chunks of the named run.
   *
   * @param workers how many machines share them; one needs no sharing
   */
  static PlanChunks of(String run, int workers) {
    return new PlanChunks(run, workers == 1 ? 1 : workers * CHUNKS_PER_WORKER);
  }

  @Override
  public PCollection<FetchChunk> expand(PCollection<TickerSelectors> selectors) {
    return selectors
        .apply("Divide", ParDo.of(new DivideFn(run, minChunks)))
        .setCoder(FetchChunkCoder.of());
  }

  private static final class DivideFn extends DoFn<TickerSelectors, FetchChunk> {

    private final String run;
    private final int minChunks;

    DivideFn(String run, int minChunks) {
      this.run = run;
      this.minChunks = minChunks;
    }

    @ProcessElement
    public void divide(@Element TickerSelectors all, OutputReceiver<FetchChunk> out) {
      FetchChunk.divide(all.selectors().stream().map(Want::of).toList(), minChunks)
          .forEach(out::output);
      RunProgress.of(run).plan(all.selectors().size());
    }
  }
}
