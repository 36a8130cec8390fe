package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Row;
import java.io.Serializable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The rule that selects markets of an event or a series.
 *
 * @param statuses the statuses to select; empty for the rule "not yet settled, or settled since"
 * @param settledSince for that rule, the time after which settlements are selected
 * @param combos true to select multivariate markets too
 */
public record MarketSelection(Set<MarketStatus> statuses, Instant settledSince, boolean combos)
    implements Serializable {

  /** Copies the set. */
  public MarketSelection {
    statuses = Set.copyOf(statuses);
  }

  /** Returns this rule with multivariate markets selected too. */
  public MarketSelection withCombos() {
    return new MarketSelection(statuses, settledSince, true);
  }

  /** Returns true if the market of a row is selected. */
  public boolean wants(Row row) {
    if (!combos && !row.field(Markets.COMBO).isEmpty()) {
      return false;
    }
    if (!statuses.isEmpty()) {
      return statuses.stream().anyMatch(status -> status.covers(row.field(Markets.STATUS)));
    }
    if (!isSettled(row.field(Markets.STATUS))) {
      // A status that Kalshi adds later counts as not yet settled.
      return true;
    }
    Instant settled = settledAt(row);
    return settled == null || settled.isAfter(settledSince);
  }

  /** Returns true if a row is selected although it does not tell when its market settled. */
  public boolean isOfUnknownTime(Row row) {
    return statuses.isEmpty() && isSettled(row.field(Markets.STATUS)) && settledAt(row) == null;
  }

  /** Returns true if a status is that of a settled market. */
  public static boolean isSettled(String rowStatus) {
    return MarketStatus.SETTLED.covers(rowStatus);
  }

  /** Returns the same rule with another time. */
  public MarketSelection since(Instant time) {
    return new MarketSelection(statuses, time, combos);
  }

  /**
   * Returns when a market settled, or a later time. A settled market may lack {@code
   * settlement_ts}. It is settled after it closes, hours or days later, so its {@code close_time}
   * does not tell when. Its {@code updated_time} is never before the settlement, in all responses
   * seen; one that is before the market closed breaks this rule and is ignored.
   *
   * @return null if it is unknown
   */
  private static @Nullable Instant settledAt(Row row) {
    Instant settled = Markets.time(row, Markets.SETTLED);
    if (settled != null) {
      return settled;
    }
    Instant closed = Markets.time(row, Markets.CLOSED);
    Instant updated = Markets.time(row, Markets.UPDATED);
    return updated != null && closed != null && updated.isBefore(closed) ? null : updated;
  }

  /**
   * Returns true if a row belongs to an event or series, or may: rows do not name their series, and
   * an event only if it is set.
   */
  public static boolean belongs(Row row, EventOrSeries parent) {
    String event = row.field(Markets.EVENT);
    return parent.level() == EventOrSeries.Level.SERIES
        || event.isEmpty()
        || event.equals(parent.ticker().value());
  }

  /** Returns the filters whose results together contain every selected market. */
  public Set<MarketStatus> filters() {
    return statuses.isEmpty() ? EnumSet.allOf(MarketStatus.class) : statuses;
  }

  /** Returns true if settled markets of any age are selected. */
  public boolean wantsAllSettled() {
    return statuses.contains(MarketStatus.SETTLED);
  }

  /** Returns true if a market that settled before the given cutoff can be selected. */
  public boolean includesSettledBefore(Instant cutoff) {
    return wantsAllSettled() || (statuses.isEmpty() && settledSince.isBefore(cutoff));
  }
}
