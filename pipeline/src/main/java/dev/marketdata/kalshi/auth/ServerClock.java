package dev.marketdata.kalshi.auth;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/**
 * The time that stamps are made of: the machine's, until Kalshi says that it is off. Thread-safe.
 */
public final class ServerClock {

  // A Date header is cut to the second; the middle of that second is the best guess.
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);

  private static final Duration NEWS = Duration.ofSeconds(2);

  private final Clock clock;
  private volatile Duration offset = Duration.ZERO;

  public ServerClock(Clock clock) {
    this.clock = clock;
  }

  public Instant now() {
    return clock.instant().plus(offset);
  }

  /** Returns how far Kalshi's clock is ahead of this machine's, as far as is known. */
  public Duration offset() {
    return offset;
  }

  /** Returns whether that was news: many requests under way may be told the same. */
  public synchronized boolean adopt(Instant serverTime) {
    Duration known = offset;
    offset = Duration.between(clock.instant(), serverTime.plus(HALF_A_SECOND));
    return offset.minus(known).abs().compareTo(NEWS) > 0;
  }
}
