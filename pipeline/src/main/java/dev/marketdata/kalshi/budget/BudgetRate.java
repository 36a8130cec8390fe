package dev.marketdata.kalshi.budget;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * The refill rate and the capacity of a token bucket.
 *
 * @param tokensPerSecond the refill rate, rounded down to thousandths, at least 0.001
 * @param capacity the max number of tokens in the bucket, at least the cost of one request
 * @param source the origin of the numbers: {@code account}, {@code flag} or {@code default}
 */
public record BudgetRate(BigDecimal tokensPerSecond, long capacity, String source)
    implements Serializable {

  /** The tokens per request where Kalshi lists no other cost. Source: Kalshi, "Rate limits". */
  public static final int TOKENS_PER_REQUEST = 10;

  /** The requests per second if neither the account nor the user gives a rate. */
  public static final BigDecimal DEFAULT_REQUESTS_PER_SECOND = BigDecimal.TEN;

  /** Returns the bucket for a number of requests per second; its capacity lasts one second. */
  static BudgetRate ofRequests(BigDecimal requestsPerSecond, String source) {
    BigDecimal tokens = requestsPerSecond.multiply(BigDecimal.valueOf(TOKENS_PER_REQUEST));
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
    capacity = Math.max(capacity, TOKENS_PER_REQUEST);
  }

  /** Returns this bucket scaled: below 1 for a share, above 1 for several workers. */
  BudgetRate times(BigDecimal factor) {
    return new BudgetRate(
        tokensPerSecond.multiply(factor),
        BigDecimal.valueOf(capacity).multiply(factor).longValue(),
        source);
  }

  /** Returns one of several equal parts of this bucket. */
  BudgetRate dividedBy(int parts) {
    return new BudgetRate(
        tokensPerSecond.divide(BigDecimal.valueOf(parts), 3, RoundingMode.DOWN),
        capacity / parts,
        source);
  }
}
