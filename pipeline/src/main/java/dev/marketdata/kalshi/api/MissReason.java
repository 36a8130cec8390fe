package dev.marketdata.kalshi.api;

import java.util.Locale;

/** The reasons why a selector, or a dataset of one market, has no shard. */
public enum MissReason {
  /** No market, event or series of that name in either tier. */
  NOT_FOUND,
  /** An event or a series that exists and has no wanted market now. */
  NO_MARKETS,
  /** Not a ticker. */
  INVALID,
  /** Refused permanently, such as HTTP 400. */
  REJECTED,
  /** Responses without the documented form, after retries and another pass. */
  MALFORMED,
  /** Still failing after retries and all passes. */
  UNAVAILABLE,
  /** No response in time. */
  TIMED_OUT,
  /** The storage refused the shard, in all passes. */
  NOT_STORED;

  /** Returns the name in summaries and {@code misses.ndjson}. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Returns true if this run lost data that exists. */
  public boolean isFailure() {
    return this != NOT_FOUND && this != NO_MARKETS && this != INVALID;
  }

  /** Returns true if another attempt, in a second pass or the next run, may succeed. */
  public boolean isRetryable() {
    return isFailure() && this != REJECTED;
  }
}
