package dev.marketdata.kalshi.kalshi;

import java.util.HashMap;
import java.util.Map;

/**
 * The clients of this JVM, one a run: all threads of a run share its budget, and two runs in one
 * JVM share nothing. A client lives from the first {@link #join} to the last {@link #leave}.
 */
public final class KalshiClients {

  private static final Map<String, Shared> BY_RUN = new HashMap<>();

  private static final class Shared {
    private final KalshiClient client;
    private int users;

    Shared(KalshiClient client) {
      this.client = client;
    }
  }

  private KalshiClients() {}

  /** Returns the run's client, made if this is its first user. */
  public static KalshiClient join(KalshiSettings settings) {
    return join(settings, Timing.system(), RetryPolicy.PATIENT);
  }

  /** The first user decides how the client waits. */
  static KalshiClient join(KalshiSettings settings, Timing timing, RetryPolicy patient) {
    synchronized (BY_RUN) {
      Shared shared =
          BY_RUN.computeIfAbsent(
              settings.run(), run -> new Shared(KalshiClient.open(settings, timing, patient)));
      shared.users++;
      return shared.client;
    }
  }

  /** Ends the run's client if this was its last user. */
  public static void leave(KalshiSettings settings) {
    synchronized (BY_RUN) {
      Shared shared = BY_RUN.get(settings.run());
      if (shared != null && --shared.users == 0) {
        BY_RUN.remove(settings.run());
        shared.client.close();
      }
    }
  }
}
