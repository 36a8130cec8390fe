package dev.marketdata.kalshi.budget;

import io.github.bucket4j.TimeMeter;
import java.time.Duration;

/** The time during which at least one thread waited, not the sum over threads. Thread-safe. */
final class WaitingTime {

  private final TimeMeter time;
  private int waiting;
  private long since;
  private long total;

  WaitingTime(TimeMeter time) {
    this.time = time;
  }

  synchronized void begin() {
    if (waiting++ == 0) {
      since = time.currentTimeNanos();
    }
  }

  synchronized void end() {
    if (--waiting == 0) {
      total += time.currentTimeNanos() - since;
    }
  }

  /** Returns what came together since the last call. */
  synchronized Duration take() {
    long taken = total;
    total = 0;
    if (waiting > 0) {
      long now = time.currentTimeNanos();
      taken += now - since;
      since = now;
    }
    return Duration.ofNanos(taken);
  }
}
