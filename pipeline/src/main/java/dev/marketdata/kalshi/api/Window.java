package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The time span that datasets with a window cover. Windows of consecutive slots have no gap and no
 * overlap; each dataset defines which of the two ends belongs to it.
 *
 * @param start the previous slot
 * @param end the slot
 */
public record Window(Instant start, Instant end) implements Serializable {

  /**
   * Checks the order.
   *
   * @throws IllegalArgumentException if the end is not after the start
   */
  public Window {
    if (!end.isAfter(start)) {
      throw new IllegalArgumentException("a window must end after its start");
    }
  }

  /** Returns the window of the given length that ends at a slot. */
  public static Window before(Instant slot, Duration length) {
    return new Window(slot.minus(length), slot);
  }

  /** Returns the length. */
  public Duration length() {
    return Duration.between(start, end);
  }
}
