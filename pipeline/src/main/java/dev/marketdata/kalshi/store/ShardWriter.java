package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shard for each market of a page, unless it is there already. Used by one thread after
 * {@link #open}; copies of it travel with the job.
 */
public final class ShardWriter implements Serializable {

  private static final long serialVersionUID = 1L;

  /** What is in flight at the deadline has this long to be stored. */
  static final Duration GRACE = Duration.ofSeconds(10);

  private final OutputRoot output;
  private final RunId run;
  private final ApiRoot api;
  private final Window window;
  private final Instant deadline;
  private final Duration grace;
  private transient @Nullable ObjectStore store;
  private transient @Nullable Clock clock;
  private transient @Nullable Instant until;

  ShardWriter(
      OutputRoot output, RunId run, ApiRoot api, Window window, Instant deadline, Duration grace) {
    this.output = output;
    this.run = run;
    this.api = api;
    this.window = window;
    this.deadline = deadline;
    this.grace = grace;
  }

  /**
   * Writes the shards of a run under the output root.
   *
   * @param api where their content comes from; they say so
   * @param window what shards of a dataset with a window cover
   * @param deadline after which the run waits no longer for a storage that does not answer
   */
  public static ShardWriter under(
      OutputRoot output, RunId run, ApiRoot api, Window window, Instant deadline) {
    return new ShardWriter(output, run, api, window, deadline, GRACE);
  }

  /** A page whose shards are being stored by other threads. */
  public interface PendingPage {

    /** Returns the name of the page's dataset. */
    String dataset();

    /**
     * Waits until each shard is stored or has failed. Called once, by the thread that wrote the
     * page.
     *
     * @param stored takes the receipt of each shard that is there
     * @param failed takes each market whose shard is not there, and why, in one line
     */
    void await(Consumer<ShardReceipt> stored, BiConsumer<Ticker, String> failed)
        throws InterruptedException;
  }

  /** Opens the store; called once for each copy, before its first page. */
  public void open(Clock byClock) {
    open(output.open(run), byClock);
  }

  void open(ObjectStore inStore, Clock byClock) {
    store = inStore;
    clock = byClock;
  }

  /** Begins to store the shards of a page. */
  public PendingPage write(Page page) {
    Envelope envelope = Envelope.of(page, run.slot(), window, api);
    List<@Nullable CompletableFuture<StoredObject>> objects = new ArrayList<>();
    for (Row row : page.rows()) {
      objects.add(isEmpty(page, row) ? null : create(page, row, envelope));
    }
    return new PendingPage() {
      @Override
      public String dataset() {
        return page.dataset().name();
      }

      @Override
      public void await(Consumer<ShardReceipt> stored, BiConsumer<Ticker, String> failed)
          throws InterruptedException {
        for (int i = 0; i < objects.size(); i++) {
          Ticker ticker = page.rows().get(i).ticker();
          String path = envelope.path(ticker);
          CompletableFuture<StoredObject> object = objects.get(i);
          try {
            stored.accept(receipt(path, ticker, dataset(), object));
          } catch (IOException e) {
            failed.accept(ticker, Excerpt.of(path + ": " + Excerpt.of(e)));
          }
        }
      }
    };
  }

  private static boolean isEmpty(Page page, Row row) {
    return page.dataset().shape().holdsArray() && row.spans().isEmpty();
  }

  private CompletableFuture<StoredObject> create(Page page, Row row, Envelope envelope) {
    RunProgress progress = RunProgress.of(run.name());
    CompletableFuture<StoredObject> object =
        Objects.requireNonNull(store, "open() comes first")
            .createAsync(() -> Shard.of(page, row, envelope));
    CompletableFuture<StoredObject> unused =
        object.whenComplete((there, failure) -> progress.store());
    return object;
  }

  private ShardReceipt receipt(
      String path, Ticker ticker, String dataset, @Nullable CompletableFuture<StoredObject> object)
      throws IOException, InterruptedException {
    if (object == null) {
      return new ShardReceipt(path, ticker, dataset, Outcome.EMPTY, 0, "");
    }
    StoredObject there = await(object);
    return new ShardReceipt(path, ticker, dataset, there.outcome(), there.bytes(), there.crc32c());
  }

  /** An upload that goes on for too long may still succeed; a later run finds its object then. */
  private StoredObject await(CompletableFuture<StoredObject> object)
      throws IOException, InterruptedException {
    try {
      return object.get(millisLeft(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // If it has not begun, it never will.
      object.cancel(false);
      throw new IOException("the storage gave no answer by the run's deadline", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      // Unforeseen: costs this shard, not the run.
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private long millisLeft() {
    Instant now = Objects.requireNonNull(clock, "open() comes first").instant();
    if (until == null) {
      until = (now.isBefore(deadline) ? deadline : now).plus(grace);
    }
    return Math.max(0, Duration.between(now, until).toMillis());
  }
}
