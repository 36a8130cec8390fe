package dev.marketdata.kalshi.budget;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * A token bucket's numbers.
 *
 * @param tokensPerSecond what flows in, in thousandths at the finest
 * @param capacity what the bucket holds
 * @param source who said so: {@code account}, {@code flag} or {@code default}
 */
public record BudgetRate(BigDecimal tokensPerSecond, long capacity, String source)
    implements Serializable {

  /** What a request costs where Kalshi says nothing else. Source: Kalshi, "Rate limits". */
  public static final int TOKENS_A_REQUEST = 10;

  /** What is spent where neither the account nor the user says: requests a second. */
  public static final BigDecimal DEFAULT_REQUESTS_PER_SECOND = BigDecimal.TEN;

  /** Returns the bucket of so many requests a second, with room for one second. */
  static BudgetRate ofRequests(BigDecimal requestsPerSecond, String source) {
    BigDecimal tokens = requestsPerSecond.multiply(BigDecimal.valueOf(TOKENS_A_REQUEST));
    return new BudgetRate(tokens, tokens.longValue(), source);
  }

  /** Checks the numbers and rounds the rate. */
  public BudgetRate {
    tokensPerSecond =
        tokensPerSecond
            .setScale(3, RoundingMode.DOWN)
            .max(new BigDecimal("0.001"))
            .stripTrailingZeros();
    // A bucket smaller than a request would never let one through.
    capacity = Math.max(capacity, TOKENS_A_REQUEST);
  }

  /** Returns a bucket so many times as large: a share of this one, or several of it. */
  BudgetRate times(BigDecimal factor) {
    return new BudgetRate(
        tokensPerSecond.multiply(factor),
        BigDecimal.valueOf(capacity).multiply(factor).longValue(),
        source);
  }

  /** Returns one of so many equal parts. */
  BudgetRate dividedBy(int parts) {
    return new BudgetRate(
        tokensPerSecond.divide(BigDecimal.valueOf(parts), 3, RoundingMode.DOWN),
        capacity / parts,
        source);
  }
}
