package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.RequestUsage;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What fetching a chunk took. It travels as data, because metrics cannot be read inside the graph.
 *
 * @param requests what was sent
 * @param waited time spent waiting for the budget
 * @param rate what could be spent; null if it was never learned
 * @param stoppedBy why the run was given up; null if it was not
 * @param drift where Kalshi's objects differ from the schema that is known
 */
public record FetchUsage(
    RequestUsage requests,
    Duration waited,
    @Nullable BudgetRate rate,
    @Nullable String stoppedBy,
    SchemaDrift drift)
    implements Serializable {

  /** Nothing fetched. */
  public static final FetchUsage NONE =
      new FetchUsage(RequestUsage.NONE, Duration.ZERO, null, null, SchemaDrift.NONE);

  /** Returns the sum of both; of what cannot be summed, the first that is known. */
  public FetchUsage plus(FetchUsage other) {
    return new FetchUsage(
        requests.plus(other.requests),
        waited.plus(other.waited),
        rate == null ? other.rate : rate,
        stoppedBy == null ? other.stoppedBy : stoppedBy,
        drift.plus(other.drift));
  }
}
