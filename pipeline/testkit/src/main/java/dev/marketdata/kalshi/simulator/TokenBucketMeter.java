package dev.marketdata.kalshi.simulator;

/** A token bucket that refills continuously. A rejected request takes no tokens. */
final class TokenBucketMeter {
  private final RateLimit limit;
  private double tokens;
  private long refilledAtNanos;

  TokenBucketMeter(RateLimit limit, long nowNanos) {
    this.limit = limit;
    this.tokens = Math.min(limit.initialTokens(), limit.capacity());
    this.refilledAtNanos = nowNanos;
  }

  /** Takes the tokens and returns true, if there are enough. */
  synchronized boolean take(int cost, long nowNanos) {
    // Threads may read the clock in one order and arrive here in another.
    long elapsedNanos = Math.max(0, nowNanos - refilledAtNanos);
    refilledAtNanos += elapsedNanos;
    tokens = Math.min(limit.capacity(), tokens + limit.tokensPerSecond() * elapsedNanos / 1e9);
    if (tokens < cost) {
      return false;
    }
    tokens -= cost;
    return true;
  }
}
