package dev.marketdata.kalshi.budget;

import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The part of the account's read budget that a run may spend. Immutable.
 *
 * @param share the fraction of the account's budget, above 0 and at most 1
 * @param requestsPerSecond the rate to use instead of the account's, 0.0001 to 1,000,000; null to
 *     use the account's
 * @param workers the number of machines that share it in equal parts, at least 1
 */
public record BudgetSettings(BigDecimal share, @Nullable BigDecimal requestsPerSecond, int workers)
    implements Serializable {

  // What the token bucket can represent, with a wide margin.
  private static final BigDecimal MIN_RATE = new BigDecimal("0.0001");
  private static final BigDecimal MAX_RATE = new BigDecimal("1000000");

  /** Creates the settings of a run on one machine. */
  public BudgetSettings(BigDecimal share, @Nullable BigDecimal requestsPerSecond) {
    this(share, requestsPerSecond, 1);
  }

  /** Checks the ranges; the message of an exception is the rule that is broken. */
  public BudgetSettings {
    if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("must be above 0 and at most 1, such as 0.9");
    }
    if (requestsPerSecond != null
        && (requestsPerSecond.compareTo(MIN_RATE) < 0
            || requestsPerSecond.compareTo(MAX_RATE) > 0)) {
      throw new IllegalArgumentException(
          "must be from " + MIN_RATE + " to " + MAX_RATE + ", such as 10");
    }
    if (workers < 1) {
      throw new IllegalArgumentException("must be at least 1 worker");
    }
  }

  /** Returns one worker's part of this run's share of an account's budget. */
  public BudgetRate partOf(BudgetRate account) {
    return account.times(share).dividedBy(workers);
  }

  /**
   * Returns one worker's part of a rate for the whole run. The share does not apply.
   *
   * @param source {@code flag} or {@code default}
   */
  public BudgetRate partOfRequests(BigDecimal requestsOfAll, String source) {
    return BudgetRate.ofRequests(requestsOfAll, source).dividedBy(workers);
  }

  /** Returns the budget of all workers together if each may spend the given part. */
  public BudgetRate ofAllWorkers(BudgetRate part) {
    return part.times(BigDecimal.valueOf(workers));
  }
}
