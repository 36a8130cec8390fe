package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.runs.FindEarlierRuns;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.WriteRunSummary;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.tickers.ReadTickers;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests bundles that a runner retries: a page is processed twice, or a worker dies between the
 * upload and the commit. The objects and the counts must be the same.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class BundleRetryIT {

  private static RunCheck check;

  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
  private final KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange());
  private final StorageServer storage = StorageServer.start();
  private TestRun run;

  @BeforeAll
  static void learnFromAQuietRun(@TempDir Path folder) throws IOException {
    check =
        RunCheck.quietly(ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time())), folder);
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
  void aPageThatIsProcessedTwiceIsCountedOnce(boolean inABucket) throws Exception {
    choose(inABucket);
    RunSettings settings = run.settings(expected.selectors());

    runWithEveryChunkTwice(settings);

    allIsThere(settings, inABucket);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aWorkerThatDiesBetweenUploadAndCommitLosesNothing(boolean inABucket) throws Exception {
    choose(inABucket);
    RunSettings settings = run.settings(expected.selectors());
    assertThrows(Pipeline.PipelineExecutionException.class, () -> runUntilAWorkerDies(settings));
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

  /** A local file does not name the run that wrote it; an object does. */
  private void allIsThere(RunSettings settings, boolean inABucket) throws IOException {
    Left left = run.read(settings, null);
    RunSummary summary = check.check(run.files(""), left.folder());
    long all = expected.allMarkets().size();
    assertThat(summary.shards(Datasets.MARKETS).there(), is(all));
    if (inABucket) {
      assertThat(summary.shards(Datasets.MARKETS), is(new RunSummary.Shards(all, 0, null)));
    }
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
  }

  /**
   * Every chunk is fetched and stored twice: by a worker whose results are lost, and by another.
   */
  private static void runWithEveryChunkTwice(RunSettings settings) {
    Pipeline pipeline = Pipeline.create();
    PCollectionTuple tickers = pipeline.apply(ReadTickers.from(settings.tickers()));
    PCollection<TickerSelectors> selectors = tickers.get(ReadTickers.SELECTORS);
    PCollection<EarlierRuns> earlier = earlier(pipeline, settings);
    PCollectionTuple unheard = fetch("Unheard", settings, selectors, earlier);
    assertThat(unheard.has(FetchMarkets.RECEIPTS), is(true));
    fetch("Heard", settings, selectors, earlier)
        .and(ReadTickers.INVALID, tickers.get(ReadTickers.INVALID))
        .and(ReadTickers.COUNTS, tickers.get(ReadTickers.COUNTS))
        .and(FindEarlierRuns.EARLIER, earlier)
        .apply(
            WriteRunSummary.of(
                settings.output(),
                settings.run(),
                settings.kalshi(),
                settings.maxFailedFraction(),
                settings.rules()));
    pipeline.run().waitUntilFinish();
  }

  /** Shards are stored, but their receipts are lost. */
  private static void runUntilAWorkerDies(RunSettings settings) {
    Pipeline pipeline = Pipeline.create();
    fetch(
            "Dying",
            settings,
            pipeline.apply(ReadTickers.from(settings.tickers())).get(ReadTickers.SELECTORS),
            earlier(pipeline, settings))
        .get(FetchMarkets.RECEIPTS)
        .apply(ParDo.of(new DyingFn()));
    pipeline.run().waitUntilFinish();
  }

  private static PCollection<EarlierRuns> earlier(Pipeline pipeline, RunSettings settings) {
    return pipeline.apply(
        FindEarlierRuns.of(
            settings.output(),
            settings.run(),
            settings.kalshi(),
            settings.rules(),
            settings.tickers().pattern()));
  }

  private static PCollectionTuple fetch(
      String name,
      RunSettings settings,
      PCollection<TickerSelectors> selectors,
      PCollection<EarlierRuns> earlier) {
    ShardWriter writer =
        ShardWriter.under(
            settings.output(),
            settings.run(),
            settings.kalshi().api(),
            settings.kalshi().deadline());
    return selectors.apply(
        name,
        FetchMarkets.of(
            settings.kalshi(),
            settings.rules(),
            writer,
            earlier.apply("Earlier than " + name, View.asSingleton())));
  }

  private static final class DyingFn extends DoFn<List<ShardReceipt>, Void> {

    private static final long serialVersionUID = 1L;

    @ProcessElement
    public void die(@Element List<ShardReceipt> stored) {
      if (!stored.isEmpty()) {
        throw new IllegalStateException("the worker died");
      }
    }
  }
}
