package dev.marketdata.kalshi.kalshi;

import java.io.Serializable;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * How much of the account's read budget a run may spend.
 *
 * @param share the fraction of the account's budget, above 0 and at most 1
 * @param requestsPerSecond the rate to use instead of the account's; null to ask the account
 */
public record BudgetSettings(BigDecimal share, @Nullable BigDecimal requestsPerSecond)
    implements Serializable {

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
  }
}
