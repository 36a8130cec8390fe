package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Row;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which markets of an event or a series are wanted.
 *
 * @param statuses the stages wanted; empty for the rule "not yet settled, or settled since"
 * @param settledSince for that rule: the settlements wanted are those after this time
 * @param combos whether multivariate markets are wanted
 */
public record MarketSelection(Set<MarketStatus> statuses, Instant settledSince, boolean combos)
    implements Serializable {

  /** Copies the set. */
  public MarketSelection {
    statuses = Set.copyOf(statuses);
  }

  /** Tells whether a row of a response is wanted, judged by the row itself. */
  public boolean wants(Row row) {
    if (!combos && !row.field(Markets.COMBO).isEmpty()) {
      return false;
    }
    if (!statuses.isEmpty()) {
      return statuses.stream().anyMatch(status -> status.covers(row.field(Markets.STATUS)));
    }
    if (!MarketStatus.SETTLED.covers(row.field(Markets.STATUS))) {
      // A word that Kalshi adds later is not yet settled, as far as anybody can tell.
      return true;
    }
    Instant settled = settledAt(row);
    return settled == null || settled.isAfter(settledSince);
  }

  private static @Nullable Instant settledAt(Row row) {
    try {
      return Instant.parse(row.field(Markets.SETTLED));
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /**
   * Tells whether a row belongs to an event or series. A series cannot be told from the row, and
   * neither can the event of a row that does not name it.
   */
  public static boolean belongs(Row row, EventOrSeries parent) {
    String event = row.field(Markets.EVENT);
    return parent.level() == EventOrSeries.Level.SERIES
        || event.isEmpty()
        || event.equals(parent.ticker().value());
  }

  /** Returns the filters that together hold every wanted market. */
  public Set<MarketStatus> filters() {
    return statuses.isEmpty() ? EnumSet.allOf(MarketStatus.class) : statuses;
  }

  /** Tells whether settlements of any age are wanted. */
  public boolean wantsAllSettled() {
    return statuses.contains(MarketStatus.SETTLED);
  }

  /** Tells whether a market that settled before the given cutoff can be wanted. */
  public boolean reachesBehind(Instant cutoff) {
    return wantsAllSettled() || (statuses.isEmpty() && settledSince.isBefore(cutoff));
  }
}
