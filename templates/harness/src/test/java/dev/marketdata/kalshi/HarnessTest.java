package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarnessTest {
  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));

  @Test
  void theWholeJobRuns(@TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      TestRun run = new TestRun(kalshi, folder);
      RunSettings settings = run.settings(expected.selectors());
      Pipeline pipeline =
          Pipeline.create(
              PipelineOptionsFactory.fromArgs("--runner=" + HarnessRunner.class.getName())
                  .create());
      MarketDataPipeline.build(pipeline, settings);
      HarnessResult result = (HarnessResult) pipeline.run();
      System.out.println(result.failure());
      System.out.println(result.counters());
      System.out.println(result.sideInputReads() + " reads");
      result
          .logEntries()
          .forEach(
              e ->
                  System.out.println(
                      e.getSeverity() + " " + e.getLogLocation() + " " + e.getMessage()));
      assertThat(result.getState(), is(PipelineResult.State.DONE));
    }
  }
}
