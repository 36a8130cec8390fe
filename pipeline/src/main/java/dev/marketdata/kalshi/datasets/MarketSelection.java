package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.MarketRow;
import java.io.Serializable;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

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

  /** Tells whether a row of an answer is wanted, judged by the row's own words. */
  public boolean wants(MarketRow row) {
    if (!combos && row.combo()) {
      return false;
    }
    if (!statuses.isEmpty()) {
      return statuses.stream().anyMatch(status -> status.covers(row.status()));
    }
    if (!MarketStatus.SETTLED.covers(row.status())) {
      // A word that Kalshi adds later is not yet settled, as far as anybody can tell.
      return true;
    }
    Instant settled = row.settledAt();
    return settled == null || settled.isAfter(settledSince);
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
