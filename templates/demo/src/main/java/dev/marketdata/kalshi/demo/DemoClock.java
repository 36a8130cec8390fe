package dev.marketdata.kalshi.demo;

import dev.marketdata.kalshi.budget.Timing;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.TimeUnit;

/**
 * A clock that goes at the speed of another one, and can be moved. Its zone is always UTC. Safe for
 * use by several threads.
 */
final class DemoClock extends Clock {

  private final Clock real;
  private Duration ahead = Duration.ZERO;

  DemoClock(Clock real) {
    this.real = real;
  }

  /** Moves the clock to a time. */
  synchronized void moveTo(Instant time) {
    ahead = Duration.between(real.instant(), time);
  }

  @Override
  public synchronized Instant instant() {
    return real.instant().plus(ahead);
  }

  /** Returns the timing of a run that waits as long as it says. */
  Timing waiting() {
    return new Timing(
        this, TimeMeter.SYSTEM_NANOTIME, BlockingStrategy.PARKING, new SecureRandom());
  }

  /** Returns the timing of a run that moves the clock instead of waiting. */
  Timing skipping() {
    return new Timing(this, meter(), this::skip, new SecureRandom());
  }

  private void skip(long nanos) {
    skipTo(instant().plusNanos(nanos));
  }

  /** Threads that wait at the same time wait together. */
  private synchronized void skipTo(Instant time) {
    if (instant().isBefore(time)) {
      moveTo(time);
    }
  }

  private TimeMeter meter() {
    return new TimeMeter() {
      @Override
      public long currentTimeNanos() {
        Instant now = instant();
        return TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
      }

      @Override
      public boolean isWallClockBased() {
        return true;
      }
    };
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
