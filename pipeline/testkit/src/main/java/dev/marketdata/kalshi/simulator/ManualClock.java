package dev.marketdata.kalshi.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that changes only when it is advanced. Its zone is always UTC. Thread-safe. */
public final class ManualClock extends Clock {
  private Instant now;

  /** Creates a clock with this time. */
  public ManualClock(Instant start) {
    this.now = start;
  }

  /** Moves the clock forward, or back if the duration is negative. */
  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }

  @Override
  public synchronized Instant instant() {
    return now;
  }

  @Override
  public ZoneId getZone() {
    return ZoneOffset.UTC;
  }

  @Override
  public Clock withZone(ZoneId zone) {
    return this;
  }
}
