package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The time that the window datasets of a slot cover. Windows of consecutive slots join without gap
 * or overlap; each dataset says which of the two ends belongs to it.
 *
 * @param start the slot before
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

  /** Returns how long it is. */
  public Duration length() {
    return Duration.between(start, end);
  }
}
