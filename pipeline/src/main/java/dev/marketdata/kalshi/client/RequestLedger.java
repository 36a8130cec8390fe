package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.SchemaDrift;
import java.time.Instant;

/**
 * Counts the requests sent for one caller, and how their responses differed from the known schema.
 * Safe for use by several threads.
 */
public final class RequestLedger {

  private RequestUsage usage = RequestUsage.NONE;
  private SchemaDrift drift = SchemaDrift.NONE;

  /** Enters one request, over now, by the status of its response or by why none came. */
  synchronized void enter(String outcome, long cost, Instant now) {
    usage = usage.plus(RequestUsage.of(outcome, cost, now));
  }

  synchronized void enterRetry() {
    usage = usage.plus(RequestUsage.RETRY);
  }

  synchronized void enter(SchemaDrift ofPage) {
    drift = drift.plus(ofPage);
  }

  /** Returns how all objects so far differed from the known schema. */
  public synchronized SchemaDrift drift() {
    return drift;
  }

  /** Returns the count of all requests so far. */
  public synchronized RequestUsage usage() {
    return usage;
  }
}
