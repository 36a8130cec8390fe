package dev.marketdata.kalshi.budget;

import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** A clock that advances only by {@code advance} or by waits. Thread-safe. */
public final class ManualTime implements TimeMeter, BlockingStrategy {

  // A meter's zero means nothing, so it is put where an overflow or a sign would show.
  private long now = -Duration.ofHours(1).toNanos();
  private long parked;

  synchronized void advance(Duration time) {
    now += time.toNanos();
  }

  @Override
  public synchronized void park(long nanos) {
    now += nanos;
    parked += nanos;
  }

  /** Returns the total time of all waits. */
  synchronized Duration parked() {
    return Duration.ofNanos(parked);
  }

  @Override
  public synchronized long currentTimeNanos() {
    return now;
  }

  @Override
  public boolean isWallClockBased() {
    return false;
  }
}
