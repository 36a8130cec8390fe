package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.budget.BudgetSettings;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The recipe for a {@link KalshiClient}: it travels with the job and holds no secret.
 *
 * @param run names the run; within a JVM each run has its one client
 * @param api where to ask
 * @param credentials where the credential lies; null to read unsigned
 * @param budget how much may be spent
 * @param deadline when the run gives up what is left
 */
public record KalshiSettings(
    String run,
    ApiRoot api,
    @Nullable CredentialSources credentials,
    BudgetSettings budget,
    Instant deadline)
    implements Serializable {}
