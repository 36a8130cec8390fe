package dev.marketdata.kalshi.client;

import java.io.Serializable;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The counts of requests that were sent.
 *
 * @param byStatus requests by HTTP status; {@code timeout} or {@code broken} if there was no
 *     response
 * @param spent the tokens that Kalshi charged: all but those of a 429
 * @param first the end of the first request; null if there was none
 * @param last the end of the last request; null if there was none
 */
public record RequestUsage(
    SortedMap<String, Long> byStatus,
    long retries,
    long tokens,
    long spent,
    @Nullable Instant first,
    @Nullable Instant last)
    implements Serializable {

  /** No request. */
  public static final RequestUsage NONE = new RequestUsage(new TreeMap<>(), 0, 0, 0, null, null);

  static final RequestUsage RETRY = new RequestUsage(new TreeMap<>(), 1, 0, 0, null, null);

  static RequestUsage of(String outcome, long cost, Instant now) {
    // A 429 means that the account's bucket is empty, so Kalshi charges nothing.
    long spent = outcome.equals("429") ? 0 : cost;
    return new RequestUsage(new TreeMap<>(Map.of(outcome, 1L)), 0, cost, spent, now, now);
  }

  /** Returns the sum of both counts. */
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
   * Returns the tokens per second that Kalshi charged from the first request to the last; null if
   * that was less than a second, when the bucket's initial tokens matter more than its rate.
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

  /** Returns the number of requests, including retries. */
  public long total() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum();
  }
}
