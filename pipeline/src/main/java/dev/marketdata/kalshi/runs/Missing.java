package dev.marketdata.kalshi.runs;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The markets and selectors that runs failed to collect.
 *
 * @param count how many there are
 * @param names each with what is known of it; null if there are too many
 */
record Missing(long count, @Nullable Map<String, Item> names) {

  /** With more names, only their number is kept. */
  static final int MAX_NAMES = 1_000;

  static final Missing NONE = new Missing(0, Map.of());

  /**
   * A market or selector.
   *
   * @param selector the entry of the ticker file that yields it
   * @param retryable true if it is in {@code failed.txt}
   */
  record Item(String selector, boolean retryable) {}

  private static Missing of(Map<String, Item> names) {
    return new Missing(names.size(), names);
  }

  /** Returns one more. */
  Missing plus(String name, Item item) {
    if (names == null || names.size() == MAX_NAMES) {
      return new Missing(count + 1, null);
    }
    names.put(name, item);
    return of(names);
  }

  /** Returns a list to add to. */
  static Missing start() {
    return of(new HashMap<>());
  }

  boolean isNone() {
    return count == 0;
  }

  /** Returns what is missing if either misses it. */
  Missing or(Missing other) {
    if (names == null || other.names == null) {
      return new Missing(count + other.count, null);
    }
    Map<String, Item> all = new HashMap<>(names);
    all.putAll(other.names);
    return of(all);
  }

  /** Returns what is still missing after another run with the same wish. */
  Missing and(Missing later) {
    if (names == null || later.names == null) {
      return names == null && (later.names != null || later.count < count) ? later : this;
    }
    Map<String, Item> both = new HashMap<>();
    later.names.forEach(
        (name, item) -> {
          if (names.containsKey(name) || names.containsKey(item.selector())) {
            both.put(name, item);
          }
        });
    names.forEach(
        (name, item) -> {
          if (later.names.containsKey(item.selector())) {
            both.put(name, item);
          }
        });
    return of(both);
  }

  /** Returns what is still missing after a run of {@code failed.txt}. */
  Missing afterRetry(Missing left) {
    if (names == null) {
      return left;
    }
    Map<String, Item> refused = new HashMap<>();
    names.forEach(
        (name, item) -> {
          if (!item.retryable()) {
            refused.put(name, item);
          }
        });
    return of(refused).or(left);
  }
}
