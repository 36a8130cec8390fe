package dev.marketdata.kalshi.budget;

import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much of the account's read budget a run may spend.
 *
 * @param share the fraction of the account's budget, above 0 and at most 1
 * @param requestsPerSecond the rate to use instead of the account's; null to ask the account
 * @param workers how many machines spend it together, each an equal part
 */
public record BudgetSettings(BigDecimal share, @Nullable BigDecimal requestsPerSecond, int workers)
    implements Serializable {

  /** The budget of a run on one machine. */
  public BudgetSettings(BigDecimal share, @Nullable BigDecimal requestsPerSecond) {
    this(share, requestsPerSecond, 1);
  }

  /**
   * Checks the ranges.
   *
   * @throws IllegalArgumentException with the rule that is broken
   */
  public BudgetSettings {
    if (share.signum() <= 0 || share.compareTo(BigDecimal.ONE) > 0) {
      throw new IllegalArgumentException("a fraction above 0 and at most 1 is needed");
    }
    if (requestsPerSecond != null && requestsPerSecond.signum() <= 0) {
      throw new IllegalArgumentException("a number above 0 is needed");
    }
    if (workers < 1) {
      throw new IllegalArgumentException("a worker at least is needed");
    }
  }

  /** Returns what one worker may spend of an account's budget. */
  public BudgetRate partOf(BudgetRate account) {
    return account.times(share).dividedBy(workers);
  }

  /** Returns what one worker may spend of a rate that is meant for the whole run. */
  public BudgetRate partOfRequests(BigDecimal wholeRequestsPerSecond, String source) {
    return BudgetRate.ofRequests(wholeRequestsPerSecond, source).dividedBy(workers);
  }

  /** Returns what all workers may spend together when each may spend this part. */
  public BudgetRate ofAllWorkers(BudgetRate part) {
    return part.times(BigDecimal.valueOf(workers));
  }
}
