package dev.marketdata.kalshi.simulator;

/**
 * A token bucket's terms: tokens gained per second, tokens it can hold, and tokens in it at first.
 */
public record RateLimit(double tokensPerSecond, double capacity, double initialTokens) {

  /** The exchange's lowest tier: 200 tokens per second, full with 400. */
  public static RateLimit basic() {
    return of(200, 400);
  }

  /** A bucket that is full at first. */
  public static RateLimit of(double tokensPerSecond, double capacity) {
    return new RateLimit(tokensPerSecond, capacity, capacity);
  }

  /** More than anybody asks for. */
  public static RateLimit unlimited() {
    return of(1_000_000_000, 1_000_000_000);
  }
}
