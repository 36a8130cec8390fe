package dev.marketdata.kalshi.client;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What Kalshi says of itself at {@code /exchange/status}.
 *
 * @param active false during a maintenance
 * @param resumes when it expects the maintenance to be over; null if it does not say
 */
record ExchangeStatus(boolean active, @Nullable Instant resumes) {

  /** Nothing is known against it. */
  static final ExchangeStatus OPEN = new ExchangeStatus(true, null);

  /** Returns the sentence for a person who waits. */
  String words() {
    String when = resumes == null ? "does not say until when" : "expects to be back at " + resumes;
    return active ? "Kalshi is open" : "Kalshi is in maintenance and " + when;
  }
}
