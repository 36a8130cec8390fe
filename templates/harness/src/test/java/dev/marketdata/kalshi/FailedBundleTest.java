package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Bundles that fail on the SDK harness are repeated up to four times, as on Dataflow. */
@Timeout(120)
class FailedBundleTest {

  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
  private final KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange());
  private final StorageServer storage = StorageServer.start();
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder).into(storage);
  }

  @AfterEach
  void close() {
    kalshi.close();
    storage.close();
  }

  @Test
  void theFourthAttemptAtABundleHealsTheRun(@TempDir Path quiet) throws IOException {
    RunSettings settings = run.settings(expected.selectors());
    FailingFn.failures.set(HarnessJob.ATTEMPTS - 1);
    Pipeline pipeline = pipeline();
    buildWithFailures(pipeline, settings);

    HarnessResult result = (HarnessResult) pipeline.run();

    assertThat(result.failedBundles(), is(HarnessJob.ATTEMPTS - 1));
    Left left = run.read(settings, result.failure());
    RunSummary summary = RunCheck.quietly(expected, quiet).check(run.files(""), left.folder());
    assertThat(
        summary.shards(Datasets.MARKETS),
        is(new RunSummary.Shards(expected.allMarkets().size(), 0, null)));
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void aFailedRunEndsTheJobWithItsReasonAndOneSummary() throws IOException {
    RunSettings settings = run.settings(List.of("KXNONE-1"));
    Pipeline pipeline = pipeline();
    MarketDataPipeline.build(pipeline, settings);

    HarnessResult result = (HarnessResult) pipeline.run();

    Exception failure = assertThrows(RuntimeException.class, result::waitUntilFinish);
    assertThat(
        failure.getMessage(),
        containsString("RunFailedException: nothing is stored, because Kalshi has none of"));
    assertThat(result.failedBundles(), is(HarnessJob.ATTEMPTS));
    assertThat(
        result.logEntries().stream()
            .filter(entry -> entry.getMessage().startsWith("RUN_SUMMARY "))
            .toList(),
        hasSize(1));
    assertThat(run.read(settings, failure).summary().verdict(), is(Verdict.FAILED));
  }

  private static Pipeline pipeline() {
    return Pipeline.create(
        PipelineOptionsFactory.fromArgs("--runner=" + HarnessRunner.class.getName()).create());
  }

  /** Builds the job with a function that fails in the bundle that stores the shards. */
  private static void buildWithFailures(Pipeline pipeline, RunSettings settings) {
    PCollectionTuple tickers = pipeline.apply(ReadTickers.from(settings.tickers()));
    PCollection<EarlierRuns> earlier =
        pipeline.apply(
            FindEarlierRuns.of(
                settings.output(),
                settings.run(),
                settings.kalshi(),
                settings.rules(),
                settings.tickers().pattern()));
    ShardWriter writer =
        ShardWriter.under(
            settings.output(),
            settings.run(),
            settings.kalshi().api(),
            settings.kalshi().deadline());
    PCollectionTuple fetched =
        tickers
            .get(ReadTickers.SELECTORS)
            .apply(
                FetchMarkets.of(
                    settings.kalshi(),
                    settings.rules(),
                    writer,
                    earlier.apply(View.asSingleton())));
    fetched.get(FetchMarkets.RECEIPTS).apply("Fail", ParDo.of(new FailingFn()));
    fetched
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
  }

  private static final class FailingFn extends DoFn<List<ShardReceipt>, Void> {

    private static final long serialVersionUID = 1L;

    // Static, because the harness of this JVM has copies of the function.
    private static final AtomicInteger failures = new AtomicInteger();

    @ProcessElement
    public void fail(@Element List<ShardReceipt> stored) {
      if (!stored.isEmpty() && failures.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        throw new IllegalStateException("the worker died");
      }
    }
  }
}
