package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.TickerSelector;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/**
 * Packs selectors into the fewest requests: 100 names a batch under one key, so that 1,000 names
 * are ten requests, then spread over the threads in chunks.
 */
final class PlanQueries extends PTransform<PCollection<TickerSelector>, PCollection<FetchChunk>> {

  private final String run;

  private PlanQueries(String run) {
    this.run = run;
  }

  /** Plans the queries of the named run. */
  static PlanQueries of(String run) {
    return new PlanQueries(run);
  }

  @Override
  public PCollection<FetchChunk> expand(PCollection<TickerSelector> selectors) {
    return selectors
        .apply("One key", WithKeys.of(0))
        .apply("Gather", GroupByKey.create())
        .apply("Pack", ParDo.of(new PackFn(run)))
        .apply("Spread", Reshuffle.viaRandomKey());
  }

  private static final class PackFn
      extends DoFn<KV<Integer, Iterable<TickerSelector>>, FetchChunk> {

    private final String run;

    PackFn(String run) {
      this.run = run;
    }

    @ProcessElement
    public void pack(
        @Element KV<Integer, Iterable<TickerSelector>> all, OutputReceiver<FetchChunk> out) {
      QueryPacker packer = new QueryPacker(out::output);
      long selectors = 0;
      for (TickerSelector selector : all.getValue()) {
        packer.add(selector);
        selectors++;
      }
      packer.finish();
      RunProgress.of(run).plan(selectors);
    }
  }
}
