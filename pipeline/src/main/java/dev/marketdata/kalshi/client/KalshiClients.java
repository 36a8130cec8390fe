package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.Timing;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients of this JVM, one per run: all threads of a run share its budget, and two runs in one
 * JVM share nothing. A client stays open after its last user has left, because a runner may have no
 * user between a run's two passes. It is closed when another run begins. Safe for use by several
 * threads.
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

  /**
   * Returns the run's client, and makes it for the first user. Closes the unused clients of other
   * runs. Each call needs a call of {@link #leave} later.
   */
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
   * Returns what one worker of the run may spend, and requests the account's budget for it as the
   * run would.
   *
   * @throws KalshiException if the credential cannot be read or is refused
   */
  public static BudgetRate rate(KalshiSettings settings) throws KalshiException {
    KalshiClient client = join(settings);
    try {
      return client.learnRate(new RequestLedger());
    } finally {
      leave(settings);
    }
  }

  /** Releases the run's client for one user; has no effect if there is none. */
  public static void leave(KalshiSettings settings) {
    synchronized (BY_RUN) {
      Shared shared = BY_RUN.get(settings);
      if (shared != null && shared.users > 0) {
        shared.users--;
      }
    }
  }
}
