package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.budget.BudgetSettings;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a {@link KalshiClient}. They are part of the job graph and contain no secret.
 *
 * @param run the name of the run; each run has one client per JVM
 * @param credentials the location of the credential; null to send unsigned requests
 * @param deadline the time after which no request is sent
 */
public record KalshiSettings(
    String run,
    ApiRoot api,
    @Nullable CredentialSources credentials,
    BudgetSettings budget,
    Instant deadline)
    implements Serializable {

  /** Returns the same settings with another deadline. */
  public KalshiSettings until(Instant other) {
    return new KalshiSettings(run, api, credentials, budget, other);
  }
}
