package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the requests of a run wait while Kalshi is in maintenance. When nothing but 503 has come
 * for a while, the first request to pass asks Kalshi whether it is closed; if so it waits, at the
 * head of all others, until Kalshi says that it is open. So a maintenance costs a request a minute,
 * and no query its attempts. Safe for use by several threads.
 */
final class MaintenanceGate {

  /** So many 503 in a row make a run ask. */
  static final int SIGNS = 20;

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceGate.class);

  /** The foretold end may be missing, or come sooner. */
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  /**
   * What Kalshi says of itself at {@code /exchange/status}: not active during a maintenance.
   *
   * @param resumes when it expects the maintenance to be over; null if it does not say
   */
  record ExchangeStatus(boolean active, @Nullable Instant resumes) {

    /** What is assumed where Kalshi's response cannot be had. */
    static final ExchangeStatus OPEN = new ExchangeStatus(true, null);

    private String words() {
      return "Kalshi is in maintenance and "
          + (resumes == null ? "does not say until when" : "expects to be back at " + resumes);
    }
  }

  /** Asks Kalshi. */
  interface Question {
    ExchangeStatus ask() throws KalshiException, InterruptedException;
  }

  private final Timing timing;
  private final Instant deadline;
  private final AtomicInteger unavailable = new AtomicInteger();
  private final ReentrantLock head = new ReentrantLock();
  // Belongs to whoever holds the lock.
  private Instant reopened = Instant.MIN;

  MaintenanceGate(Timing timing, Instant deadline) {
    this.timing = timing;
    this.deadline = deadline;
  }

  /** Takes note of a response. */
  void answered(int status) {
    unavailable.updateAndGet(inARow -> status == 503 ? inARow + 1 : 0);
  }

  /**
   * Returns at once while Kalshi is not known to be closed, else when it is open again.
   *
   * @param signs how many 503 in a row are taken for a maintenance, if Kalshi says so too
   * @return how long a maintenance was waited for
   * @throws KalshiException of kind {@code STOPPED} if the deadline came before the end
   */
  Duration pass(int signs, Question question) throws KalshiException, InterruptedException {
    if (unavailable.get() < signs) {
      return Duration.ZERO;
    }
    Instant arrived = timing.clock().instant();
    head.lockInterruptibly();
    try {
      if (unavailable.get() >= signs) {
        waitUntilOpen(question);
      }
      return reopened.isAfter(arrived) ? Duration.between(arrived, reopened) : Duration.ZERO;
    } finally {
      unavailable.set(0);
      head.unlock();
    }
  }

  private void waitUntilOpen(Question question) throws KalshiException, InterruptedException {
    String said = "";
    for (ExchangeStatus status = question.ask(); !status.active(); status = question.ask()) {
      if (!status.words().equals(said)) {
        said = status.words();
        LOG.warn("{}; waiting", said);
      }
      park(status);
      if (!timing.clock().instant().isBefore(deadline)) {
        throw new KalshiException(Kind.STOPPED, said + "; the run's deadline came first", 503);
      }
    }
    if (!said.isEmpty()) {
      reopened = timing.clock().instant();
      LOG.info("Kalshi is open again");
    }
  }

  private void park(ExchangeStatus status) throws InterruptedException {
    Instant now = timing.clock().instant();
    Instant soon = now.plus(LOOK_AGAIN);
    Instant resumes = status.resumes();
    Instant foretold = resumes != null && resumes.isAfter(now) ? resumes : soon;
    Instant wake = Collections.min(List.of(soon, foretold, deadline));
    if (!wake.isBefore(now)) {
      timing.waiting().park(Duration.between(now, wake).toNanos());
    }
  }
}
