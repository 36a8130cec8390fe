package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.base.LoggedLines;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.OutageGate.DeadlineException;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import dev.marketdata.kalshi.simulator.ManualClock;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When requests wait for the end of an outage, and for how long. */
@Timeout(60)
class OutageGateTest {

  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
  private static final Instant DEADLINE = START.plus(Duration.ofHours(2));

  private final ManualClock clock = new ManualClock(START);
  private final OutageGate gate =
      new OutageGate(
          "Kalshi",
          "a-run",
          new Timing(
              clock,
              TimeMeter.SYSTEM_NANOTIME,
              nanos -> clock.advance(Duration.ofNanos(nanos)),
              new Random(1)),
          DEADLINE);

  private final List<Duration> probes = new ArrayList<>();
  private @Nullable String problem = "HTTP 502";

  /** Fails that many requests, two in turn, one every half second. */
  private void fail(int times) {
    for (int i = 0; i < times; i++) {
      gate.onFailure(i % 2, "HTTP 502");
      clock.advance(Duration.ofMillis(500));
    }
  }

  private boolean pass() throws DeadlineException, InterruptedException {
    return gate.pass(this::probe);
  }

  private @Nullable String probe() {
    probes.add(Duration.between(START, clock.instant()));
    return problem;
  }

  /** The server is up again at the time of that probe. */
  private boolean passAfterProbes(int number) throws DeadlineException, InterruptedException {
    return gate.pass(
        () -> {
          String found = probe();
          return probes.size() < number ? found : null;
        });
  }

  @Test
  void aWarningHasTheServerAndTheRunAsFields() {
    try (LoggedLines logged = new LoggedLines(OutageGate.class)) {
      fail(3);

      assertThat(logged.lines(), hasSize(1));
      assertThat(logged.lines().get(0).fields(), is(Map.of("server", "Kalshi", "run", "a-run")));
    }
  }

  @Test
  void nineFailuresSendNoProbe() throws Exception {
    fail(9);

    assertThat(pass(), is(false));
    assertThat(probes, is(empty()));
  }

  @Test
  void tenFailuresInARowSendOne() throws Exception {
    fail(10);
    problem = null;

    assertThat(pass(), is(false));
    assertThat(probes, hasSize(1));
  }

  @Test
  void aSuccessBreaksTheRow() throws Exception {
    fail(9);
    gate.onSuccess();
    fail(9);

    assertThat(pass(), is(false));
    assertThat(probes, is(empty()));
  }

  @Test
  void failuresOfOneRequestAloneSendNone() throws Exception {
    for (int i = 0; i < 100; i++) {
      gate.onFailure("one", "HTTP 500");
      clock.advance(Duration.ofSeconds(1));
    }

    assertThat(pass(), is(false));
    assertThat(probes, is(empty()));
  }

  @Test
  void manyFailuresAtOnceSendNone() throws Exception {
    for (int i = 0; i < 256; i++) {
      gate.onFailure(i, "reset");
    }

    assertThat(pass(), is(false));
    assertThat(probes, is(empty()));
  }

  @Test
  void aServerThatIsUpIsNotWaitedFor() throws Exception {
    fail(10);
    Instant before = clock.instant();
    problem = null;

    assertThat(pass(), is(false));
    assertThat(clock.instant(), is(before));
    assertThat(gate.outages(), is(empty()));
  }

  @Test
  void aServerThatWasUpAMomentAgoIsNotProbedAgain() throws Exception {
    fail(10);
    problem = null;
    assertThat(pass(), is(false));
    fail(10);

    assertThat(pass(), is(false));
    assertThat(probes, hasSize(1));
  }

  @Test
  void aServerThatIsDownIsProbedEveryHalfMinute() throws Exception {
    fail(10);

    assertThat(passAfterProbes(4), is(true));
    assertThat(
        probes,
        contains(
            Duration.ofSeconds(5),
            Duration.ofSeconds(35),
            Duration.ofSeconds(65),
            Duration.ofSeconds(95)));
  }

