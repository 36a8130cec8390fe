package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
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
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;

/** Fetches chunks with the run's client, and stores each page as it arrives. */
final class FetchFn extends DoFn<FetchChunk, List<ShardReceipt>> {

  // Used when the budget could not be learned; the first requests will fail with the reason.
  private static final int IN_FLIGHT_WITHOUT_BUDGET = 8;

  private final KalshiSettings kalshi;
  private final FetchRules rules;
  private final ShardWriter shards;
  private final boolean last;
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
   * @param last true if failures are misses; false if they are left to a second pass
   */
  FetchFn(KalshiSettings kalshi, FetchRules rules, ShardWriter shards, boolean last) {
    this.kalshi = kalshi;
    this.rules = rules;
    this.shards = shards;
    this.last = last;
  }

  @Setup
  public void open() {
    client = KalshiClients.acquire(kalshi);
    shards.open(client.clock());
  }

  @Teardown
  public void close() {
    KalshiClients.release(kalshi);
  }

  @ProcessElement
  public void fetch(@Element FetchChunk chunk, MultiOutputReceiver out)
      throws InterruptedException {
    RequestLedger ledger = new RequestLedger();
    List<Want> unfinished = new ArrayList<>();
    ChunkFetch.MissConsumer misses =
        (want, miss) -> {
          if (miss.reason().isRetryable() && isTimeForAnotherPass()) {
            unfinished.add(want);
          } else {
            missed.inc();
            out.get(FetchMarkets.MISSES).output(miss);
          }
        };
    ChunkFetch work =
        new ChunkFetch(
            client,
            ledger,
            rules,
            maxInFlight(ledger),
            (page, wants) -> {
              markets.inc(page.rows().size());
              shards.write(
                  page,
                  (stored, failed) -> {
                    count(stored);
                    out.get(FetchMarkets.RECEIPTS).output(stored);
                    failed.forEach((ticker, why) -> notStored(page, wants, ticker, why, misses));
                  });
            },
            misses,
            // The first pass has already counted the selectors of the second.
            last ? selectors -> {} : RunProgress.of(kalshi.run())::selectorsDone);
    work.run(chunk);
    shards.finish();
    if (!unfinished.isEmpty()) {
      FetchChunk.divide(unfinished, 1).forEach(out.get(FetchMarkets.UNFINISHED)::output);
    }
    out.get(FetchMarkets.USAGE).output(usage(ledger));
  }

  private static void notStored(
      Page page,
      Function<Ticker, Want> wants,
      Ticker ticker,
      String why,
      ChunkFetch.MissConsumer misses) {
    Want want = wants.apply(ticker).of(page.dataset().name(), ticker);
    misses.accept(want, want.miss(MissReason.NOT_STORED, why, null));
  }

  private boolean isTimeForAnotherPass() {
    return !last && client.clock().instant().isBefore(kalshi.deadline());
  }

  private static void count(List<ShardReceipt> receipts) {
    for (ShardReceipt receipt : receipts) {
      Metrics.counter("kalshi", "shards-" + receipt.outcome().jsonName()).inc();
    }
  }

  private FetchUsage usage(RequestLedger ledger) {
    Duration waited = client.takeWaited();
    FetchUsage usage =
        new FetchUsage(ledger.usage(), waited, client.rate(), client.stoppedBy(), ledger.drift());
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
