package dev.marketdata.kalshi.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Sends a response again until it has a certain age. Keeps every response in memory. */
final class ResponseCache {
  private final Clock clock;
  private final Duration age;
  private final Map<String, Kept> kept = new ConcurrentHashMap<>();

  ResponseCache(Clock clock, Duration age) {
    this.clock = clock;
    this.age = age;
  }

  /** Returns the response kept under a key, or a new one. */
  SimulatedResponse get(String key, Supplier<SimulatedResponse> fresh) {
    Instant now = clock.instant();
    Kept known = kept.get(key);
    if (known == null || !now.isBefore(known.made().plus(age))) {
      known = new Kept(fresh.get(), now);
      kept.put(key, known);
    }
    return known.response();
  }

  private record Kept(SimulatedResponse response, Instant made) {}
}
