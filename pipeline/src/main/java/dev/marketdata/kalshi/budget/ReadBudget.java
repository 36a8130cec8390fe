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
 * If Kalshi still responds with 429, another program uses the same account: the rate drops by a
 * tenth, at most once per second, and is restored within ten seconds after the last 429.
 */
public final class ReadBudget {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();
  private static final double DECREASE = 0.9;
  private static final double MIN_FACTOR = 0.1;
  private static final double INCREASE_PER_SECOND = 0.1;

  private volatile BudgetRate rate;
  private final TimeMeter time;
  private final BlockingStrategy waiting;
  private final Bucket bucket;

  private double lastFactor = 1;
  private double appliedFactor = 1;
  private long lastDecrease;
  private int waiters;
  private long waitingSince;
  private long waited;

  /** Creates a bucket that refills by the given time; {@code waiting} blocks threads. */
  public ReadBudget(BudgetRate rate, TimeMeter time, BlockingStrategy waiting) {
    this.rate = rate;
    this.time = time;
    this.waiting = waiting;
    this.lastDecrease = time.currentTimeNanos() - SECOND;
    this.bucket =
        Bucket.builder()
            .addLimit(limit(1, rate.capacity() / 2))
            .withCustomTimePrecision(time)
            .build();
  }

  /** Returns the full rate, even while 429s have lowered it. */
  public BudgetRate rate() {
    return rate;
  }

  /**
   * Takes the tokens of a request. Threads that have to wait are served in the order of their
   * calls.
   *
   * @param maxWait the max time to wait; zero or less to take only tokens that are there
   * @return false, without waiting and with nothing taken, if the tokens will not be there in time
   */
  public boolean take(long tokens, Duration maxWait) throws InterruptedException {
    adjust();
    // A cost above the capacity could never be paid, so it is limited to a full bucket.
    long cost = Math.min(tokens, rate.capacity());
    if (bucket.tryConsume(cost)) {
      return true;
    }
    if (maxWait.isNegative() || maxWait.isZero()) {
      return false;
    }
    countWaiters(1);
    try {
      return bucket.asBlocking().tryConsume(cost, maxWait, waiting);
    } finally {
      countWaiters(-1);
    }
  }

  /** Changes the full rate; the tokens that are there stay. */
  public synchronized void changeTo(BudgetRate newRate) {
    rate = newRate;
    apply(appliedFactor);
  }

  /** Lowers the rate after a response with 429, at most once per second. */
  public synchronized void onThrottled() {
    long now = time.currentTimeNanos();
    double factor = factor(now);
    if (now - lastDecrease >= SECOND) {
      lastFactor = Math.max(MIN_FACTOR, factor * DECREASE);
      lastDecrease = now;
      apply(lastFactor);
    }
  }

  /** Returns the time since the last call during which at least one thread waited for tokens. */
  public synchronized Duration takeWaited() {
    countWaiters(0);
    Duration taken = Duration.ofNanos(waited);
    waited = 0;
    return taken;
  }

  /** Changes the number of waiting threads, after counting the time until now. */
  synchronized void countWaiters(int change) {
    long now = time.currentTimeNanos();
    waited += waiters > 0 ? now - waitingSince : 0;
    waitingSince = now;
    waiters += change;
  }

  private synchronized void adjust() {
    double factor = factor(time.currentTimeNanos());
    boolean recovered = factor == 1 && appliedFactor < 1;
    if (recovered || Math.abs(factor - appliedFactor) >= INCREASE_PER_SECOND / 4) {
      apply(factor);
    }
  }

  private double factor(long now) {
    double quietSeconds = Math.max(0, now - lastDecrease - SECOND) / (double) SECOND;
    return Math.min(1, lastFactor + quietSeconds * INCREASE_PER_SECOND);
  }

  private void apply(double factor) {
    appliedFactor = factor;
    bucket.replaceConfiguration(
        BucketConfiguration.builder().addLimit(limit(factor, 0)).build(),
        TokensInheritanceStrategy.AS_IS);
  }

  private Bandwidth limit(double factor, long initial) {
    // Thousandths of a token per second are whole tokens per thousand seconds.
    long tokens =
        rate.tokensPerSecond().multiply(BigDecimal.valueOf(factor)).movePointRight(3).longValue();
    return Bandwidth.builder()
        .capacity(rate.capacity())
        .refillGreedy(Math.max(1, tokens), Duration.ofSeconds(1_000))
        .initialTokens(initial)
        .build();
  }
}
