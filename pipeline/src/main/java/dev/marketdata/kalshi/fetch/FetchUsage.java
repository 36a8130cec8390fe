package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.RequestUsage;
import java.io.Serializable;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The requests and the budget that a chunk used. An element, because the pipeline cannot read
 * metrics.
 *
 * @param requests the requests that were sent
 * @param waited the time spent waiting for the budget
 * @param rate the rate of the budget; null if it is unknown
 * @param stoppedBy why the run was stopped; null if it was not
 * @param drift the differences of Kalshi's objects from the known schema
 */
public record FetchUsage(
    RequestUsage requests,
    Duration waited,
    @Nullable BudgetRate rate,
    @Nullable String stoppedBy,
    SchemaDrift drift)
    implements Serializable {

  /** No requests. */
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
