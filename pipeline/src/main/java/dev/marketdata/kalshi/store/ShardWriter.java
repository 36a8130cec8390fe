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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Writes one shard for each market of a page, unless it is there already. It is part of the job
 * graph; each copy is used by one thread after {@link #open}.
 */
public final class ShardWriter implements Serializable {

  private static final long serialVersionUID = 1L;

  /** The time after the deadline in which pending shards may still be stored. */
  public static final Duration GRACE = Duration.ofSeconds(10);

  /**
   * Room for about 3,500 markets on any number of pages: a bucket stores 100 shards at a time, and
   * the page of an event may have only one.
   */
  static final long MAX_PENDING_BYTES = 8 << 20;

  /** Receives the result of a page. */
  public interface PageResult {
    /**
     * Called once per page.
     *
     * @param stored the receipts of the markets that are done
     * @param failed the markets without a shard, with the reason in one line
     */
    void accept(List<ShardReceipt> stored, Map<Ticker, String> failed);
  }

  private record Pending(
      Page page,
      Envelope envelope,
      List<@Nullable CompletableFuture<StoredObject>> objects,
      PageResult result) {}

  private final OutputRoot output;
  private final RunId run;
  private final ApiRoot api;
  private final Window window;
  private final Instant deadline;
  private final Duration grace;
  private transient @Nullable ObjectStore store;
  private transient @Nullable Clock clock;
  private transient @Nullable Instant giveUpAt;
  private transient @Nullable Deque<Pending> pending;
  private transient long pendingBytes;

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
   * Returns a writer of a run's shards under the output root.
   *
   * @param api the API root of their content, which each shard contains
   * @param window the time span of datasets with a window
   * @param deadline the time after which the run does not wait for the storage
   */
  public static ShardWriter under(
      OutputRoot output, RunId run, ApiRoot api, Window window, Instant deadline) {
    return under(output, run, api, window, deadline, GRACE);
  }

  /** As above, with a grace other than {@link #GRACE}. */
  public static ShardWriter under(
      OutputRoot output, RunId run, ApiRoot api, Window window, Instant deadline, Duration grace) {
    return new ShardWriter(output, run, api, window, deadline, grace);
  }

  /** Opens the store; called once for each copy, before its first page. */
  public void open(Clock byClock) {
    open(output.open(run), byClock);
  }

  void open(ObjectStore inStore, Clock byClock) {
    store = inStore;
    clock = byClock;
    pending = new ArrayDeque<>();
  }

  /**
   * Starts to store the shards of a page on the store's threads. The next pages are fetched
   * meanwhile, up to a limit, because a fast exchange and a slow storage would exhaust the memory:
   * if there is no room, this waits for the oldest pages first.
   *
   * @param result called by this thread, in this call or a later one
   */
  public void write(Page page, PageResult result) throws InterruptedException {
    while (!pending().isEmpty() && pendingBytes + page.body().length > MAX_PENDING_BYTES) {
      finishOldest();
    }
    Envelope envelope = Envelope.of(page, run.slot(), window, api);
    List<@Nullable CompletableFuture<StoredObject>> objects = new ArrayList<>();
    for (Row row : page.rows()) {
      objects.add(isEmpty(page, row) ? null : create(page, row, envelope));
    }
    pending().addLast(new Pending(page, envelope, objects, result));
    pendingBytes += page.body().length;
  }

  /** Waits for all pages. */
  public void finish() throws InterruptedException {
    while (!pending().isEmpty()) {
      finishOldest();
    }
  }

  private Deque<Pending> pending() {
    return Objects.requireNonNull(pending, "open() comes first");
  }

  private void finishOldest() throws InterruptedException {
    Pending oldest = pending().removeFirst();
    Page page = oldest.page();
    pendingBytes -= page.body().length;
    List<ShardReceipt> stored = new ArrayList<>();
    Map<Ticker, String> failed = new LinkedHashMap<>();
    for (int i = 0; i < oldest.objects().size(); i++) {
      Ticker ticker = page.rows().get(i).ticker();
      String path = oldest.envelope().path(ticker);
      try {
        stored.add(receipt(path, ticker, page, oldest.objects().get(i)));
      } catch (IOException e) {
        failed.put(ticker, Excerpt.of(path + ": " + Excerpt.of(e)));
      }
    }
    oldest.result().accept(stored, failed);
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
        object.whenComplete((there, failure) -> progress.shardDone());
    return object;
  }

  private ShardReceipt receipt(
      String path, Ticker ticker, Page page, @Nullable CompletableFuture<StoredObject> object)
      throws IOException, InterruptedException {
    StoredObject there = object == null ? new StoredObject(Outcome.EMPTY, 0, "") : await(object);
    return new ShardReceipt(
        path,
        ticker,
        page.dataset().name(),
        there.outcome(),
        there.bytes(),
        there.crc32c(),
        page.tier().jsonName());
  }

  /** An upload that is late may still succeed; a later run finds its object then. */
  private StoredObject await(CompletableFuture<StoredObject> object)
      throws IOException, InterruptedException {
    try {
      return object.get(millisLeft(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      // Keeps it from starting if it has not.
      object.cancel(false);
      throw new IOException("no response from the storage by the run's deadline", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IOException refused) {
        throw refused;
      }
      // Unexpected: fails this shard, not the run.
      throw new IOException(String.valueOf(e.getCause()), e);
    }
  }

  private long millisLeft() {
    Instant now = Objects.requireNonNull(clock, "open() comes first").instant();
    if (giveUpAt == null) {
      giveUpAt = (now.isBefore(deadline) ? deadline : now).plus(grace);
    }
    return Math.max(0, Duration.between(now, giveUpAt).toMillis());
  }
}
