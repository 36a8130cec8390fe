package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.Timing;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients of this JVM, one a run: all threads of a run share its budget, and two runs in one
 * JVM share nothing. A client outlives its last user, because an engine that runs step by step has
 * none between a run's two passes; it is closed when another run begins.
 */
public final class KalshiClients {

  private static final Map<KalshiSettings, Shared> BY_RUN = new HashMap<>();

  private static final class Shared {
    private final KalshiClient client;
    private int users;

    Shared(KalshiClient client) {
      this.client = client;
    }

    boolean closeIfUnused() {
      if (users > 0) {
        return false;
      }
      client.close();
      return true;
    }
  }

  private KalshiClients() {}

  /** Returns the run's client, made if this is its first user; ends what other runs left behind. */
  public static KalshiClient join(KalshiSettings settings) {
    return join(settings, Timing.system(), RetryPolicy.PATIENT);
  }

  /** The first user decides how the client waits. */
  static KalshiClient join(KalshiSettings settings, Timing timing, RetryPolicy patient) {
    synchronized (BY_RUN) {
      BY_RUN
          .entrySet()
          .removeIf(other -> !other.getKey().equals(settings) && other.getValue().closeIfUnused());
      Shared shared =
          BY_RUN.computeIfAbsent(
              settings, run -> new Shared(KalshiClient.open(settings, timing, patient)));
      shared.users++;
      return shared.client;
    }
  }

  /**
   * Returns what the run may spend, asking the account as the run would.
   *
   * @throws KalshiException if the credential is refused
   */
  public static BudgetRate rate(KalshiSettings settings) throws KalshiException {
    KalshiClient client = join(settings);
    try {
      return client.learnRate(new RequestLedger());
    } finally {
      leave(settings);
    }
  }

  /** Says that a user of the run's client needs it no more. */
  public static void leave(KalshiSettings settings) {
    synchronized (BY_RUN) {
      Shared shared = BY_RUN.get(settings);
      if (shared != null && shared.users > 0) {
        shared.users--;
      }
    }
  }
}
