package dev.marketdata.kalshi.kalshi;

import java.io.Serializable;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Requests that were sent.
 *
 * @param byStatus how many by HTTP status; {@code timeout} and {@code broken} where none came
 * @param retries how many of them repeated an earlier one
 * @param tokens what they cost
 */
public record RequestUsage(SortedMap<String, Long> byStatus, long retries, long tokens)
    implements Serializable {

  /** Nothing sent. */
  public static final RequestUsage NONE = new RequestUsage(Map.of(), 0, 0);

  RequestUsage(Map<String, Long> byStatus, long retries, long tokens) {
    this(new TreeMap<>(byStatus), retries, tokens);
  }

  /** Returns the sum of both. */
  public RequestUsage plus(RequestUsage other) {
    SortedMap<String, Long> sum = new TreeMap<>(byStatus);
    other.byStatus.forEach((status, count) -> sum.merge(status, count, Long::sum));
    return new RequestUsage(sum, retries + other.retries, tokens + other.tokens);
  }

  /** Returns how many requests were sent. */
  public long total() {
    return byStatus.values().stream().mapToLong(Long::longValue).sum();
  }
}
