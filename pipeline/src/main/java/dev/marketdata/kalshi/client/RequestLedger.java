package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.SchemaDrift;
import java.time.Instant;

/**
 * Counts the requests of one caller, and the differences of their responses from the known schema.
 * Safe for use by several threads.
 */
public final class RequestLedger {

  private RequestUsage usage = RequestUsage.NONE;
  private SchemaDrift drift = SchemaDrift.NONE;

  /** Counts a request that ended now, by its HTTP status, {@code timeout} or {@code broken}. */
  synchronized void add(String outcome, long cost, Instant now) {
    usage = usage.plus(RequestUsage.of(outcome, cost, now));
  }

  synchronized void addRetry() {
    usage = usage.plus(RequestUsage.RETRY);
  }

  synchronized void add(SchemaDrift ofPage) {
    drift = drift.plus(ofPage);
  }

  /** Returns the differences of all objects so far from the known schema. */
  public synchronized SchemaDrift drift() {
    return drift;
  }

  /** Returns the counts of all requests so far. */
  public synchronized RequestUsage usage() {
    return usage;
  }
}
