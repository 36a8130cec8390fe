package dev.marketdata.kalshi.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The clock that stamps requests: this machine's, corrected once Kalshi's responses show that it is
 * wrong. Safe for use by several threads.
 */
public final class ServerClock {

  // A Date header is cut to the second; the middle of that second is the best guess.
  private static final Duration HALF_SECOND = Duration.ofMillis(500);

  private static final Duration MIN_CORRECTION = Duration.ofSeconds(2);

  // More than a machine drifts that sets its clock, and than a cut second or a slow response hides.
  private static final Duration FAR_OFF = Duration.ofSeconds(30);

  private final Clock clock;
  private volatile Duration offset = Duration.ZERO;

  /** Uses the given clock until {@link #adopt} is called. */
  public ServerClock(Clock clock) {
    this.clock = clock;
  }

  /** Returns the best known time at Kalshi. */
  public Instant now() {
    return clock.instant().plus(offset);
  }

  /** Returns how far Kalshi's clock is ahead of this machine's; negative if it is behind. */
  public Duration offset() {
    return offset;
  }

  /**
   * Sets the clock by the {@code Date} header of any response, if it is certainly more than 30
   * seconds off, however long the response took.
   *
   * @param requestedAt when the request was sent, by this machine's clock
   * @param receivedAt when the response was complete, by this machine's clock
   * @return true if this moved the clock
   */
  public synchronized boolean observe(Instant serverTime, Instant requestedAt, Instant receivedAt) {
    Duration atLeast = Duration.between(receivedAt.plus(offset), serverTime);
    Duration atMost = Duration.between(requestedAt.plus(offset), serverTime.plusSeconds(1));
    return (atLeast.compareTo(FAR_OFF) > 0 || atMost.compareTo(FAR_OFF.negated()) < 0)
        && adopt(serverTime);
  }

  /**
   * Sets the clock by the {@code Date} header of a response.
   *
   * @return true if this moved the clock by more than two seconds; of several requests in flight
   *     that report the same error, only the first gets true
   */
  public synchronized boolean adopt(Instant serverTime) {
    Duration known = offset;
    offset = Duration.between(clock.instant(), serverTime.plus(HALF_SECOND));
    return offset.minus(known).abs().compareTo(MIN_CORRECTION) > 0;
  }
}
