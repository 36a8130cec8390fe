package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.OutageGate;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a store is retried, on a clock that is moved instead of waited for. */
@Timeout(60)
class RetryingStoreTest {

  private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");
  private static final Instant DEADLINE = START.plus(Duration.ofMinutes(100));

  private final ManualClock clock = new ManualClock(START);
  private final Timing timing = QuickClients.timing(clock);
  private final OutageGate gate = new OutageGate("Cloud Storage", "a-run", timing, DEADLINE);
  private final FailingStore storage = new FailingStore();
  private final RetryingStore store = new RetryingStore(storage, gate, timing, DEADLINE);

  @Test
  void anObjectThatFailsAloneIsGivenUpAfterEightAttempts() {
    storage.fails = path -> path.equals("bad");

    assertThrows(IOException.class, () -> store.create("bad", new byte[0]));
    assertThat(
        storage.calls,
        is(List.of("bad", "bad", "bad", "bad", "bad", "bad", "bad", "bad", "check")));
  }

  @Test
  void aStorageThatIsDownIsWaitedFor() throws Exception {
    Instant end = START.plus(Duration.ofMinutes(30));
    storage.fails = path -> clock.instant().isBefore(end);

    assertThat(store.create("one", new byte[0]).outcome(), is(Outcome.STORED));
  }

  @Test
  void anOutageCostsOneCheckPerHalfMinute() throws Exception {
    Instant end = START.plus(Duration.ofMinutes(30));
    storage.fails = path -> clock.instant().isBefore(end);
    StoredObject unused = store.create("one", new byte[0]);

    assertThat(storage.calls.size(), is(lessThan(60 + 8 + 3 + 2)));
  }

  @Test
  void anOutageIsReported() throws Exception {
    Instant end = START.plus(Duration.ofMinutes(30));
    storage.fails = path -> clock.instant().isBefore(end);
    StoredObject unused = store.create("one", new byte[0]);

    assertThat(gate.outages(), hasSize(1));
  }

  @Test
  void theDeadlineEndsTheWait() {
    storage.fails = path -> true;

    assertThat(
        assertThrows(IOException.class, () -> store.create("one", new byte[0])).getMessage(),
        is(
            "Cloud Storage has been down since 2026-11-22T14:00:00Z: HTTP 503; the run's deadline"
                + " came first"));
    assertThat(clock.instant(), is(DEADLINE));
  }

  @Test
  void anObjectThatIsRefusedForGoodIsNotRetried() {
    storage.refuses = path -> true;

    assertThrows(RefusedException.class, () -> store.create("one", new byte[0]));
    assertThat(storage.calls, is(List.of("one")));
  }

  @Test
  void aSuspectedStorageIsWaitedForBeforeTheFirstObject() throws Exception {
    gate.suspect();
    storage.fails = path -> clock.instant().isBefore(START.plus(Duration.ofMinutes(5)));
    store.check();

    assertThat(clock.instant(), is(greaterThan(START.plus(Duration.ofMinutes(5)))));
  }

  @Test
  void aRunFileIsStillWrittenAfterTheDeadline() throws Exception {
    clock.advance(Duration.ofMinutes(101));
    storage.fails = path -> storage.calls.size() < 4;
    store.write("summary.json", out -> {});

    assertThat(storage.calls, hasSize(4));
  }

  @Test
  void aRunFileIsGivenUpTwoMinutesAfterTheDeadlineAtTheLatest() {
    storage.fails = path -> true;

    assertThat(
        assertThrows(IOException.class, () -> store.write("summary.json", out -> {})).getMessage(),
        containsString("HTTP 503"));
    assertThat(clock.instant(), is(lessThan(DEADLINE.plus(Duration.ofMinutes(2)))));
  }

  /** Fails on demand, and records the paths of its calls. */
  private static final class FailingStore implements ObjectStore {

    private final List<String> calls = new ArrayList<>();
    private Predicate<String> fails = path -> false;
    private Predicate<String> refuses = path -> false;

    private void call(String path) throws IOException {
      calls.add(path);
      if (fails.test(path)) {
        throw new IOException("HTTP 503");
      }
      if (refuses.test(path)) {
        throw new RefusedException("HTTP 400", new IOException());
      }
    }

    @Override
    public boolean create(String path, Path file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public StoredObject create(String path, byte[] bytes) throws IOException {
      call(path);
      return StoredObject.of(Outcome.STORED, bytes);
    }

    @Override
    public Executor threads() {
      return Runnable::run;
    }

    @Override
    public void write(String path, Content content) throws IOException {
      call(path);
    }

    @Override
    public byte[] read(String path) {
      throw new IllegalStateException("nothing is read");
    }

    @Override
    public void check() throws IOException {
      call("check");
    }

    @Override
    public void close() {}
  }
}
