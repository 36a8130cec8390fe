package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.SchemaDrift;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests sent for one caller, and how their responses differed from the known schema.
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

  /** Creates an empty ledger. */
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

  /** Returns how all objects so far differed from the known schema. */
  public synchronized SchemaDrift drift() {
    return drift;
  }

  /** Returns the count of all requests so far. */
  public synchronized RequestUsage usage() {
    return new RequestUsage(new TreeMap<>(byStatus), retries, tokens, spent, first, last);
  }
}
