package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.GroupByKey;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.WithKeys;
import org.apache.beam.sdk.values.KV;
import org.apache.beam.sdk.values.PCollection;

/** Plans the second pass. Gathering under one key makes it begin when the first pass is over. */
final class PlanAgain extends PTransform<PCollection<Miss>, PCollection<FetchChunk>> {

  private PlanAgain() {}

  static PlanAgain once() {
    return new PlanAgain();
  }

  @Override
  public PCollection<FetchChunk> expand(PCollection<Miss> unfinished) {
    return unfinished
        .apply("One key", WithKeys.of(0))
        .apply("Gather", GroupByKey.create())
        .apply("Pack", ParDo.of(new PackFn()))
        .setCoder(FetchChunkCoder.of());
  }

  private static final class PackFn extends DoFn<KV<Integer, Iterable<Miss>>, FetchChunk> {

    @ProcessElement
    public void pack(@Element KV<Integer, Iterable<Miss>> all, OutputReceiver<FetchChunk> out) {
      QueryPacker packer = new QueryPacker();
      for (Miss miss : all.getValue()) {
        TickerSelector selector = TickerSelector.parse(miss.selector(), miss.source());
        Ticker ticker = miss.ticker();
        if (miss.dataset() == Dataset.ORDERBOOKS && ticker != null) {
          packer.add(new FetchTask.Book(ticker, selector));
        } else {
          packer.add(selector);
        }
      }
      packer.chunks(1).forEach(out::output);
    }
  }
}
