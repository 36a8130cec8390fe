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
import java.time.Instant;
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
  private final Instant deadline;
  private transient @Nullable ObjectStore store;

  private ShardWriter(OutputRoot output, RunId run, ApiRoot api, Instant deadline) {
    this.output = output;
    this.run = run;
    this.api = api;
    this.deadline = deadline;
  }

  /**
   * Writes the shards of a run under the output root.
   *
   * @param api where their content comes from; they say so
   * @param deadline when the run waits no longer for a storage that does not answer
   */
  public static ShardWriter under(OutputRoot output, RunId run, ApiRoot api, Instant deadline) {
    return new ShardWriter(output, run, api, deadline);
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
    List<Shard> shards =
        page.snapshots().stream()
            .map(snapshot -> Shard.of(page, snapshot, run.slot(), api))
            .toList();
    List<Creation> creations = create(shards);
    List<ShardReceipt> receipts = new ArrayList<>(shards.size());
    for (int i = 0; i < shards.size(); i++) {
      ShardReceipt receipt =
          receipt(page, page.snapshots().get(i), shards.get(i).path(), creations.get(i));
      receipts.add(receipt);
      Metrics.counter("kalshi", "shards-" + receipt.outcome().name().toLowerCase(Locale.ROOT))
          .inc();
    }
    RunProgress.of(run.name()).store(receipts.size());
    return new ReceiptPage(receipts);
  }

  private List<Creation> create(List<Shard> shards) {
    try {
      return Objects.requireNonNull(store, "open() comes first").createAll(shards, deadline);
    } catch (InterruptedException e) {
      // The runner is giving the bundle up; what is stored by now is found when it is repeated.
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while storing a page", e);
    }
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
