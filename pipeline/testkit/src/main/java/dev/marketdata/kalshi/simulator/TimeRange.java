package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.Optional;

/** A pair of {@code min_…_ts} and {@code max_…_ts}: after the one, not after the other. */
record TimeRange(Optional<Instant> after, Optional<Instant> upTo) {

  static TimeRange of(Parameters parameters, String family) {
    return new TimeRange(
        parameters.time("min_" + family + "_ts"), parameters.time("max_" + family + "_ts"));
  }

  boolean asked() {
    return after.isPresent() || upTo.isPresent();
  }

  boolean holds(Instant time) {
    return after.map(time::isAfter).orElse(true)
        && upTo.map(limit -> !time.isAfter(limit)).orElse(true);
  }
}
