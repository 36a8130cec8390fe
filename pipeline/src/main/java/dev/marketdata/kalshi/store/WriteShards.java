package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.MarketSnapshot;
import dev.marketdata.kalshi.fetch.Miss;
import dev.marketdata.kalshi.fetch.MissReason;
import dev.marketdata.kalshi.fetch.RunProgress;
import dev.marketdata.kalshi.kalshi.ApiRoot;
import dev.marketdata.kalshi.shards.Shard;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.values.PCollection;

/**
 * Writes one shard for each market of a page, unless it is there already, and returns a receipt for
 * each. A shard that the storage refuses has a receipt too; it never throws.
 */
public final class WriteShards
    extends PTransform<PCollection<MarketPage>, PCollection<ReceiptPage>> {

  private final OutputRoot output;
  private final RunId run;
  private final ApiRoot api;

  private WriteShards(OutputRoot output, RunId run, ApiRoot api) {
    this.output = output;
    this.run = run;
    this.api = api;
  }

  /** Writes the shards of a run under the output root; they name the API they come from. */
  public static WriteShards under(OutputRoot output, RunId run, ApiRoot api) {
    return new WriteShards(output, run, api);
  }

  @Override
  public PCollection<ReceiptPage> expand(PCollection<MarketPage> pages) {
    return pages.apply("Create if absent", ParDo.of(new WriteFn(output, run, api)));
  }

  private static final class WriteFn extends DoFn<MarketPage, ReceiptPage> {

    private final OutputRoot output;
    private final RunId run;
    private final ApiRoot api;
    private transient ObjectStore store;

    WriteFn(OutputRoot output, RunId run, ApiRoot api) {
      this.output = output;
      this.run = run;
      this.api = api;
    }

    @Setup
    public void open() {
      store = output.open(run);
    }

    @ProcessElement
    public void write(@Element MarketPage page, OutputReceiver<ReceiptPage> out) {
      List<ShardReceipt> receipts = new ArrayList<>(page.snapshots().size());
      for (MarketSnapshot snapshot : page.snapshots()) {
        ShardReceipt receipt = write(page, snapshot);
        receipts.add(receipt);
        Metrics.counter("kalshi", "shards-" + receipt.outcome().name().toLowerCase(Locale.ROOT))
            .inc();
      }
      RunProgress.of(run.name()).store(receipts.size());
      out.output(new ReceiptPage(receipts));
    }

    private ShardReceipt write(MarketPage page, MarketSnapshot snapshot) {
      Shard shard = Shard.of(page, snapshot, run.slot(), api);
      try {
        StoredObject object = store.create(shard.path(), shard.bytes());
        return new ShardReceipt(
            shard.path(),
            snapshot.ticker(),
            page.dataset(),
            object.outcome(),
            object.bytes(),
            object.crc32c(),
            null);
      } catch (IOException e) {
        Miss miss =
            Miss.of(
                snapshot.selector(),
                snapshot.ticker(),
                page.dataset(),
                MissReason.NOT_STORED,
                Excerpt.of(shard.path() + ": " + e),
                null);
        return new ShardReceipt(
            shard.path(), snapshot.ticker(), page.dataset(), Outcome.NOT_STORED, 0, "", miss);
      }
    }
  }
}
