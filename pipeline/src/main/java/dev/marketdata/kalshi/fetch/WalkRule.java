package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.datasets.MarketQuery;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/**
 * Weighs a walk through the catalogue against the lookups that it spares. A plan takes the longer
 * of its requests over the rate and its longest chain times the latency. Lookups go out side by
 * side; the pages of a walk are one chain. How large the catalogue is nobody knows before its end,
 * so the walk is weighed after each page by what it has spared so far.
 *
 * <p>A walk that goes on only while {@linkplain #isAhead it is ahead} has spared a lookup for each
 * page but the last, so it never takes more than one request more than lookups alone. Used by one
 * thread.
 */
final class WalkRule {

  /** The fewest names a walk is tried for: its first page is then a hundredth of their lookups. */
  static final int FEWEST_NAMES = 100 * MarketQuery.TICKERS_A_REQUEST;

  private final Map<TickerKind, Long> left = new EnumMap<>(TickerKind.class);
  private final long lookups;
  private long pages;
  private Duration asking = Duration.ZERO;

  WalkRule(Collection<TickerSelector> names) {
    names.forEach(name -> left.merge(name.kind(), 1L, Long::sum));
    lookups = lookupsLeft();
  }

  /**
   * Tells whether a run should try a walk.
   *
   * @param workers how many machines share the run; a chain cannot be shared
   */
  static boolean isWorthTrying(int names, int workers) {
    return workers == 1 && names >= FEWEST_NAMES;
  }

  /** Says that a name was found and need not be looked up. */
  void found(TickerSelector name) {
    left.merge(name.kind(), -1L, Long::sum);
  }

  /** Says that a page was answered after so much time, the wait for the budget not counted. */
  void answered(Duration latency) {
    pages++;
    asking = asking.plus(latency);
  }

  /**
   * Tells whether the pages so far took no more requests than the lookups they spare, nor more time
   * than these would have taken.
   */
  boolean isAhead(BigDecimal requestsPerSecond) {
    BigDecimal spared = BigDecimal.valueOf(spared());
    BigDecimal meanwhile =
        requestsPerSecond.multiply(BigDecimal.valueOf(asking.toNanos()).movePointLeft(9));
    return spared.compareTo(meanwhile.max(BigDecimal.valueOf(pages))) >= 0;
  }

  /** Returns how many requests look the names up that were not found: a kind shares none. */
  long lookupsLeft() {
    return left.values().stream().mapToLong(WalkRule::lookups).sum();
  }

  private static long lookups(long names) {
    return (names + MarketQuery.TICKERS_A_REQUEST - 1) / MarketQuery.TICKERS_A_REQUEST;
  }

  private long spared() {
    return lookups - lookupsLeft();
  }

  long pages() {
    return pages;
  }

  /** Returns the figures, for a person. */
  String figures(BigDecimal requestsPerSecond) {
    return String.format(
        Locale.ROOT,
        "%,d %s in %,d ms spared %,d lookups at %s requests/s",
        pages,
        pages == 1 ? "page" : "pages",
        asking.toMillis(),
        spared(),
        requestsPerSecond.stripTrailingZeros().toPlainString());
  }
}
