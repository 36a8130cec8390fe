package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
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
 * Blocks the requests of a run while Kalshi is in maintenance. After a number of consecutive 503s,
 * the first request to pass requests the exchange's status. While it is not active, this request
 * polls the status and all others wait, so a maintenance costs one request per minute and uses up
 * no query's attempts. Safe for use by several threads.
 */
final class MaintenanceGate {

  /** The number of consecutive 503s after which a run requests the status. */
  static final int MIN_503S = 20;

  private static final Logger LOG = LoggerFactory.getLogger(MaintenanceGate.class);

  /** The status is polled, because the expected end may be missing or wrong. */
  private static final Duration POLL_INTERVAL = Duration.ofMinutes(1);

  /**
   * The response of {@code /exchange/status}: not active during a maintenance.
   *
   * @param resumes the expected end of the maintenance; null if it is not given
   */
  record ExchangeStatus(boolean active, @Nullable Instant resumes) {

    /** Assumed if the status cannot be read. */
    static final ExchangeStatus OPEN = new ExchangeStatus(true, null);

    private String message() {
      return "Kalshi is in maintenance and "
          + (resumes == null ? "does not say until when" : "expects to be back at " + resumes);
    }
  }

  /** Requests the status. */
  interface StatusRequest {
    ExchangeStatus send() throws KalshiException, InterruptedException;
  }

  private final Timing timing;
  private final Instant deadline;
  private final AtomicInteger unavailable = new AtomicInteger();
  private final ReentrantLock head = new ReentrantLock();
  // Guarded by the lock.
  private Instant reopened = Instant.MIN;

  MaintenanceGate(Timing timing, Instant deadline) {
    this.timing = timing;
    this.deadline = deadline;
  }

  /** Counts the consecutive 503s. */
  void onResponse(int status) {
    unavailable.updateAndGet(inARow -> status == 503 ? inARow + 1 : 0);
  }

  /**
   * Returns at once unless Kalshi is in maintenance; else waits until it is open again.
   *
   * @param min503s the number of consecutive 503s after which the status is requested
   * @return the time spent waiting for the end of a maintenance
   * @throws KalshiException with reason {@code STOPPED} if the deadline is before the end
   */
  Duration pass(int min503s, StatusRequest request) throws KalshiException, InterruptedException {
    if (unavailable.get() < min503s) {
      return Duration.ZERO;
    }
    Instant arrived = timing.clock().instant();
    head.lockInterruptibly();
    try {
      if (unavailable.get() >= min503s) {
        waitUntilOpen(request);
      }
      return reopened.isAfter(arrived) ? Duration.between(arrived, reopened) : Duration.ZERO;
    } finally {
      unavailable.set(0);
      head.unlock();
    }
  }

  private void waitUntilOpen(StatusRequest request) throws KalshiException, InterruptedException {
    String message = "";
    for (ExchangeStatus status = request.send(); !status.active(); status = request.send()) {
      if (!status.message().equals(message)) {
        message = status.message();
        LOG.warn("{}; waiting", message);
      }
      park(status);
      if (!timing.clock().instant().isBefore(deadline)) {
        throw new KalshiException(Reason.STOPPED, message + "; the run's deadline came first", 503);
      }
    }
    if (!message.isEmpty()) {
      reopened = timing.clock().instant();
      LOG.info("Kalshi is open again");
    }
  }

  private void park(ExchangeStatus status) throws InterruptedException {
    Instant now = timing.clock().instant();
    Instant soon = now.plus(POLL_INTERVAL);
    Instant resumes = status.resumes();
    Instant expected = resumes != null && resumes.isAfter(now) ? resumes : soon;
    Instant wake = Collections.min(List.of(soon, expected, deadline));
    if (!wake.isBefore(now)) {
      timing.waiting().park(Duration.between(now, wake).toNanos());
    }
  }
}
