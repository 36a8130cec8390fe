package dev.marketdata.kalshi.gcs;

import com.google.api.gax.retrying.RetrySettings;
import com.google.cloud.storage.Storage;
import java.time.Duration;

/** The client of a storage server, whose first pause is milliseconds and not a second. */
public final class QuickStorage {

  private static final RetrySettings QUICK =
      RetrySettings.newBuilder()
          .setInitialRetryDelayDuration(Duration.ofMillis(10))
          .setRetryDelayMultiplier(3)
          .setMaxRetryDelayDuration(Duration.ofMillis(500))
          .setTotalTimeoutDuration(Duration.ofSeconds(10))
          .setMaxAttempts(0)
          .build();

  private QuickStorage() {}

  /** Returns the endpoint's client. */
  public static Storage of(GcsEndpoint endpoint) {
    return GcsClients.of(endpoint, QUICK);
  }

  /** Lets all users of an endpoint have that client; called before the first of them. */
  public static void join(GcsEndpoint endpoint) {
    Storage unused = of(endpoint);
  }
}
