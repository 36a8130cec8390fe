package dev.marketdata.kalshi.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The times of a market. */
record MarketTimes(
    Instant created, Instant updated, Instant opens, Instant closes, Optional<Instant> settled) {

  /**
   * Returns times that fit a state at the given moment. The times of an open market depend only on
   * the day, so that simulators that start on the same day have the same markets.
   */
  static MarketTimes of(MarketState state, Instant moment) {
    Instant now = moment.truncatedTo(ChronoUnit.SECONDS);
    Instant today = moment.truncatedTo(ChronoUnit.DAYS);
    if (state == MarketState.FINALIZED) {
      return settledAt(now.minus(Duration.ofHours(1)));
    }
    if (state == MarketState.INITIALIZED) {
      Instant created = today.minus(Duration.ofDays(1));
      Instant opens = today.plus(Duration.ofDays(2));
      return new MarketTimes(
          created, created, opens, opens.plus(Duration.ofDays(30)), Optional.empty());
    }
    Instant created = today.minus(Duration.ofDays(30));
    Instant opens = created.plus(Duration.ofHours(4));
    if (state.pastClose()) {
      Instant closes = now.minus(Duration.ofHours(2));
      return new MarketTimes(created, closes, opens, closes, Optional.empty());
    }
    Instant closes = today.plus(Duration.ofDays(12));
    return new MarketTimes(created, opens, opens, closes, Optional.empty());
  }

  /** Returns the times of a market that opens and closes at the given moments. */
  static MarketTimes between(Instant opens, Instant closes, Optional<Instant> settled) {
    return new MarketTimes(
        opens.minus(Duration.ofHours(4)), settled.orElse(opens), opens, closes, settled);
  }

  /** Returns the times of a market that was settled at the given moment. */
  static MarketTimes settledAt(Instant settled) {
    Instant created = settled.minus(Duration.ofDays(30));
    return new MarketTimes(
        created,
        settled,
        created.plus(Duration.ofHours(4)),
        settled.minus(Duration.ofHours(3)),
        Optional.of(settled));
  }
}
