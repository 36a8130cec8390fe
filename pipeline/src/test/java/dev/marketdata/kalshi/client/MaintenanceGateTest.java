package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.MaintenanceGate.ExchangeStatus;
import dev.marketdata.kalshi.simulator.ManualClock;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests how requests wait for the end of a maintenance. */
@Timeout(60)
class MaintenanceGateTest {

  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
  private static final Instant DEADLINE = START.plus(Duration.ofHours(2));

  private final ManualClock clock = new ManualClock(START);
  private final Timing timing =
      new Timing(
          clock,
          TimeMeter.SYSTEM_NANOTIME,
          nanos -> clock.advance(Duration.ofNanos(nanos)),
          new Random(1));
  private final MaintenanceGate gate = new MaintenanceGate(timing, DEADLINE);
  private final Deque<ExchangeStatus> answers = new ArrayDeque<>();
  private int asked;

  @Test
  void nineteen503sAreNoMaintenance() throws Exception {
    answered(503, 19);

    pass();

    assertThat(asked, is(0));
  }

  @Test
  void twenty503sMakeItRequestTheStatus() throws Exception {
    answered(503, 20);

    pass();

    assertThat(asked, is(1));
  }

  @Test
  void anyOtherResponseResetsTheCount() throws Exception {
    answered(503, 19);
    answered(429, 1);
    answered(503, 19);

    pass();

    assertThat(asked, is(0));
  }

  @Test
  void anExchangeThatIsOpenIsNotWaitedFor() throws Exception {
    answered(503, 20);

    assertThat(pass(), is(Duration.ZERO));
    assertThat(clock.instant(), is(START));
  }

  @Test
  void theStatusOfAnOpenExchangeIsRequestedAgainAfterTwentyMore() throws Exception {
    answered(503, 20);
    pass();
    answered(503, 19);
    pass();

    assertThat(asked, is(1));
  }

  @Test
  void theGateWaitsForTheAnnouncedEnd() throws Exception {
    answered(503, 20);
    answers.add(closedUntil(START.plusSeconds(40)));

    assertThat(pass(), is(Duration.ofSeconds(40)));
    assertThat(asked, is(2));
  }

  @Test
  void theStatusOfALongMaintenanceIsRequestedEveryMinute() throws Exception {
    answered(503, 20);
    for (int i = 0; i < 10; i++) {
      answers.add(closedUntil(START.plusSeconds(630)));
    }
    answers.add(closedUntil(START.plusSeconds(630)));

    assertThat(pass(), is(Duration.ofSeconds(630)));
    assertThat(asked, is(12));
  }

  @Test
  void withoutAnAnnouncedEndTheStatusIsRequestedEveryMinute() throws Exception {
    answered(503, 20);
    answers.add(closedUntil(null));
    answers.add(closedUntil(START.minusSeconds(5)));

    assertThat(pass(), is(Duration.ofMinutes(2)));
  }

  @Test
  void anEndBeforeItsTimeIsNoticed() throws Exception {
    answered(503, 20);
    answers.add(closedUntil(START.plus(Duration.ofHours(1))));

    assertThat(pass(), is(Duration.ofMinutes(1)));
  }

  @Test
  void aMaintenanceBeyondTheDeadlineStopsTheRunAndItsEndIsReported() {
    answered(503, 20);
    Instant end = Instant.parse("2026-11-26T12:00:00Z");
    for (int i = 0; i < 200; i++) {
      answers.add(closedUntil(end));
    }

    KalshiException e = assertThrows(KalshiException.class, this::pass);

    assertThat(e.reason(), is(Reason.STOPPED));
    assertThat(
        e.detail(),
        is(
            "Kalshi is in maintenance and expects to be back at 2026-11-26T12:00:00Z;"
                + " the run's deadline came first"));
    assertThat(clock.instant(), is(DEADLINE));
  }

  @Test
  void theDeadlineEndsAWaitOfLessThanAMinute() {
    Instant soon = START.plusSeconds(90);
    MaintenanceGate hasty = new MaintenanceGate(timing, soon);
    for (int i = 0; i < MaintenanceGate.MIN_503S; i++) {
      hasty.onResponse(503);
    }

    KalshiException e =
        assertThrows(
            KalshiException.class,
            () -> hasty.pass(MaintenanceGate.MIN_503S, () -> closedUntil(null)));

    assertThat(
        e.detail(),
        is("Kalshi is in maintenance and does not say until when; the run's deadline came first"));
    assertThat(clock.instant(), is(soon));
  }

  @Test
  void theCountIsResetAfterAMaintenance() throws Exception {
    answered(503, 20);
    answers.add(closedUntil(START.plusSeconds(40)));
    pass();

    assertThat(pass(), is(Duration.ZERO));
    assertThat(asked, is(2));
  }

  @Test
  void aRequestAfterAMaintenanceGetsNoExtraTime() throws Exception {
    answered(503, 20);
    answers.add(closedUntil(START.plusSeconds(40)));
    pass();
    clock.advance(Duration.ofSeconds(1));
    answered(503, 20);

    assertThat(pass(), is(Duration.ZERO));
  }

  @Test
  void aWaitingThreadCanBeInterrupted() throws Exception {
    answered(503, 20);
    AtomicReference<Object> outcome = new AtomicReference<>("it waits still");
    Thread other =
        new Thread(
            () -> {
              try {
                outcome.set(pass());
              } catch (InterruptedException | KalshiException e) {
                outcome.set(e.getClass());
              }
            });

    gate.pass(
        MaintenanceGate.MIN_503S,
        () -> {
          other.start();
          while (other.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
          }
          other.interrupt();
          joinQuietly(other);
          return ExchangeStatus.OPEN;
        });

    assertThat(outcome.get(), is(InterruptedException.class));
  }

  private static void joinQuietly(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void allThreadsWaitForOneRequest() throws Exception {
    answered(503, 20);
    answers.add(closedUntil(START.plusSeconds(40)));
    CountDownLatch allHere = new CountDownLatch(16);
    ExecutorService threads = Executors.newFixedThreadPool(16);
    List<Future<Duration>> waits = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      waits.add(
          threads.submit(
              () -> {
                allHere.countDown();
                return gate.pass(
                    MaintenanceGate.MIN_503S,
                    () -> {
                      awaitQuietly(allHere);
                      return next();
                    });
              }));
    }
    List<Boolean> short40 = new ArrayList<>();
    for (Future<Duration> wait : waits) {
      short40.add(wait.get().compareTo(Duration.ofSeconds(40)) <= 0);
    }
    threads.shutdownNow();

    assertThat(short40, is(Collections.nCopies(16, true)));
    assertThat(asked, is(2));
    assertThat(clock.instant(), is(START.plusSeconds(40)));
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static ExchangeStatus closedUntil(@Nullable Instant end) {
    return new ExchangeStatus(false, end);
  }

  private Duration pass() throws KalshiException, InterruptedException {
    return gate.pass(MaintenanceGate.MIN_503S, this::next);
  }

  private ExchangeStatus next() {
    asked++;
    return answers.isEmpty() ? ExchangeStatus.OPEN : answers.remove();
  }

  private void answered(int status, int times) {
    for (int i = 0; i < times; i++) {
      gate.onResponse(status);
    }
  }
}
