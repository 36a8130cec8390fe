package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.budget.BudgetSettings;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is needed to make a {@link KalshiClient}. It is part of the job graph and holds no secret.
 *
 * @param run the name of the run; each run has one client per JVM
 * @param credentials where the credential is kept; null to send unsigned requests
 * @param deadline after this time no request is sent
 */
public record KalshiSettings(
    String run,
    ApiRoot api,
    @Nullable CredentialSources credentials,
    BudgetSettings budget,
    Instant deadline)
    implements Serializable {}
