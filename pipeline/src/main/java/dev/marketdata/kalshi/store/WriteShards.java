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
    public void write(@Element MarketPage page, OutputReceiver<ReceiptPage> out)
        throws InterruptedException {
      List<Shard> shards =
          page.snapshots().stream()
              .map(snapshot -> Shard.of(page, snapshot, run.slot(), api))
              .toList();
      List<Creation> creations = store.createAll(shards);
      List<ShardReceipt> receipts = new ArrayList<>(shards.size());
      for (int i = 0; i < shards.size(); i++) {
        ShardReceipt receipt =
            receipt(page, page.snapshots().get(i), shards.get(i).path(), creations.get(i));
        receipts.add(receipt);
        Metrics.counter("kalshi", "shards-" + receipt.outcome().name().toLowerCase(Locale.ROOT))
            .inc();
      }
      RunProgress.of(run.name()).store(receipts.size());
      out.output(new ReceiptPage(receipts));
    }

    private static ShardReceipt receipt(
        MarketPage page, MarketSnapshot snapshot, String path, Creation creation) {
      StoredObject object = creation.object();
      if (object != null) {
        return new ShardReceipt(
            path,
            snapshot.ticker(),
            page.dataset(),
            object.outcome(),
            object.bytes(),
            object.crc32c(),
            null);
      }
      Miss miss =
          Miss.of(
              snapshot.selector(),
              snapshot.ticker(),
              page.dataset(),
              MissReason.NOT_STORED,
              Excerpt.of(path + ": " + creation.failure()),
              null);
      return new ShardReceipt(
          path, snapshot.ticker(), page.dataset(), Outcome.NOT_STORED, 0, "", miss);
    }
  }
}
