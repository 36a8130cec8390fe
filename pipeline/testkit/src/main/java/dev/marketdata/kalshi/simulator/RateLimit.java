package dev.marketdata.kalshi.simulator;

/** A rate limit: tokens per second, the capacity of the token bucket, and its initial tokens. */
public record RateLimit(double tokensPerSecond, double capacity, double initialTokens) {

  /** Returns the limit of the exchange's lowest tier: 200 tokens per second, capacity 400. */
  public static RateLimit basic() {
    return of(200, 400);
  }

  /** Returns a limit with a full bucket. */
  public static RateLimit of(double tokensPerSecond, double capacity) {
    return new RateLimit(tokensPerSecond, capacity, capacity);
  }

  /** Returns a limit that no test reaches. */
  public static RateLimit unlimited() {
    return of(1_000_000_000, 1_000_000_000);
  }
}
