package dev.marketdata.kalshi.api;

import java.util.Locale;

/** Why something that was asked for has no shard. */
public enum MissReason {
  /** No market, event or series of that name in either tier. */
  NOT_FOUND,
  /** An event or a series that exists and yields nothing now. */
  NO_MARKETS,
  /** Not a ticker. */
  INVALID,
  /** Refused for good. */
  REJECTED,
  /** Responses that are not what Kalshi documents, after retries and a second pass. */
  MALFORMED,
  /** Still failing after retries and a second pass. */
  UNAVAILABLE,
  /** No response in time. */
  TIMED_OUT,
  /** The storage refused the shard, in the second pass too. */
  NOT_STORED;

  /** Returns the word that summaries and {@code misses.ndjson} use. */
  public String jsonName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Tells whether data that exists was lost to this run. */
  public boolean isFailure() {
    return this != NOT_FOUND && this != NO_MARKETS && this != INVALID;
  }

  /** Tells whether another attempt may succeed: a second pass of the same run, or the next run. */
  public boolean isWorthTryingAgain() {
    return isFailure() && this != REJECTED;
  }
}
