package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.either;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageRequest;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs with faults of the storage; {@link RunCheck} checks each of them. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StorageFaultSuiteTest {

  private static RunCheck check;

  // Of one page.
  private final ExpectedMarkets expected =
      ExpectedMarkets.markets(new ManualClock(TestRun.SLOT.time()), 60);
  private final Set<String> seen = ConcurrentHashMap.newKeySet();
  private final KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange());
  private final StorageServer storage = StorageServer.start();
  private TestRun run;

  @BeforeAll
  static void learnFromAQuietRun(@TempDir Path folder) throws IOException {
    check =
        RunCheck.quietly(ExpectedMarkets.markets(new ManualClock(TestRun.SLOT.time()), 60), folder);
  }

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder).into(storage).waitingOn(new ManualClock(TestRun.SLOT.time()));
  }

  @AfterEach
  void close() {
    kalshi.close();
    storage.close();
  }

  private Left collect() throws IOException {
    Left left = run.collect(expected.selectors());
    check.check(run.files(""), left.folder());
    return left;
  }

  private static boolean isNewShard(StorageRequest request) {
    return request.kind() == RequestKind.INSERT && request.object().startsWith("market_data/");
  }

  static Stream<StorageFault> stumbles() {
    return Stream.of(
        StorageFault.status(408),
        StorageFault.status(429),
        StorageFault.status(500),
        StorageFault.status(503),
        StorageFault.broken(),
        StorageFault.brokenAfterSuccess(),
        StorageFault.hiddenSuccess(429),
        StorageFault.hiddenSuccess(503));
  }

  @ParameterizedTest
  @MethodSource("stumbles")
  void aTemporaryFaultLosesNothingAndStoresNothingTwice(StorageFault fault) throws Exception {
    storage.faults().next(20, request -> isNewShard(request) && seen.add(request.object()), fault);

    Left left = collect();

    assertThat(
        left.summary().shards(Datasets.MARKETS),
        is(new RunSummary.Shards(expected.allMarkets().size(), 0, null)));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
  }

  static Stream<StorageFault> stumblesOfEveryKind() {
    return Stream.of(StorageFault.status(503), StorageFault.brokenAfterSuccess());
  }

  @ParameterizedTest
  @MethodSource("stumblesOfEveryKind")
  void theSummaryIsWrittenDespiteATemporaryFault(StorageFault fault) throws Exception {
    storage
        .faults()
        .next(
            2,
            request -> request.kind() != RequestKind.MEDIA && request.object().startsWith("runs/"),
            fault);

    assertThat(collect().summary().verdict(), is(Verdict.COMPLETE));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 412})
  void onlyTheRefusedShardIsMissing(int status) throws Exception {
    storage
        .faults()
        .always(
            request -> isNewShard(request) && request.object().contains("T0000007/"),
            StorageFault.status(status));

    Left left = collect();

    assertThat(left.summary().misses().get("not_stored"), is(1L));
    assertThat(left.failed(), is(List.of("market:KXMANY-E00001-T0000007")));
  }

  @Test
  void aStorageThatRefusesAllShardsIsNoticedBeforeAnythingIsFetched() throws Exception {
    storage.faults().always(StorageFaultSuiteTest::isNewShard, StorageFault.status(403));

    Left left = collect();

    assertThat(kalshi.requests().total(), is(0L));
    assertThat(
        left.summary().stoppedBy(), startsWith("Cloud Storage has been down since 2026-11-22T14"));
    assertThat(left.failed(), is(expected.selectors()));
  }

  static Stream<StorageFault> outages() {
    return Stream.of(
        StorageFault.status(403),
        StorageFault.status(429),
        StorageFault.status(503),
        StorageFault.broken());
  }

  @ParameterizedTest
  @MethodSource("outages")
  void anOutageOfFiveMinutesLosesNothing(StorageFault fault) throws Exception {
    ManualClock clock = new ManualClock(TestRun.SLOT.time());
    Instant end = clock.instant().plus(Duration.ofMinutes(5));
    storage.faults().always(request -> isNewShard(request) && clock.instant().isBefore(end), fault);
    run.waitingOn(clock);

    Left left = collect();

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(left.receipts(), hasSize(expected.allMarkets().size()));
    assertThat(left.summary().outages(), hasSize(1));
  }

  @Test
  void refusalsAtRandomLoseNothing() throws Exception {
    Random random = new Random(1);
    storage
        .faults()
        .always(
            request -> isNewShard(request) && random.nextDouble() < 0.15, StorageFault.status(429));

    assertThat(collect().summary().verdict(), is(Verdict.COMPLETE));
  }

  static Stream<StorageFault> thingsThatLast() {
    return Stream.of(
        StorageFault.hang(), StorageFault.status(503), StorageFault.hiddenSuccess(503));
  }

  @ParameterizedTest
  @MethodSource("thingsThatLast")
  void theDeadlineEndsTheWaitForAStorage(StorageFault fault) throws Exception {
    // Nine of the sixty, whose uploads go on for a while after the run.
    storage
        .faults()
        .always(request -> isNewShard(request) && request.object().contains("T000000"), fault);
    ManualClock clock = new ManualClock(Instant.now());
    run.waitingOn(clock).graceOf(Duration.ofMillis(100));
    passTheDeadlineWithTheFirstPage(clock);

    Left left = collect();

    List<String> notStored =
        left.misses().stream()
            .filter(miss -> miss.get("reason").asText().equals("not_stored"))
            .map(miss -> miss.get("detail").asText())
            .toList();
    assertThat(notStored, is(not(empty())));
    assertThat(
        notStored,
        everyItem(
            either(endsWith("no response from the storage by the run's deadline"))
                .or(containsString("Cloud Storage: "))));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  private void passTheDeadlineWithTheFirstPage(ManualClock clock) {
    kalshi
        .faults()
        .always(
            request -> {
              if (request.path().endsWith("/markets")) {
                clock.advance(Duration.ofHours(3));
              }
              return false;
            },
            Fault.status(500));
  }

  @Test
  void aTickerFileThatIsReplacedWhileItIsReadIsReadConsistently() throws Exception {
    StorageServer in = storage.bucket("kalshi-in");
    in.put("kalshi-in", "tickers.txt", "KXOLD-1\nKXOLD-2\n");
    AtomicBoolean replaced = new AtomicBoolean();
    storage
        .faults()
        .always(
            request -> {
              if (request.kind() == RequestKind.MEDIA && replaced.compareAndSet(false, true)) {
                storage.put("kalshi-in", "tickers.txt", String.join("\n", expected.selectors()));
              }
              return false;
            },
            StorageFault.broken());

    Left left =
        run.collect(
            new TickerFiles("gs://kalshi-in/tickers.txt", GcsEndpoint.of(storage.endpoint())));
    check.check(run.files(""), left.folder());

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(left.receipts(), hasSize(expected.allMarkets().size()));
  }
}
