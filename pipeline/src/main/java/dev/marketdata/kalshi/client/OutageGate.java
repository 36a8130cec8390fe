package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.base.RunLog;
import dev.marketdata.kalshi.budget.Timing;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Holds back the requests of a run while a server is down, so that an outage of any length uses up
 * no request's attempts. After a number of consecutive failures a probe decides: if it fails too,
 * the gate closes, and all requests wait while one probe per interval is sent. If it succeeds, the
 * failures are due to the requests themselves. Only the run's deadline ends the wait for a server.
 * Safe for use by several threads.
 */
public final class OutageGate {

  /** The time between two probes of a server that is down. */
  private static final Duration PROBE_INTERVAL = Duration.ofSeconds(30);

  private static final int MIN_FAILURES = 10;
  // Many requests in flight fail together when one connection breaks.
  private static final Duration MIN_TIME = Duration.ofSeconds(3);
  // A server that was up a moment ago is not probed again.
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(10);
  private static final int MIN_FAILURES_TO_REPORT = 3;
  private static final Duration MIN_TIME_TO_REPORT = Duration.ofSeconds(1);
  // A success of a request in flight is noticed this soon.
  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(OutageGate.class);

  /**
   * A time in which a server was down.
   *
   * @param from the first of the consecutive failures
   * @param to the first success after them; null if the outage has not ended
   * @param failure what the probe found
   */
  public record Outage(String server, Instant from, @Nullable Instant to, String failure)
      implements Serializable {}

  /** A request that any server that is up responds to. */
  public interface Probe<X extends Exception> {

    /**
     * Sends the request.
     *
     * @return null if the server is up, else what happened, in one line
     * @throws X if the caller must not wait any longer
     */
    @Nullable String send() throws X, InterruptedException;
  }

  /** Thrown if the run's deadline comes before the end of an outage. */
  public static final class DeadlineException extends Exception {

    private static final long serialVersionUID = 1L;

    DeadlineException(String message) {
      super(message);
    }
  }

  private final String server;
  private final RunLog log;
  private final Timing timing;
  private final Instant deadline;
  // Held by the thread that probes; the others queue for it.
  private final ReentrantLock turn = new ReentrantLock();
  private volatile boolean closed;
  private volatile boolean suspected;
  // The rest is guarded by this object.
  private final List<Outage> outages = new ArrayList<>();
  private int failures;
  private boolean reported;
  private boolean ofSeveral;
  private @Nullable Object firstRequest;
  private Instant firstFailure = Instant.EPOCH;
  private Instant nextProbe = Instant.EPOCH;
  private String failure = "";

  /**
   * Creates an open gate.
   *
   * @param server its name in messages
   * @param run the name of the run that waits
   */
  public OutageGate(String server, String run, Timing timing, Instant deadline) {
    this.server = server;
    this.log = RunLog.of(LOG, run).with("server", server);
    this.timing = timing;
    this.deadline = deadline;
  }

  /**
   * Returns at once unless the server is down or seems to be; waits until it is up.
   *
   * @return whether the gate was closed
   * @throws DeadlineException if the run's deadline comes first
   */
  public <X extends Exception> boolean pass(Probe<X> probe)
      throws X, DeadlineException, InterruptedException {
    if (!closed && !suspected) {
      return false;
    }
    boolean wasClosed = closed;
    int before = outages().size();
    turn.lockInterruptibly();
    try {
      if (!closed && suspected) {
        check(probe);
      }
      while (closed) {
        waitForProbe();
        if (closed) {
          check(probe);
        }
      }
      // It may have closed and opened while this thread waited for its turn.
      return wasClosed || outages().size() > before;
    } finally {
      turn.unlock();
    }
  }

