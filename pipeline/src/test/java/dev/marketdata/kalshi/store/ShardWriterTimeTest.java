package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Candles;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Pages;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tests how long a run waits for a storage that does not respond. */
class ShardWriterTimeTest {

  private static final Instant DEADLINE = Instant.parse("2026-11-22T15:40:00Z");
  private static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "time",
          Instant.parse("2026-11-22T14:04:00Z"));
  private static final String BODY = "{\"ticker\":\"A\"}";
  private static final Page PAGE =
      Pages.of(
          new Markets(),
          Tier.LIVE,
          Instant.EPOCH,
          Instant.EPOCH,
          BODY.getBytes(StandardCharsets.UTF_8),
          Pages.row("A", BODY, BODY));

  private final ManualClock clock = new ManualClock(DEADLINE);
  private final SilentStore store = new SilentStore();
  private final List<String> failures = new ArrayList<>();
  private final List<ShardReceipt> receipts = new ArrayList<>();
  private final ShardWriter writer =
      new ShardWriter(
          new OutputRoot("unused"),
          RUN,
          new ApiRoot("https://external-api.kalshi.com/trade-api/v2"),
          DEADLINE,
          Duration.ofSeconds(10));

  @BeforeEach
  void open() {
    RunProgress.forget(RUN.name());
    writer.open(store, clock);
  }

  @AfterEach
  void forget() {
    RunProgress.forget(RUN.name());
  }

  @Test
  void theStorageIsWaitedForUntilAGraceAfterTheDeadline() throws Exception {
    clock.advance(Duration.ofMinutes(-5));
    write();
    writer.finish();

    assertThat(store.waited, contains(Duration.ofSeconds(310)));
  }

  @Test
  void afterTheDeadlineOnlyTheGraceIsLeft() throws Exception {
    clock.advance(Duration.ofMinutes(5));
    write();
    writer.finish();

    assertThat(store.waited, contains(Duration.ofSeconds(10)));
  }

  @Test
  void theGraceIsGivenOnceAndNotToEachShard() throws Exception {
    clock.advance(Duration.ofMinutes(5));
    write();
    writer.finish();
    clock.advance(Duration.ofSeconds(4));
    write();
    writer.finish();
    clock.advance(Duration.ofSeconds(30));
    write();
    writer.finish();

    assertThat(
        store.waited, contains(Duration.ofSeconds(10), Duration.ofSeconds(6), Duration.ZERO));
  }

  @Test
  void aRunsGraceIsTenSeconds() {
    assertThat(ShardWriter.GRACE, is(Duration.ofSeconds(10)));
  }

  @Test
  void aLateShardIsAFailure() throws Exception {
    write();
    writer.finish();

    assertThat(
        failures, contains(containsString("no response from the storage by the run's deadline")));
  }

  @Test
  void anUploadThatHasNotStartedByThenIsNotStarted() throws Exception {
    write();
    writer.finish();

    assertThat(store.uploads.get(0).isCancelled(), is(true));
  }

  @Test
  void anUnstoredShardIsNoProgress() throws Exception {
    write();

    assertThat(RunProgress.of(RUN.name()).stored(), is(0L));
  }

  @Test
  void aStoredShardIsProgressImmediately() throws Exception {
    write();
    store.uploads.get(0).complete(new StoredObject(Outcome.STORED, 1, ""));

    assertThat(RunProgress.of(RUN.name()).stored(), is(1L));
  }

  @Test
  void anUnexpectedFailureLosesOnlyItsShard() throws Exception {
    write();
    store.answers = true;
    store.uploads.get(0).completeExceptionally(new IllegalStateException("a bug"));
    writer.finish();

    assertThat(failures, contains(containsString("IllegalStateException: a bug")));
    assertThat(receipts, is(empty()));
  }

  @Test
  void aRefusalIsQuoted() throws Exception {
    write();
    store.answers = true;
    store.uploads.get(0).completeExceptionally(new IOException("no room"));
    writer.finish();

    assertThat(
        failures,
        contains("A market_data/ticker=A/date=2026-11-22/20261122T140000Z.json: no room"));
  }

  @Test
  void aMarketWithoutItemsNeedsNoUpload() throws Exception {
    write(
        Pages.of(
            new Candles(),
            Tier.LIVE,
            Instant.EPOCH,
            Instant.EPOCH,
            BODY.getBytes(StandardCharsets.UTF_8),
            Pages.row("A")));
    writer.finish();

    assertThat(store.uploads, is(empty()));
    assertThat(
        receipts,
        contains(
            new ShardReceipt(
                "candles/ticker=A/date=2026-11-22/20261122T140000Z.json",
                new Ticker("A"),
                "candles",
                Outcome.EMPTY,
                0,
                "",
                "live")));
  }

  private void write() throws InterruptedException {
    write(PAGE);
  }

  private void write(Page page) throws InterruptedException {
    writer.write(
        page,
        (stored, failed) -> {
          receipts.addAll(stored);
          failed.forEach((row, why) -> failures.add(row.ticker() + " " + why));
        });
  }

  /** Does not respond, and records how long callers wait. */
  private static final class SilentStore implements ObjectStore {

    private final List<CompletableFuture<StoredObject>> uploads = new ArrayList<>();
    private final List<Duration> waited = new ArrayList<>();
    private boolean answers;

    @Override
    public boolean create(String path, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public CompletableFuture<StoredObject> createAsync(Supplier<Shard> shard) {
      CompletableFuture<StoredObject> upload =
          new CompletableFuture<>() {
            @Override
            public StoredObject get(long time, TimeUnit unit)
                throws InterruptedException, ExecutionException, TimeoutException {
              waited.add(Duration.of(time, unit.toChronoUnit()));
              if (answers) {
                return super.get(time, unit);
              }
              throw new TimeoutException();
            }
          };
      uploads.add(upload);
      return upload;
    }

    @Override
    public Executor threads() {
      return Runnable::run;
    }

    @Override
    public StoredObject create(String path, byte[] bytes) {
      throw new IllegalStateException("shards are created by threads");
    }

    @Override
    public void write(String path, Content content) {
      throw new IllegalStateException("there are shards only");
    }

    @Override
    public byte[] read(String path) {
      throw new IllegalStateException("there are shards only");
    }

    @Override
    public void check() {}

    @Override
    public void close() {}
  }
}
