package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.base.RunLog;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.store.RunProgress;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fetches chunks with the run's client, and stores each page as it arrives. */
final class FetchFn extends DoFn<FetchChunk, List<ShardReceipt>> {

  /** The name of the side input. */
  static final String EARLIER = "earlier";

  private static final Logger LOG = LoggerFactory.getLogger(FetchFn.class);

  // Used when the budget could not be learned; the first requests will fail with the reason.
  private static final int IN_FLIGHT_WITHOUT_BUDGET = 8;

  private final KalshiSettings kalshi;
  private final FetchRules rules;
  private final ShardWriter shards;
  private final Pass pass;
  private final Counter markets = Metrics.counter("kalshi", "snapshots-fetched");
  private final Counter missed = Metrics.counter("kalshi", "misses");
  private final Counter requests = Metrics.counter("kalshi", "requests");
  // Shows Dataflow that this stage waits for a rate limit and more workers would not help.
  private final Counter throttled =
      Metrics.counter(Metrics.THROTTLE_TIME_NAMESPACE, Metrics.THROTTLE_TIME_COUNTER_NAME);

  private transient KalshiClient client;

  /**
   * Creates a function that uses the client of the given settings.
   *
   * @param pass decides which failures are left to the next pass
   */
  FetchFn(KalshiSettings kalshi, FetchRules rules, ShardWriter shards, Pass pass) {
    this.kalshi = kalshi;
    this.rules = rules;
    this.shards = shards;
    this.pass = pass;
  }

  @Setup
  public void open() {
    client = KalshiClients.acquire(kalshi);
    shards.open(client.timing());
  }

  @Teardown
  public void close() {
    KalshiClients.release(kalshi);
  }

  @ProcessElement
  public void fetch(
      @Element FetchChunk chunk, @SideInput(EARLIER) EarlierRuns earlier, MultiOutputReceiver out)
      throws InterruptedException {
    Instant start =
        chunk.notBefore().isAfter(rules.readyAt()) ? chunk.notBefore() : rules.readyAt();
    if (pass == Pass.FIRST && start.isAfter(now())) {
      RunProgress.of(kalshi.run()).await("the data of the slot, which is complete at " + start);
    }
    client.waitUntil(start);
    if (earlier.refusal() != null) {
      client.stop(earlier.refusal());
    }
    RunProgress progress = RunProgress.of(kalshi.run());
    progress.await("the storage");
    String refused = shards.awaitStorage();
    if (refused != null) {
      client.stop(refused);
    }
    progress.await("Kalshi");
    RequestLedger ledger = new RequestLedger();
    // All failures of a chunk are retried at once, after the last of them.
    Unfinished unfinished = new Unfinished();
    ChunkFetch.MissConsumer misses =
        (want, miss) -> {
          Instant retryAt =
              miss.reason().isRetryable() && client.stoppedBy() == null
                  ? pass.retryAt(isLasting(miss.reason()), now(), kalshi.deadline())
                  : null;
          if (retryAt == null) {
            for (Miss one : want.eachOf(miss)) {
              progress.windowsDone(one.window() == null ? 0 : 1);
              missed.inc();
              out.get(FetchMarkets.MISSES).output(one);
            }
          } else {
            unfinished.add(want, retryAt);
          }
        };
    ChunkFetch work =
        new ChunkFetch(
            client,
            ledger,
            rules.after(earlier),
            maxInFlight(ledger),
            new KeptResults(shards)::has,
            (page, wants) -> {
              progress.await(null);
              markets.inc(page.rows().size());
              shards.write(
                  page,
                  (stored, failed) -> {
                    count(stored);
                    progress.windowsDone(page.dataset().hasWindow() ? stored.size() : 0);
                    String full = shards.full();
                    if (full != null) {
                      client.stop(full);
                    }
                    out.get(FetchMarkets.RECEIPTS).output(stored);
                    failed.forEach((row, why) -> notStored(page, wants, row, why, misses));
                  });
            },
            misses,
            // The first pass has already counted the selectors of the others.
            new ChunkFetch.Progress() {
              @Override
              public void selectorsDone(long selectors) {
                if (pass == Pass.FIRST) {
                  progress.selectorsDone(selectors);
                }
              }

              @Override
              public void windowsWanted(long windows) {
                progress.windowsWanted(windows);
              }
            });
    work.run(chunk);
    progress.await(null);
    shards.finish();
    unfinished.chunks(kalshi.run()).forEach(out.get(FetchMarkets.UNFINISHED)::output);
    out.get(FetchMarkets.USAGE).output(usage(ledger, work.volumes()));
  }

  private static void notStored(
      Page page,
      Function<Ticker, Want> wants,
      Row row,
      String why,
      ChunkFetch.MissConsumer misses) {
    Window window = row.window();
    Want want =
        wants
            .apply(row.ticker())
            .of(page.dataset().name(), row.ticker())
            .over(window == null ? null : Windows.of(window));
    misses.accept(want, want.miss(MissReason.NOT_STORED, why, null));
  }

  /** The same object comes back malformed, and a local folder does not repair itself. */
  private boolean isLasting(MissReason reason) {
    return reason == MissReason.MALFORMED
        || (reason == MissReason.NOT_STORED && !shards.isInBucket());
  }

  private Instant now() {
    return client.timing().clock().instant();
  }

  /** What the next pass retries. */
  private static final class Unfinished {

    private final List<Want> wants = new ArrayList<>();
    private Instant notBefore = Instant.EPOCH;

    void add(Want want, Instant retryAt) {
      wants.add(want);
      notBefore = retryAt.isAfter(notBefore) ? retryAt : notBefore;
    }

    List<FetchChunk> chunks(String run) {
      if (wants.isEmpty()) {
        return List.of();
      }
      RunLog.of(LOG, run)
          .info(
              "{} of the requested items failed; they are tried again at {}",
              wants.size(),
              notBefore.truncatedTo(ChronoUnit.SECONDS));
      return FetchChunk.divide(wants, 1, notBefore);
    }
  }

  private static void count(List<ShardReceipt> receipts) {
    for (ShardReceipt receipt : receipts) {
      Metrics.counter("kalshi", "shards-" + receipt.outcome().jsonName()).inc();
    }
  }

  private FetchUsage usage(RequestLedger ledger, VolumeCheck volumes) {
    Duration waited = client.takeWaited();
    FetchUsage usage =
        new FetchUsage(
            ledger.usage(),
            waited,
            client.rate(),
            client.stoppedBy(),
            ledger.drift(),
            Stream.concat(client.outages().stream(), shards.outages().stream()).toList(),
            volumes,
            client.clockOffset());
    throttled.inc(waited.toMillis());
    requests.inc(usage.requests().total());
    usage
        .requests()
        .byStatus()
        .forEach((status, count) -> Metrics.counter("kalshi", "requests-" + status).inc(count));
    return usage;
  }

  private int maxInFlight(RequestLedger ledger) {
    try {
      return client.maxInFlight(ledger);
    } catch (KalshiException e) {
      return IN_FLIGHT_WITHOUT_BUDGET;
    }
  }
}
