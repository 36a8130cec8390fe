package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.Timing;
import java.util.HashMap;
import java.util.Map;

/**
 * The clients of this JVM, one per run: all threads of a run share its budget, and two runs in one
 * JVM share nothing. A client stays open after its last release, because a runner may have no user
 * between a run's two passes. It is closed when another run starts. Safe for use by several
 * threads.
 */
public final class KalshiClients {

  private static final Map<KalshiSettings, KalshiClient> BY_RUN = new HashMap<>();
  private static final Map<KalshiSettings, Integer> USERS = new HashMap<>();

  private KalshiClients() {}

  /**
   * Returns the run's client, and creates it for the first user. Closes the unused clients of other
   * runs. Each call must be followed by a call of {@link #release}.
   */
  public static KalshiClient acquire(KalshiSettings settings) {
    return acquire(settings, Timing.system(), RetryPolicy.DATA);
  }

  /** Creates the run's client with a timing; must be followed by a call of {@link #release}. */
  public static void use(KalshiSettings settings, Timing timing) {
    KalshiClient unused = acquire(settings, timing, RetryPolicy.DATA);
  }

  /** Uses the timing and the policy of the first user. */
  static KalshiClient acquire(KalshiSettings settings, Timing timing, RetryPolicy dataPolicy) {
    synchronized (BY_RUN) {
      USERS.merge(settings, 1, Integer::sum);
      BY_RUN.entrySet().stream()
          .filter(run -> !USERS.containsKey(run.getKey()))
          .forEach(run -> run.getValue().close());
      BY_RUN.keySet().retainAll(USERS.keySet());
      return BY_RUN.computeIfAbsent(
          settings, run -> new KalshiClient(settings, timing, dataPolicy));
    }
  }

  /**
   * Returns the rate of one worker of the run. Requests the account's budget as the run does.
   *
   * @throws KalshiException if the credential cannot be read or is refused
   */
  public static BudgetRate rate(KalshiSettings settings) throws KalshiException {
    try {
      return acquire(settings).learnRate(new RequestLedger());
    } finally {
      release(settings);
    }
  }

  /** Returns the timing of the run's client; that of the system if there is no client. */
  public static Timing timing(KalshiSettings settings) {
    synchronized (BY_RUN) {
      KalshiClient client = BY_RUN.get(settings);
      return client == null ? Timing.system() : client.timing();
    }
  }

  /** Releases the run's client for one user; has no effect if there is none. */
  public static void release(KalshiSettings settings) {
    synchronized (BY_RUN) {
      USERS.computeIfPresent(settings, (run, users) -> users > 1 ? users - 1 : null);
    }
  }
}
