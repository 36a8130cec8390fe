package dev.marketdata.kalshi.kalshi;

import java.util.Map;
import java.util.TreeMap;

/**
 * Counts the requests that were sent on somebody's behalf, and what was strange in their answers.
 * Safe for use by several threads.
 */
public final class RequestLedger {

  private final Map<String, Long> byStatus = new TreeMap<>();
  private long retries;
  private long tokens;
  private SchemaDrift drift = SchemaDrift.NONE;

  /** Begins an empty ledger. */
  public RequestLedger() {}

  /** Enters one request by the status of its answer, or by why none came. */
  synchronized void enter(String outcome, long cost) {
    byStatus.merge(outcome, 1L, Long::sum);
    tokens += cost;
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
    return new RequestUsage(byStatus, retries, tokens);
  }
}
