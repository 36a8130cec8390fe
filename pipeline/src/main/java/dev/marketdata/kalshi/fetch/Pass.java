package dev.marketdata.kalshi.fetch;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The passes of a run. What fails alone, while other requests succeed, is retried in the next pass:
 * after a minute, after five minutes, and before the run's deadline.
 */
enum Pass {
  FIRST("First pass", Duration.ofMinutes(1)),
  SECOND("Second pass", Duration.ofMinutes(5)),
  THIRD("Third pass", Duration.ofDays(1)),
  LAST("Last pass", Duration.ZERO);

  /** The time before the deadline that is left for the last pass. */
  static final Duration TIME_OF_LAST = Duration.ofMinutes(3);

  private final String title;
  private final Duration pause;

  Pass(String title, Duration pause) {
    this.title = title;
    this.pause = pause;
  }

  /** Returns the name of its step in the pipeline. */
  String title() {
    return title;
  }

  /**
   * Returns when a failure of this pass is retried.
   *
   * @param once true if one more pass is enough, because a longer wait is not likely to help
   * @return null if it is not retried: in the last pass, or when the deadline has come
   */
  @Nullable Instant retryAt(boolean once, Instant now, Instant deadline) {
    Instant last = deadline.minus(TIME_OF_LAST);
    boolean hasTime = now.isBefore(this == FIRST ? deadline : last);
    if (this == LAST || (once && this != FIRST) || !hasTime) {
      return null;
    }
    Instant next = now.plus(pause);
    Instant latest = last.isBefore(now) ? now : last;
    return next.isBefore(latest) ? next : latest;
  }
}
