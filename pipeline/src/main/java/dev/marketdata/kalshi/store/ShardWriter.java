package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serializable;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
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
     * @param failed the rows without a shard, with the reason in one line
     */
    void accept(List<ShardReceipt> stored, Map<Row, String> failed);
  }

  private record Pending(
      Page page,
      Map<Optional<Window>, Envelope> envelopes,
      List<@Nullable CompletableFuture<StoredObject>> objects,
      PageResult result) {

    Envelope envelope(Row row) {
      return Objects.requireNonNull(envelopes.get(Optional.ofNullable(row.window())));
    }
  }

  private final OutputRoot output;
  private final RunId run;
  private final ApiRoot api;
  private final Instant deadline;
  private final Duration grace;
  private transient @Nullable ObjectStore store;
  private transient @Nullable Clock clock;
  private transient @Nullable String full;
  private transient @Nullable Instant giveUpAt;
  private transient @Nullable Deque<Pending> pending;
  private transient long pendingBytes;

  ShardWriter(OutputRoot output, RunId run, ApiRoot api, Instant deadline, Duration grace) {
    this.output = output;
    this.run = run;
    this.api = api;
    this.deadline = deadline;
    this.grace = grace;
  }

  /**
   * Returns a writer of a run's shards under the output root.
   *
   * @param api the API root of their content, which each shard contains
   * @param deadline the time after which the run does not wait for the storage
   */
  public static ShardWriter under(OutputRoot output, RunId run, ApiRoot api, Instant deadline) {
    return under(output, run, api, deadline, GRACE);
  }

  /** As above, with a grace other than {@link #GRACE}. */
  public static ShardWriter under(
      OutputRoot output, RunId run, ApiRoot api, Instant deadline, Duration grace) {
    return new ShardWriter(output, run, api, deadline, grace);
  }

  /** Opens the store; called once for each copy, before its first page. */
  public void open(Timing timing) {
    open(output.open(run, timing, deadline), timing.clock());
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
    Map<Optional<Window>, Envelope> envelopes = new HashMap<>();
    List<@Nullable CompletableFuture<StoredObject>> objects = new ArrayList<>();
    for (Row row : page.rows()) {
      Envelope envelope =
          envelopes.computeIfAbsent(
              Optional.ofNullable(row.window()),
              window -> Envelope.of(page, run.slot(), window.orElse(null), api));
      objects.add(isEmpty(page, row) ? null : create(page, row, envelope));
    }
    pending().addLast(new Pending(page, envelopes, objects, result));
    pendingBytes += page.body().length;
  }

  /**
   * Opens the newest shard of a market, of a slot before this run's.
   *
   * @return null if there is none
   */
  public @Nullable InputStream earlierShard(String dataset, Ticker market) throws IOException {
    String folder = dataset + "/ticker=" + market.value();
    String before = new ShardPath(dataset, run.slot()).of(market);
    for (String date : newestFirst(output.list(folder))) {
      for (String name : newestFirst(output.list(folder + "/" + date))) {
        String path = folder + "/" + date + "/" + name;
        if (path.compareTo(before) < 0) {
          return output.read(path);
        }
      }
    }
    return null;
  }

  private static List<String> newestFirst(List<String> names) {
    return names.stream().sorted(Comparator.reverseOrder()).toList();
  }

  /** Waits for all pages. */
  public void finish() throws InterruptedException {
    while (!pending().isEmpty()) {
      finishOldest();
    }
  }

  /**
   * Waits until the storage accepts objects. Called before anything is fetched, which would be in
   * vain otherwise.
   *
   * @return null if it does; the reason if it did not until the deadline
   */
  public @Nullable String awaitStorage() {
    try {
      store().check();
      return null;
    } catch (IOException e) {
      return Excerpt.of(e);
    }
  }

  /** Returns whether shards are stored in Cloud Storage rather than a local folder. */
  public boolean isInBucket() {
    return output.isInBucket();
  }

  /** Returns the reason why no later shard can be stored either; null if there is none. */
  public @Nullable String full() {
    return full;
  }

  /** Returns the outages of the storage so far, in order. */
  public List<Outage> outages() {
    return output.outages(run);
  }

  private ObjectStore store() {
    return Objects.requireNonNull(store, "open() comes first");
  }

  private Deque<Pending> pending() {
    return Objects.requireNonNull(pending, "open() comes first");
  }

  private void finishOldest() throws InterruptedException {
    Pending oldest = pending().removeFirst();
    Page page = oldest.page();
    pendingBytes -= page.body().length;
    List<ShardReceipt> stored = new ArrayList<>();
    Map<Row, String> failed = new LinkedHashMap<>();
    for (int i = 0; i < oldest.objects().size(); i++) {
      Row row = page.rows().get(i);
      Ticker ticker = row.ticker();
      String path = oldest.envelope(row).path(ticker);
      try {
        stored.add(receipt(path, ticker, page, oldest.objects().get(i)));
      } catch (IOException e) {
        if (e instanceof StorageFullException) {
          full = Excerpt.of(e);
        }
        failed.put(row, path + ": " + Excerpt.of(e));
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
        store().createAsync(() -> Shard.of(page, row, envelope));
    CompletableFuture<Void> unused = object.thenAccept(there -> progress.shardStored());
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