  @Test
  void afterTheOutageRequestsPassAtOnce() throws Exception {
    fail(10);
    assertThat(passAfterProbes(3), is(true));
    Instant opened = clock.instant();

    assertThat(pass(), is(false));
    assertThat(clock.instant(), is(opened));
  }

  @Test
  void aRequestOutOfAttemptsAsksOnceMore() throws Exception {
    for (int i = 0; i < 8; i++) {
      gate.onFailure("one", "HTTP 500");
    }

    assertThat(gate.isDown(8, this::probe), is(true));
    assertThat(gate.isClosed(), is(true));
  }

  @Test
  void aRequestOutOfAttemptsWhileOthersSucceedDoesNot() throws Exception {
    for (int i = 0; i < 8; i++) {
      gate.onFailure("one", "HTTP 500");
    }
    gate.onSuccess();

    assertThat(gate.isDown(8, this::probe), is(false));
    assertThat(probes, is(empty()));
  }

  @Test
  void aSuccessInFlightOpensIt() throws Exception {
    fail(10);
    assertThat(
        gate.pass(
            () -> {
              String found = probe();
              // A request that was sent before has its response now.
              clock.advance(Duration.ofMillis(1));
              return probes.size() == 1 ? found : null;
            }),
        is(true));
    assertThat(gate.isClosed(), is(false));
  }

  @Test
  void allRequestsShareTheProbes() throws Exception {
    fail(10);
    AtomicInteger sent = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<Boolean>> requests = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        requests.add(
            threads.submit(() -> gate.pass(() -> sent.incrementAndGet() < 3 ? "HTTP 502" : null)));
      }
      for (Future<Boolean> request : requests) {
        boolean unused = request.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(sent.get(), is(3));
  }

  @Test
  void theDeadlineEndsTheWait() {
    fail(10);
    DeadlineException tooLate = assertThrows(DeadlineException.class, this::pass);

    assertThat(
        tooLate.getMessage(),
        is(
            "Kalshi has been down since 2026-11-26T08:00:00Z: HTTP 502; the run's deadline came"
                + " first"));
    assertThat(clock.instant(), is(DEADLINE));
  }

  @Test
  void anOutageIsReportedFromItsFirstFailureToTheFirstSuccess() throws Exception {
    fail(10);
    assertThat(passAfterProbes(2), is(true));

    assertThat(gate.outages(), contains(new Outage("Kalshi", START, clock.instant(), "HTTP 502")));
  }

  /** Returns what a thread gets that queues before the gate closes, and has its turn after that. */
  private boolean ofThreadThatQueues(Callable<Boolean> call) throws Exception {
    fail(10);
    FutureTask<Boolean> queued = new FutureTask<>(call);
    Thread thread = new Thread(queued);
    boolean unused =
        gate.pass(
            () -> {
              if (probes.isEmpty()) {
                thread.start();
                while (thread.getState() != Thread.State.WAITING) {
                  Thread.onSpinWait();
                }
              }
              String found = probe();
              return probes.size() < 3 ? found : null;
            });
    return queued.get(60, TimeUnit.SECONDS);
  }

  @Test
  void aRequestThatQueuesDuringAnOutageHasWaitedForIt() throws Exception {
    assertThat(ofThreadThatQueues(this::pass), is(true));
  }

  @Test
  void aRequestThatUsesUpItsAttemptsAsAnOutageBeginsIsNotAtFault() throws Exception {
    assertThat(ofThreadThatQueues(() -> gate.isDown(8, this::probe)), is(true));
  }

  @Test
  void aSuspectedServerIsProbedWithoutAFailure() throws Exception {
    gate.suspect();

    assertThat(passAfterProbes(2), is(true));
    assertThat(gate.outages(), contains(new Outage("Kalshi", START, clock.instant(), "HTTP 502")));
  }

  @Test
  void anOutageThatLastsHasNoEnd() {
    fail(10);
    assertThrows(DeadlineException.class, this::pass);

    assertThat(gate.outages(), contains(new Outage("Kalshi", START, null, "HTTP 502")));
  }
}
