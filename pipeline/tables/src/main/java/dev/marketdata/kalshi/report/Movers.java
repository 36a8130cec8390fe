package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.report.Market.Middle;
import dev.marketdata.kalshi.report.Market.Moment;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The markets whose price changed most within a day. */
record Movers(List<Mover> most) {

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
   * @param most how many to return, those that changed most first
   */
  static Movers of(List<Market> markets, int most) {
    return new Movers(
        markets.stream()
            .map(Movers::of)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .filter(mover -> mover.change() != 0)
            .sorted(
                Comparator.comparing((Mover mover) -> -Math.abs(mover.change()))
                    .thenComparing(mover -> mover.market().ticker()))
            .limit(most)
            .toList());
  }

  /** Returns the change of one market; null if it had no price at either time. */
  static @Nullable Mover of(Market market) {
    Middle now = market.middle(Moment.LAST_DAY);
    Middle before = market.middle(Moment.DAY_BEFORE);
    return now == null || before == null
        ? null
        : new Mover(market, before.doubled(), now.doubled(), market.volumeOfLastDay());
  }
}
