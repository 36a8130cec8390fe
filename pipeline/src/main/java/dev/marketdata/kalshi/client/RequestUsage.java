package dev.marketdata.kalshi.client;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Requests that were sent.
 *
 * @param byStatus how many by HTTP status; {@code timeout} and {@code broken} where none came
 * @param retries how many of them repeated an earlier one
 * @param tokens what they cost
 * @param spent how many of these Kalshi accepted: those of a 429 it does not take
 * @param first when the first of them was over; null if there was none
 * @param last when the last of them was over; null if there was none
 */
public record RequestUsage(
    SortedMap<String, Long> byStatus,
    long retries,
    long tokens,
    long spent,
    @Nullable Instant first,
    @Nullable Instant last)
    implements Serializable {

  /** Nothing sent. */
  public static final RequestUsage NONE = new RequestUsage(new TreeMap<>(), 0, 0, 0, null, null);

  /** Returns the sum of both. */
  public RequestUsage plus(RequestUsage other) {
    SortedMap<String, Long> sum = new TreeMap<>(byStatus);
    other.byStatus.forEach((status, count) -> sum.merge(status, count, Long::sum));
    return new RequestUsage(
        sum,
        retries + other.retries,
        tokens + other.tokens,
        spent + other.spent,
        first == null || (other.first != null && other.first.isBefore(first)) ? other.first : first,
        last == null || (other.last != null && other.last.isAfter(last)) ? other.last : last);
  }

  /**
   * Returns how many tokens Kalshi accepted a second, from the first request to the last; null for
   * less than a second, in which what a bucket held counts for more than its rate.
   */
  public @Nullable BigDecimal reachedTokensPerSecond() {
    if (first == null || last == null) {
      return null;
    }
    Duration took = Duration.between(first, last);
    return took.toSeconds() < 1
        ? null
        : BigDecimal.valueOf(spent)
            .divide(BigDecimal.valueOf(took.toMillis(), 3), 1, RoundingMode.HALF_UP);
  }

  /** Returns how many requests were sent. */
  public long total() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum();
  }
}
