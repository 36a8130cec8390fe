package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasEntry;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.LogEntry;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricNameFilter;
import org.apache.beam.sdk.metrics.MetricsFilter;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the whole job on the SDK harness, and compares with a run on the direct runner. */
@Timeout(120)
class SdkHarnessTest {

  /** "Earlier runs" for the first pass, and the six side inputs of the summary. */
  private static final int SIDE_INPUTS = 7;

  private static RunCheck check;
  private static TestRun there;
  private static Left direct;
  private static Left left;
  private static Map<String, Long> directCounters;
  private static HarnessResult result;

  @BeforeAll
  static void run(@TempDir Path directly, @TempDir Path onHarness) throws IOException {
    ExpectedMarkets expected = ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      TestRun here = new TestRun(kalshi, directly);
      RunSettings settings = here.settings(expected.selectors());
      directCounters = counters(run(settings, "DirectRunner"));
      direct = here.read(settings, null);
      check = new RunCheck(expected, here.files(""));
    }
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      there = new TestRun(kalshi, onHarness);
      RunSettings settings = there.settings(expected.selectors());
      result = (HarnessResult) run(settings, HarnessRunner.class.getName());
      left = there.read(settings, result.failure());
    }
  }

  private static PipelineResult run(RunSettings settings, String runner) {
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--runner=" + runner).create());
    MarketDataPipeline.build(pipeline, settings);
    return pipeline.run();
  }

  @Test
  void theJobSucceeds() {
    assertThat(result.waitUntilFinish(), is(PipelineResult.State.DONE));
    assertThat(result.failedBundles(), is(0));
  }

  @Test
  void theFilesAreThoseOfTheDirectRunner() throws IOException {
    check.check(there.files(""), left.folder());
    assertThat(left.missed(), is(direct.missed()));
    assertThat(timeless(left.summary()), is(timeless(direct.summary())));
  }

  /** Returns what does not depend on the machine's clock, a port or a folder. */
  private static List<Object> timeless(RunSummary summary) {
    return List.of(
        summary.verdict(),
        summary.shards(),
        summary.misses(),
        summary.requests(),
        summary.bytes(),
        summary.selectors(),
        summary.schemaDrift());
  }

  @Test
  void theCountersAreThoseOfTheDirectRunner() {
    assertThat(counters(result), is(directCounters));
    assertThat(directCounters, hasEntry("shards-stored", left.summary().stored()));
  }

  private static Map<String, Long> counters(PipelineResult ofRun) {
    MetricsFilter own =
        MetricsFilter.builder().addNameFilter(MetricNameFilter.inNamespace("kalshi")).build();
    Map<String, Long> counters = new TreeMap<>();
    ofRun
        .metrics()
        .queryMetrics(own)
        .getCounters()
        .forEach(
            counter ->
                counters.merge(counter.getName().getName(), counter.getAttempted(), Long::sum));
    return counters;
  }

  @Test
  void eachSideInputIsReadOnceThroughTheStateApi() {
    assertThat(result.sideInputReads(), is(SIDE_INPUTS));
  }

  @Test
  void theSummaryLineIsALogRecordOfItsStep() {
    List<LogEntry> lines =
        result.logEntries().stream()
            .filter(entry -> entry.getMessage().startsWith("RUN_SUMMARY "))
            .toList();

    assertThat(lines, hasSize(1));
    LogEntry line = lines.get(0);
    assertThat(
        line.getMessage(),
        is("RUN_SUMMARY slot=2026-11-22T14:00:00Z job=test verdict=complete stored=92 failed=0"));
    assertThat(line.getSeverity(), is(LogEntry.Severity.Enum.INFO));
    assertThat(line.getLogLocation(), is("dev.marketdata.kalshi.runs.WriteRunSummary"));
    assertThat(line.getTransformId(), containsString("Write-summary"));
  }

  /** Cloud Logging shows them as {@code jsonPayload.custom_data}. */
  @Test
  void theSummaryLineHasItsNumbersAsFields() {
    LogEntry line =
        result.logEntries().stream()
            .filter(entry -> entry.getMessage().startsWith("RUN_SUMMARY "))
            .findFirst()
            .orElseThrow();
    Map<String, String> fields = new TreeMap<>();
    line.getCustomData()
        .getFieldsMap()
        .forEach((name, value) -> fields.put(name, value.getStringValue()));

    assertThat(fields, hasEntry("slot", "2026-11-22T14:00:00Z"));
    assertThat(fields, hasEntry("job", "test"));
    assertThat(fields, hasEntry("verdict", "complete"));
    assertThat(fields, hasEntry("stored", "92"));
    assertThat(fields, hasEntry("failed", "0"));
  }
}
