package dev.marketdata.kalshi.budget;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BlockingStrategy;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.TimeMeter;
import io.github.bucket4j.TokensInheritanceStrategy;
import java.math.BigDecimal;
import java.time.Duration;

/**
 * The token bucket that every request of a run takes tokens from before it is sent. One object per
 * JVM and run. Safe for use by several threads.
 *
 * <p>The bucket starts half full, because an earlier run may have emptied the account's own bucket.
 * If Kalshi still responds with 429, another program uses the same account: the rate falls by a
 * tenth, at most once per second, and is back within ten seconds after the last 429.
 */
public final class ReadBudget {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final double FALL = 0.9;
  private static final double LOWEST = 0.1;
  private static final double CLIMB_PER_SECOND = 0.1;

  private final BudgetRate rate;
  private final TimeMeter time;
  private final BlockingStrategy waiting;
  private final Bucket bucket;

  private double yielded = 1;
  private double applied = 1;
  private long lastFall;
  private int waiters;
  private long waitingSince;
  private long waited;

  /** Creates a bucket that the clock refills, and for whose tokens a thread waits as given. */
  public ReadBudget(BudgetRate rate, TimeMeter time, BlockingStrategy waiting) {
    this.rate = rate;
    this.time = time;
    this.waiting = waiting;
    this.lastFall = time.currentTimeNanos() - SECOND;
    this.bucket =
        Bucket.builder()
            .addLimit(limit(1, rate.capacity() / 2))
            .withCustomTimePrecision(time)
            .build();
  }

  /** Returns the full rate, whether or not 429s have lowered it for the moment. */
  public BudgetRate rate() {
    return rate;
  }

  /**
   * Takes the tokens of a request. Threads that have to wait are served in the order of their
   * calls.
   *
   * @param patience the longest time to wait; zero or less to take only what is there
   * @return false, without waiting and with nothing taken, if the tokens will not be there in time
   */
  public boolean take(long tokens, Duration patience) throws InterruptedException {
    adjust();
    // A cost above the capacity could never be paid; a full bucket is the most there is.
    long cost = Math.min(tokens, rate.capacity());
    if (bucket.tryConsume(cost)) {
      return true;
    }
    if (patience.isNegative() || patience.isZero()) {
      return false;
    }
    countWaiters(1);
    try {
      return bucket.asBlocking().tryConsume(cost, patience, waiting);
    } finally {
      countWaiters(-1);
    }
  }

  /** Lowers the rate after Kalshi responded with 429; has no effect within a second of the last. */
  public synchronized void yieldToOthers() {
    long now = time.currentTimeNanos();
    double factor = factor(now);
    if (now - lastFall >= SECOND) {
      yielded = Math.max(LOWEST, factor * FALL);
      lastFall = now;
      apply(yielded);
    }
  }

  /** Returns the time since the last call during which at least one thread waited for tokens. */
  public synchronized Duration takeWaited() {
    countWaiters(0);
    Duration taken = Duration.ofNanos(waited);
    waited = 0;
    return taken;
  }

  /** Adds to the waiting threads, after the time until now is counted if there were any. */
  synchronized void countWaiters(int more) {
    long now = time.currentTimeNanos();
    waited += waiters > 0 ? now - waitingSince : 0;
    waitingSince = now;
    waiters += more;
  }

  private synchronized void adjust() {
    double factor = factor(time.currentTimeNanos());
    boolean back = factor == 1 && applied < 1;
    if (back || Math.abs(factor - applied) >= CLIMB_PER_SECOND / 4) {
      apply(factor);
    }
  }

  private double factor(long now) {
    double quietSeconds = Math.max(0, now - lastFall - SECOND) / (double) SECOND;
    return Math.min(1, yielded + quietSeconds * CLIMB_PER_SECOND);
  }

  private void apply(double factor) {
    applied = factor;
    bucket.replaceConfiguration(
        BucketConfiguration.builder().addLimit(limit(factor, 0)).build(),
        TokensInheritanceStrategy.AS_IS);
  }

  private Bandwidth limit(double factor, long initial) {
    // Thousandths of a token a second are whole tokens in a thousand seconds.
    long tokens =
        rate.tokensPerSecond().multiply(BigDecimal.valueOf(factor)).movePointRight(3).longValue();
    return Bandwidth.builder()
        .capacity(rate.capacity())
        .refillGreedy(Math.max(1, tokens), Duration.ofSeconds(1_000))
        .initialTokens(initial)
        .build();
  }
}
