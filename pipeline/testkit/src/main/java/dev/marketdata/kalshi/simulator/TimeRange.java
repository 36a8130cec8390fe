package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.Optional;

/** A range of {@code min_…_ts} (exclusive) to {@code max_…_ts} (inclusive). */
record TimeRange(Optional<Instant> after, Optional<Instant> upTo) {

  static TimeRange of(Parameters parameters, String name) {
    return new TimeRange(
        parameters.time("min_" + name + "_ts"), parameters.time("max_" + name + "_ts"));
  }

  boolean isSet() {
    return after.isPresent() || upTo.isPresent();
  }

  boolean matches(Instant time) {
    return after.map(time::isAfter).orElse(true)
        && upTo.map(limit -> !time.isAfter(limit)).orElse(true);
  }
}
