package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.SchemaDrift;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests that were sent on somebody's behalf, and what was strange in their answers.
 * Safe for use by several threads.
 */
public final class RequestLedger {

  /** How Kalshi says that the account's bucket is empty. It takes nothing out of it then. */
  private static final String REFUSED = "429";

  private final Map<String, Long> byStatus = new TreeMap<>();
  private long retries;
  private long tokens;
  private long spent;
  private @Nullable Instant first;
  private @Nullable Instant last;
  private SchemaDrift drift = SchemaDrift.NONE;

  /** Begins an empty ledger. */
  public RequestLedger() {}

  /** Enters one request, over now, by the status of its answer or by why none came. */
  synchronized void enter(String outcome, long cost, Instant now) {
    byStatus.merge(outcome, 1L, Long::sum);
    tokens += cost;
    spent += outcome.equals(REFUSED) ? 0 : cost;
    first = first == null ? now : first;
    last = now;
  }

  synchronized void enterRetry() {
    retries++;
  }

  /** Enters where the objects of a page differ from the schema that is known. */
  synchronized void enter(SchemaDrift ofPage) {
    drift = drift.plus(ofPage);
  }

  /** Returns where the objects so far differ from the schema that is known. */
  public synchronized SchemaDrift drift() {
    return drift;
  }

  /** Returns the requests that were entered so far. */
  public synchronized RequestUsage usage() {
    return new RequestUsage(new TreeMap<>(byStatus), retries, tokens, spent, first, last);
  }
}
