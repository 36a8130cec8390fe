package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.WriteRunSummary;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.OpenApiContract;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.tickers.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each dataset of the list is supported everywhere. */
@Timeout(60)
class DatasetContractTest {

  private static final OpenApiContract CONTRACT = OpenApiContract.ofKalshi();

  private final KalshiSimulator kalshi =
      KalshiSimulator.start(
          SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time()))
              .event("E", "E-1")
              .market("E-1", "A", MarketState.ACTIVE)
              .market("E-1", "B", MarketState.ACTIVE));
  private TestRun run;

  static Stream<MarketDataset> optionalDatasets() {
    return Datasets.optional().stream();
  }

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder).waitingOn(new ManualClock(TestRun.SLOT.time()));
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void theSimulatorAndTheOpenApiDocumentHaveItsEndpoint(MarketDataset dataset) throws Exception {
    run.including(dataset).collect("event:E-1");

    assertThat(kalshi.requests().countTo(path(dataset)) > 0, is(true));
    assertThat(kalshi.requests().requests(), is(not(empty())));
    String complaints = CONTRACT.check(kalshi.requests().requests());
    assertThat(complaints, complaints.isEmpty());
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void everyMarketHasAReceiptOfIt(MarketDataset dataset) throws Exception {
    Left left = run.including(dataset).collect("event:E-1");

    assertThat(paths(left, dataset), hasSize(2));
    assertThat(paths(left, dataset), everyItem(startsWith(dataset.name() + "/ticker=")));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void itIsCountedInTheSummaryByItsKey(MarketDataset dataset) throws Exception {
    RunSummary summary = run.including(dataset).collect("event:E-1").summary();

    RunSummary.Shards shards = summary.shards(dataset);
    long empty = shards.empty() == null ? 0 : shards.empty();
    assertThat(shards.there() + empty, is(2L));
    assertThat(summary.shards().get(dataset.summaryKey()), is(shards));
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void itIsInTheSummaryOfARunThatDoesNotCollectIt(MarketDataset dataset) throws Exception {
    RunSummary summary = run.collect("event:E-1").summary();

    assertThat(summary.shards().keySet(), hasItem(dataset.summaryKey()));
    assertThat(summary.shards(dataset).there(), is(0L));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void aFailedRequestIsRetriedWithoutItsMarket(MarketDataset dataset) throws Exception {
    kalshi.faults().next(8, path(dataset), Fault.status(503));

    Left left = run.including(dataset).collect("event:E-1");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(paths(left, dataset), hasSize(2));
    assertThat(kalshi.requests().countTo("/markets"), is(1L));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void aDatasetThatStaysUnavailableIsAMissPerMarketAndFailsTheRun(MarketDataset dataset)
      throws Exception {
    String path = path(dataset);
    kalshi.faults().always(request -> request.path().endsWith(path), Fault.status(503));

    Left left = run.including(dataset).collect("event:E-1");

    assertThat(left.missed(), contains("event:E-1 unavailable", "event:E-1 unavailable"));
    assertThat(
        left.misses().stream().map(miss -> miss.get("dataset").asText()).toList(),
        everyItem(is(dataset.name())));
    assertThat(left.failed(), contains("market:A", "market:B"));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void itsShardsCountWhereMissesAreAllowed(MarketDataset dataset) throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith(path(dataset)) && request.query().contains("B"),
            Fault.status(400));

    RunSummary summary = run.allowing("0.25").including(dataset).collect("event:E-1").summary();

    assertThat(summary.verdict(), is(Verdict.PARTIAL));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void itsShardsAreInTheLogLineOfTheRun(MarketDataset dataset) throws Exception {
    List<String> lines = new ArrayList<>();
    Logger logger = Logger.getLogger(WriteRunSummary.class.getPackageName());
    Handler handler = new LineHandler(lines);
    Level before = logger.getLevel();
    logger.setLevel(Level.INFO);
    logger.addHandler(handler);
    RunSummary summary;
    try {
      summary = run.including(dataset).collect("event:E-1").summary();
    } finally {
      logger.removeHandler(handler);
      logger.setLevel(before);
    }

    assertThat(
        lines,
        hasItem(
            "RUN_SUMMARY slot=2026-11-22T14:00:00Z job=test verdict=complete stored="
                + summary.stored()
                + " failed=0"));
  }

  private static String path(MarketDataset dataset) {
    Window window = Window.before(TestRun.SLOT.time(), Duration.ofHours(2));
    return dataset.query(Tier.LIVE, List.of(new Ticker("A")), window).target().path();
  }

  private static List<String> paths(Left left, MarketDataset dataset) {
    return left.receipts().stream()
        .map(receipt -> receipt.get("path").asText())
        .filter(path -> path.startsWith(dataset.name() + "/"))
        .toList();
  }

  private static final class LineHandler extends Handler {

    private final List<String> lines;

    LineHandler(List<String> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord record) {
      lines.add(new SimpleFormatter().formatMessage(record));
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
