package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.MarketSnapshot;
import dev.marketdata.kalshi.fetch.Miss;
import dev.marketdata.kalshi.fetch.MissReason;
import dev.marketdata.kalshi.fetch.PageSink;
import dev.marketdata.kalshi.fetch.RunProgress;
import dev.marketdata.kalshi.kalshi.ApiRoot;
import dev.marketdata.kalshi.shards.Shard;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.apache.beam.sdk.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shard for each market of a page, unless it is there already, and leaves a receipt for
 * each. A shard that the storage refuses has a receipt too.
 */
public final class ShardWriter implements PageSink<ReceiptPage> {

  private static final long serialVersionUID = 1L;

  private final OutputRoot output;
  private final RunId run;
  private final ApiRoot api;
  private transient @Nullable ObjectStore store;

  private ShardWriter(OutputRoot output, RunId run, ApiRoot api) {
    this.output = output;
    this.run = run;
    this.api = api;
  }

  /** Writes the shards of a run under the output root; they name the API they come from. */
  public static ShardWriter under(OutputRoot output, RunId run, ApiRoot api) {
    return new ShardWriter(output, run, api);
  }

  @Override
  public void open() {
    store = output.open(run);
  }

  @Override
  public Class<ReceiptPage> type() {
    return ReceiptPage.class;
  }

  @Override
  public ReceiptPage take(MarketPage page) {
    ObjectStore opened = Objects.requireNonNull(store, "open() comes first");
    List<ShardReceipt> receipts = new ArrayList<>(page.snapshots().size());
    for (MarketSnapshot snapshot : page.snapshots()) {
      ShardReceipt receipt = write(opened, page, snapshot);
      receipts.add(receipt);
      Metrics.counter("kalshi", "shards-" + receipt.outcome().name().toLowerCase(Locale.ROOT))
          .inc();
    }
    RunProgress.of(run.name()).store(receipts.size());
    return new ReceiptPage(receipts);
  }

  private ShardReceipt write(ObjectStore to, MarketPage page, MarketSnapshot snapshot) {
    Shard shard = Shard.of(page, snapshot, run.slot(), api);
    try {
      StoredObject object = to.create(shard.path(), shard.bytes());
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
