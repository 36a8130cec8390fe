package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import dev.marketdata.kalshi.client.RequestUsage;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
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
 * @param outages the outages so far, each once
 * @param volumes the comparison of trades with candles
 * @param clockOffset how far Kalshi's clock is ahead of the worker's; zero unless that matters
 */
public record FetchUsage(
    RequestUsage requests,
    Duration waited,
    @Nullable BudgetRate rate,
    @Nullable String stoppedBy,
    SchemaDrift drift,
    List<Outage> outages,
    VolumeCheck volumes,
    Duration clockOffset)
    implements Serializable {

  /** No requests. */
  public static final FetchUsage NONE =
      new FetchUsage(
          RequestUsage.NONE,
          Duration.ZERO,
          null,
          null,
          SchemaDrift.NONE,
          List.of(),
          VolumeCheck.NONE,
          Duration.ZERO);

  /**
   * Returns the sum of both; of what cannot be summed, the first that is known. A rate that is the
   * account's replaces the default, which a run uses until the account's is known.
   */
  public FetchUsage plus(FetchUsage other) {
    return new FetchUsage(
        requests.plus(other.requests),
        waited.plus(other.waited),
        rate == null || (other.rate != null && isDefault(rate)) ? other.rate : rate,
        stoppedBy == null ? other.stoppedBy : stoppedBy,
        drift.plus(other.drift),
        union(outages, other.outages),
        volumes.plus(other.volumes),
        clockOffset.isZero() ? other.clockOffset : clockOffset);
  }

  private static boolean isDefault(BudgetRate rate) {
    return rate.source().equals("default");
  }

  /** Of two reports of one outage, keeps the one that knows its end. */
  private static List<Outage> union(List<Outage> one, List<Outage> other) {
    Map<String, Outage> byStart = new TreeMap<>();
    Stream.concat(one.stream(), other.stream())
        .forEach(
            outage ->
                byStart.merge(
                    outage.from() + outage.server(),
                    outage,
                    (known, next) -> known.to() == null ? next : known));
    return List.copyOf(byStart.values());
  }
}
