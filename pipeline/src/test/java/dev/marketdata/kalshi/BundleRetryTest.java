package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.notNullValue;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.PageSink;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.Verdict;
import dev.marketdata.kalshi.runs.WriteRunSummary;
import dev.marketdata.kalshi.simulator.Asked;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.ReceiptPage;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.tickers.ReadTickers;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.runners.direct.DirectOptions;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.SerializableUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What an engine does that repeats its bundles: the same page comes twice, and a worker dies when a
 * page is stored and nobody has been told. Same objects, same sum.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BundleRetryTest {

  private static RunCheck check;

  private final Asked asked = Asked.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
  private final KalshiSimulator kalshi = KalshiSimulator.start(asked.exchange());
  private final StorageServer storage = StorageServer.start();
  private TestRun run;

  @BeforeAll
  static void learnFromAQuietRun(@TempDir Path folder) throws IOException {
    check = RunCheck.quietly(Asked.ofEveryKind(new ManualClock(TestRun.SLOT.time())), folder);
  }

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder);
  }

  @AfterEach
  void close() {
    kalshi.close();
    storage.close();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void everyPageOfARunThatComesTwiceIsCountedOnce(boolean inABucket) throws Exception {
    choose(inABucket);
    RunSettings settings = run.settings(asked.selectors());

    Throwable failure = failureOf(settings, new Repeating(writer(settings)));

    assertThat(failure, is((Throwable) null));
    allIsThere(settings, inABucket);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWorkerThatDiesBetweenUploadAndCommitIsMadeUpFor(boolean inABucket) throws Exception {
    choose(inABucket);
    RunSettings settings = run.settings(asked.selectors());
    assertThat(failureOf(settings, new Dying(writer(settings), 3)), is(notNullValue()));
    Map<String, String> before = run.files("market_data");

    run.collect(settings);

    assertThat(run.files("market_data").entrySet().containsAll(before.entrySet()), is(true));
    allIsThere(settings, inABucket);
  }

  private void choose(boolean inABucket) {
    if (inABucket) {
      run.into(storage);
    }
  }

  /** A local file does not tell which run wrote it; an object does. */
  private void allIsThere(RunSettings settings, boolean inABucket) throws IOException {
    Left left = run.read(settings, null);
    RunSummary summary = check.check(run.files(""), left.folder());
    long all = asked.allMarkets().size();
    assertThat(summary.markets().there(), is(all));
    if (inABucket) {
      assertThat(summary.markets(), is(new RunSummary.Shards(all, 0)));
    }
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
  }

  private static ShardWriter writer(RunSettings settings) {
    return ShardWriter.under(
        settings.output(), settings.run(), settings.kalshi().api(), settings.kalshi().deadline());
  }

  private static @Nullable Throwable failureOf(RunSettings settings, PageSink<ReceiptPage> sink) {
    DirectOptions options = PipelineOptionsFactory.as(DirectOptions.class);
    options.setEnforceImmutability(false);
    Pipeline pipeline = Pipeline.create(options);
    ReadTickers.Result tickers = pipeline.apply(ReadTickers.from(settings.tickers()));
    pipeline.apply(
        WriteRunSummary.of(
            settings.output(),
            settings.run(),
            settings.maxFailedFraction(),
            tickers,
            tickers.selectors().apply(FetchMarkets.of(settings.kalshi(), settings.rules(), sink))));
    try {
      pipeline.run().waitUntilFinish();
      return null;
    } catch (Pipeline.PipelineExecutionException e) {
      return e;
    }
  }

  /** Every page is stored by a worker that nobody hears of again, then by another. */
  private static final class Repeating implements PageSink<ReceiptPage> {

    private static final long serialVersionUID = 1L;

    private final ShardWriter writer;

    Repeating(ShardWriter writer) {
      this.writer = writer;
    }

    @Override
    public void open() {
      writer.open();
    }

    @Override
    public Taken<ReceiptPage> take(MarketPage page) {
      ShardWriter forgotten = SerializableUtils.clone(writer);
      forgotten.open();
      Taken<ReceiptPage> first = forgotten.take(page);
      return () -> {
        ReceiptPage unused = first.await();
        return writer.take(page).await();
      };
    }

    @Override
    public Coder<ReceiptPage> coder() {
      return writer.coder();
    }
  }

  /** Stores some pages, and throws when the last of them is stored. */
  private static final class Dying implements PageSink<ReceiptPage> {

    private static final long serialVersionUID = 1L;
    private static final AtomicInteger STORED = new AtomicInteger();

    private final ShardWriter writer;
    private final int pages;

    Dying(ShardWriter writer, int pages) {
      this.writer = writer;
      this.pages = pages;
      STORED.set(0);
    }

    @Override
    public void open() {
      writer.open();
    }

    @Override
    public Taken<ReceiptPage> take(MarketPage page) {
      Taken<ReceiptPage> taken = writer.take(page);
      return () -> died(taken.await());
    }

    private ReceiptPage died(ReceiptPage stored) {
      if (STORED.incrementAndGet() >= pages) {
        throw new IllegalStateException("the worker died");
      }
      return stored;
    }

    @Override
    public Coder<ReceiptPage> coder() {
      return writer.coder();
    }
  }
}
