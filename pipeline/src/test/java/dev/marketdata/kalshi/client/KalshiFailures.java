package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.client.KalshiException.Reason;
import org.jspecify.annotations.Nullable;

/** Failures for tests. */
public final class KalshiFailures {

  private KalshiFailures() {}

  /** Returns a failure of that kind. */
  public static KalshiException of(Reason kind, @Nullable Integer status) {
    return new KalshiException(kind, "told to fail", status);
  }

  /** Returns the failure of a request that the run has no time for. */
  public static KalshiException ofRun() {
    return KalshiException.outOfRunsTime();
  }
}
