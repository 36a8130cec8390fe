package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the earlier runs under an output mean for a run.
 *
 * @param settledSince the time after which settlements are selected
 * @param newest the slot of the newest finished run; null if there is none
 * @param missedSlots the number of slots since then that have no finished run
 * @param refusal why the run must not write there; null if it may
 */
public record EarlierRuns(
    Instant settledSince, @Nullable Instant newest, long missedSlots, @Nullable String refusal)
    implements Serializable {

  /** Returns what no earlier run means. */
  public static EarlierRuns none(Instant settledSince) {
    return new EarlierRuns(settledSince, null, 0, null);
  }

  /** Returns the same for a run that must not write. */
  public EarlierRuns refusing(@Nullable String why) {
    return new EarlierRuns(settledSince, newest, missedSlots, why);
  }
}
