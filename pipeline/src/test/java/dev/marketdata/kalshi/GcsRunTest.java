package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.runs.RunNotices;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageObject;
import dev.marketdata.kalshi.storage.StorageRole;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Runs the whole job with input and output in a bucket, with the roles that {@code cloud/deploy.sh}
 * gives the worker.
 */
@Timeout(120)
class GcsRunTest {

  private static final int MARKETS = 1_000;
  private static final String BUCKET = "kalshi-out";

  private final StorageServer storage =
      StorageServer.start()
          .bucket(BUCKET)
          .grant(
              BUCKET,
              StorageRole.OBJECT_CREATOR,
              StorageRole.OBJECT_VIEWER,
              StorageRole.DATAFLOW_WORKER)
          .bucket("kalshi-in")
          .grant("kalshi-in", StorageRole.OBJECT_USER, StorageRole.DATAFLOW_WORKER);
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time()));
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private int runs;

  @BeforeEach
  void listMarkets() {
    exchange.manyMarkets("KXMANY", MARKETS);
    storage.put(
        "kalshi-in",
        "tickers.txt",
        IntStream.rangeClosed(1, MARKETS)
            .mapToObj(i -> String.format("KXMANY-E00001-T%07d%n", i))
            .collect(Collectors.joining()));
  }

  @AfterEach
  void stop() {
    kalshi.close();
    storage.close();
  }

  private RunSummary collect() throws IOException {
    GcsEndpoint gcs = GcsEndpoint.of(storage.endpoint());
    OutputRoot output = new OutputRoot("gs://" + BUCKET, gcs);
    runs++;
    RunId run = new RunId(TestRun.SLOT, "test", TestRun.SLOT.time().plusSeconds(runs));
    RunSettings settings =
        new RunSettings(
            run,
            new TickerFiles("gs://kalshi-in/tickers.txt", gcs),
            output,
            new KalshiSettings(
                run.name() + UUID.randomUUID(),
                new ApiRoot(kalshi.url().toString()),
                null,
                new BudgetSettings(new BigDecimal("0.9"), new BigDecimal(1_000)),
                Instant.now().plus(Duration.ofHours(1))),
            new FetchRules(
                new MarketSelection(Set.of(), TestRun.SLOT.time(), false),
                List.of(),
                Window.before(TestRun.SLOT.time(), Duration.ofHours(2))),
            BigDecimal.ONE,
            RunNotices.NONE);
    QuickClients.join(settings.kalshi(), new ManualClock(Instant.now()));
    Pipeline pipeline = Pipeline.create();
    MarketDataPipeline.build(pipeline, settings);
    pipeline.run().waitUntilFinish();
    KalshiClients.release(settings.kalshi());
    try (ObjectStore store = output.open(run)) {
      return RunSummary.fromJson(store.read(run.folder() + "/summary.json"));
    }
  }

  private List<StorageObject> shards() {
    return storage.objects(BUCKET, "market_data/");
  }

  @Test
  void aNewShardIsOneRequestAndTheRunHasFewOtherRequests() throws Exception {
    RunSummary summary = collect();

    assertThat(summary.shards(Datasets.MARKETS), is(new RunSummary.Shards(MARKETS, 0, null)));
    assertThat(shards(), hasSize(MARKETS));
    // One checks that the bucket accepts objects.
    assertThat(storage.count(RequestKind.INSERT, "market_data"), is(MARKETS + 1L));
    // Earlier runs are listed; the ticker file and the summary are read; four files are written.
    // The
    // check cannot replace objects, so it asks which permissions it has.
    Map<RequestKind, Long> others = storage.counts();
    others.merge(RequestKind.INSERT, -MARKETS - 1L, Long::sum);
    assertThat(
        others,
        is(
            Map.of(
                RequestKind.LIST, 2L,
                RequestKind.BUCKET, 1L,
                RequestKind.GET, 1L,
                RequestKind.MEDIA, 2L,
                RequestKind.INSERT, 1L,
                RequestKind.UPLOAD_START, 3L,
                RequestKind.UPLOAD_PIECE, 3L)));
  }

  @Test
  void theSummaryHasTheGenerationOfTheTickerFile() throws Exception {
    assertThat(
        collect().tickers().generation(),
        is(Long.toString(storage.object("kalshi-in", "tickers.txt").orElseThrow().generation())));
  }

  @Test
  void aSecondRunOfASlotChangesNoShard() throws Exception {
    collect();
    List<String> before = shards().stream().map(StorageObject::toString).toList();

    RunSummary second = collect();

    assertThat(second.shards(Datasets.MARKETS), is(new RunSummary.Shards(0, MARKETS, null)));
    assertThat(shards().stream().map(StorageObject::toString).toList(), is(before));
    assertThat(storage.objects(BUCKET, "runs/"), hasSize(8));
  }

  @Test
  void aShardThatTheStorageRefusesIsAMiss() throws Exception {
    storage
        .faults()
        .always(request -> request.object().contains("T0000042/date="), StorageFault.status(403));

    RunSummary summary = collect();

    assertThat(summary.shards(Datasets.MARKETS), is(new RunSummary.Shards(MARKETS - 1, 0, null)));
    assertThat(summary.misses().get("not_stored"), is(1L));
    assertThat(summary.verdict(), is(Verdict.PARTIAL));
  }

  @Test
  void temporaryStorageFaultsLoseNothing() throws Exception {
    storage
        .faults()
        .next(30, request -> request.kind() == RequestKind.INSERT, StorageFault.status(503));
    storage
        .faults()
        .next(10, request -> request.kind() == RequestKind.INSERT, StorageFault.hiddenSuccess(503));

    RunSummary summary = collect();

    assertThat(summary.shards(Datasets.MARKETS), is(new RunSummary.Shards(MARKETS, 0, null)));
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
    assertThat(summary.stoppedBy(), is(nullValue()));
    assertThat(storage.count(RequestKind.INSERT), is(lessThanOrEqualTo(MARKETS + 60L)));
  }
}
