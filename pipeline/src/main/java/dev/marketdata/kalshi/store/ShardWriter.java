package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.MarketSnapshot;
import dev.marketdata.kalshi.fetch.PageSink;
import dev.marketdata.kalshi.fetch.RunProgress;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shard for each market of a page, unless it is there already, and leaves a receipt for
 * each. A shard that the storage refuses has a receipt too.
 */
public final class ShardWriter implements PageSink<ReceiptPage> {

  private static final long serialVersionUID = 1L;

  /** What is in hand at the deadline has this long to be stored; a storage that hangs, no more. */
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final OutputRoot output;
  private final RunId run;
  private final ApiRoot api;
  private final Instant deadline;
  private transient @Nullable ObjectStore store;
  private transient @Nullable Instant until;

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
  public Coder<ReceiptPage> coder() {
    return ReceiptPageCoder.of();
  }

  @Override
  public Taken<ReceiptPage> take(MarketPage page) {
    Envelope envelope = Envelope.of(page, run.slot(), api);
    ObjectStore opened = Objects.requireNonNull(store, "open() comes first");
    List<CompletableFuture<Creation>> creations =
        page.snapshots().stream()
            .map(snapshot -> opened.createLater(() -> Shard.of(page, snapshot, envelope)))
            .toList();
    RunProgress progress = RunProgress.of(run.name());
    for (CompletableFuture<Creation> creation : creations) {
      CompletableFuture<Void> unused = creation.thenRun(progress::store);
    }
    return () -> receipts(page, envelope, creations);
  }

  private ReceiptPage receipts(
      MarketPage page, Envelope envelope, List<CompletableFuture<Creation>> creations)
      throws InterruptedException {
    List<ShardReceipt> receipts = new ArrayList<>(creations.size());
    for (int i = 0; i < creations.size(); i++) {
      MarketSnapshot snapshot = page.snapshots().get(i);
      Creation creation = await(creations.get(i), envelope.path(snapshot.ticker()));
      ShardReceipt receipt = receipt(page, snapshot, creation);
      receipts.add(receipt);
      Metrics.counter("kalshi", "shards-" + receipt.outcome().name().toLowerCase(Locale.ROOT))
          .inc();
    }
    return new ReceiptPage(receipts);
  }

  /** An upload that goes on for too long may still succeed; a later run finds its object then. */
  private Creation await(Future<Creation> creation, String path) throws InterruptedException {
    Instant now = Instant.now();
    if (until == null) {
      until = (now.isBefore(deadline) ? deadline : now).plus(GRACE);
    }
    long left = Math.max(0, Duration.between(now, until).toSeconds());
    try {
      return creation.get(left, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      // If it has not begun, it never will.
      creation.cancel(false);
      return new Creation(
          path, null, new IOException("the storage gave no answer by the run's deadline"));
    } catch (ExecutionException e) {
      throw new IllegalStateException("storing a shard ended without an answer", e.getCause());
    }
  }

  private static String why(Creation creation) {
    IOException failure = creation.failure();
    return failure == null ? "not stored" : Excerpt.of(failure);
  }

  private static ShardReceipt receipt(MarketPage page, MarketSnapshot snapshot, Creation creation) {
    String path = creation.path();
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
            Excerpt.of(path + ": " + why(creation)),
            null);
    return new ShardReceipt(
        path, snapshot.ticker(), page.dataset(), Outcome.NOT_STORED, 0, "", miss);
  }
}