  /**
   * Returns whether the server is down, or was during this call, for a request that has used up its
   * attempts while no other succeeded.
   *
   * @param attempts the number of its attempts
   */
  public <X extends Exception> boolean isDown(int attempts, Probe<X> probe)
      throws X, InterruptedException {
    boolean wasClosed = closed;
    int before = outages().size();
    turn.lockInterruptibly();
    try {
      if (!closed && failuresInARow() >= attempts) {
        check(probe);
      }
      return wasClosed || closed || outages().size() > before;
    } finally {
      turn.unlock();
    }
  }

  /** Returns whether requests have to wait. */
  public boolean isClosed() {
    return closed;
  }

  /** Makes the next request send a probe first. */
  public void suspect() {
    suspected = true;
  }

  private <X extends Exception> void check(Probe<X> probe) throws X, InterruptedException {
    if (!closed && timing.clock().instant().isBefore(nextProbe())) {
      return;
    }
    String problem = probe.send();
    synchronized (this) {
      Instant now = timing.clock().instant();
      nextProbe = now.plus(problem == null ? CHECK_INTERVAL : PROBE_INTERVAL);
      suspected = false;
      if (problem == null) {
        onSuccess();
      } else {
        failure = problem;
        close();
      }
    }
  }

  /** Called with this object locked. */
  private void close() {
    if (!closed) {
      if (failures == 0) {
        firstFailure = timing.clock().instant();
      }
      closed = true;
      reported = true;
      outages.add(new Outage(server, firstFailure, null, failure));
      log.warn(
          "{}; waiting until it is back, at most until {}",
          description(),
          deadline.truncatedTo(ChronoUnit.SECONDS));
    }
  }

  /** Returns when the next probe is due, or earlier if the gate has opened. */
  private void waitForProbe() throws DeadlineException, InterruptedException {
    while (closed) {
      Instant now = timing.clock().instant();
      if (!now.isBefore(deadline)) {
        throw new DeadlineException(description() + "; the run's deadline came first");
      }
      Instant due = nextProbe();
      if (!now.isBefore(due)) {
        return;
      }
      Instant wake = Collections.min(List.of(due, deadline, now.plus(POLL_INTERVAL)));
      timing.waiting().park(Duration.between(now, wake).toNanos());
    }
  }

  /** Opens the gate: the server responded as a server that works. */
  public synchronized void onSuccess() {
    if (closed) {
      closed = false;
      int last = outages.size() - 1;
      Outage outage = outages.get(last);
      outages.set(
          last,
          new Outage(outage.server(), outage.from(), timing.clock().instant(), outage.failure()));
    }
    if (reported) {
      log.info("{} is back", server);
    }
    failures = 0;
    reported = false;
    suspected = false;
    ofSeveral = false;
    firstRequest = null;
  }

  /**
   * Counts a failure. One too many makes the next request send a probe.
   *
   * @param request tells requests apart: the failures of one alone may be due to that request
   * @param detail what happened, in one line
   */
  public synchronized void onFailure(Object request, String detail) {
    Instant now = timing.clock().instant();
    if (failures++ == 0) {
      firstFailure = now;
      firstRequest = request;
    }
    ofSeveral |= !request.equals(firstRequest);
    Duration lasting = Duration.between(firstFailure, now);
    if (!closed) {
      failure = detail;
    }
    if (!reported
        && failures >= MIN_FAILURES_TO_REPORT
        && lasting.compareTo(MIN_TIME_TO_REPORT) >= 0) {
      reported = true;
      log.warn("{} has not responded since {}: {}; retrying", server, since(), detail);
    }
    if (ofSeveral && failures >= MIN_FAILURES && lasting.compareTo(MIN_TIME) >= 0) {
      suspected = true;
    }
  }

  /** Returns the outages so far, in order. */
  public synchronized List<Outage> outages() {
    return List.copyOf(outages);
  }

  private synchronized int failuresInARow() {
    return failures;
  }

  private synchronized Instant nextProbe() {
    return nextProbe;
  }

  private Instant since() {
    return firstFailure.truncatedTo(ChronoUnit.SECONDS);
  }

  private synchronized String description() {
    return server + " has been down since " + since() + ": " + failure;
  }
}
