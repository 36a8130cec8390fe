package dev.marketdata.kalshi.api;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;

/**
 * The time span of one shard of a dataset with a window. Windows of consecutive slots have no gap
 * and no overlap; each dataset defines which of the two ends belongs to it.
 *
 * @param start the previous slot
 * @param end the slot, or the last full minute before a slot at no regular time
 * @param slot the slot of the shard
 */
public record Window(Instant start, Instant end, Instant slot) implements Serializable {

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

  /** Creates the window of the slot at its end. */
  public Window(Instant start, Instant end) {
    this(start, end, end);
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
