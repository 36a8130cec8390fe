package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.report.Market.Middle;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The markets whose price changed most within a day.
 *
 * @param end the last time
 */
record Movers(List<Mover> most, long end) {

  private static final long DAY = TimeUnit.DAYS.toMicros(1);

  /**
   * A market whose price changed.
   *
   * @param before the middle of bid and ask a day before, doubled
   * @param now that of the last day's newest moment with both quotes, doubled
   * @param volume the contracts traded meanwhile; {@link Series#NONE} if it is not known
   */
  record Mover(Market market, long before, long now, long volume) {

    /** Returns the change in millionths of a dollar, doubled. */
    long change() {
      return now - before;
    }
  }

  /**
   * Compares each market at the end with a day before.
   *
   * @param end the last time
   * @param most how many to return, those that changed most first
   */
  static Movers of(List<Market> markets, long end, int most) {
    return new Movers(
        markets.stream()
            .map(market -> of(market, end))
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .filter(mover -> mover.change() != 0)
            .sorted(
                Comparator.comparing((Mover mover) -> -Math.abs(mover.change()))
                    .thenComparing(mover -> mover.market().ticker()))
            .limit(most)
            .toList(),
        end);
  }

  /** Returns the change of one market; null if it had no price at either time. */
  static @Nullable Mover of(Market market, long end) {
    Middle now = market.middle(end - DAY + 1, end);
    // A price that was older than a day even then does not tell what happened since.
    Middle before = market.middle(end - 2 * DAY + 1, end - DAY);
    if (now == null || before == null) {
      return null;
    }
    long volumeNow = market.volumeAt(end);
    long volumeBefore = market.volumeAt(end - DAY);
    return new Mover(
        market,
        before.doubled(),
        now.doubled(),
        volumeNow == Series.NONE || volumeBefore == Series.NONE
            ? Series.NONE
            : volumeNow - volumeBefore);
  }
}
