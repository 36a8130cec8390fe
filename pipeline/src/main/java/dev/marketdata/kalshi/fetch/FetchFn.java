package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.RequestLedger;
import java.time.Duration;
import org.apache.beam.sdk.metrics.Counter;
import org.apache.beam.sdk.metrics.Metrics;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.TupleTag;

/** Fetches chunk after chunk with the run's one client, each page into the sink. */
final class FetchFn<R> extends DoFn<FetchChunk, R> {

  // Enough to learn, by asking, why the window cannot be known.
  private static final int WINDOW_WITHOUT_BUDGET = 8;

  private final KalshiSettings kalshi;
  private final FetchRules rules;
  private final PageSink<R> sink;
  private final TupleTag<R> pages;
  private final boolean last;
  private final Counter markets = Metrics.counter("kalshi", "snapshots-fetched");
  private final Counter missed = Metrics.counter("kalshi", "misses");
  private final Counter requests = Metrics.counter("kalshi", "requests");
  // Tells Dataflow that this stage waits for a limit and no worker would speed it up.
  private final Counter throttled =
      Metrics.counter(Metrics.THROTTLE_TIME_NAMESPACE, Metrics.THROTTLE_TIME_COUNTER_NAME);

  private transient KalshiClient client;

  FetchFn(
      KalshiSettings kalshi, FetchRules rules, PageSink<R> sink, TupleTag<R> pages, boolean last) {
    this.kalshi = kalshi;
    this.rules = rules;
    this.sink = sink;
    this.pages = pages;
    this.last = last;
  }

  @Setup
  public void join() {
    client = KalshiClients.join(kalshi);
    sink.open();
  }

  @Teardown
  public void leave() {
    KalshiClients.leave(kalshi);
  }

  @ProcessElement
  public void fetch(@Element FetchChunk chunk, MultiOutputReceiver out)
      throws InterruptedException {
    RequestLedger ledger = new RequestLedger();
    PagesUnderWay<R> underWay = new PagesUnderWay<>(out.get(pages)::output);
    ChunkFetch work =
        new ChunkFetch(
            client,
            ledger,
            rules,
            window(ledger),
            page -> {
              markets.inc(page.snapshots().size());
              underWay.add(sink.take(page), page.body().length);
            },
            miss -> {
              boolean again = !last && miss.reason().isWorthASecondPass();
              missed.inc(again ? 0 : 1);
              out.get(again ? FetchedMarkets.UNFINISHED : FetchedMarkets.MISSES).output(miss);
            },
            // Whoever watches has counted these selectors already when a second pass begins.
            last ? selectors -> {} : RunProgress.of(kalshi.run())::settle);
    work.run(chunk);
    underWay.finish();
    Duration waited = client.takeWaited();
    FetchUsage usage =
        new FetchUsage(
            ledger.usage(), waited, client.rate(), client.stoppedBy(), ledger.drift(), work.walk());
    throttled.inc(waited.toMillis());
    requests.inc(usage.requests().total());
    usage
        .requests()
        .byStatus()
        .forEach((status, count) -> Metrics.counter("kalshi", "requests-" + status).inc(count));
    out.get(FetchedMarkets.USAGE).output(usage);
    QueryPacker left = new QueryPacker();
    work.left().forEach(left::add);
    left.chunks(1).forEach(out.get(FetchedMarkets.LEFT)::output);
  }

  private int window(RequestLedger ledger) {
    try {
      return client.window(ledger);
    } catch (KalshiException e) {
      return WINDOW_WITHOUT_BUDGET;
    }
  }
}
