package dev.marketdata.kalshi.fetch;

import java.io.Serializable;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the earlier runs under an output mean for a run.
 *
 * @param settledSince the time after which settlements are selected
 * @param newest the slot of the newest finished run; null if there is none
 * @param missedSlots the number of slots since then that have no finished run
 * @param gaps the windows since then, or before, that no finished run holds completely, in order
 * @param refusal why the run must not write there; null if it may
 */
public record EarlierRuns(
    Instant settledSince,
    @Nullable Instant newest,
    long missedSlots,
    List<Gap> gaps,
    @Nullable String refusal)
    implements Serializable {

  /** Returns what no earlier run means. */
  public static EarlierRuns none(Instant settledSince) {
    return new EarlierRuns(settledSince, null, 0, List.of(), null);
  }

  /** Returns the same with windows to collect. */
  public EarlierRuns with(List<Gap> windows) {
    return new EarlierRuns(settledSince, newest, missedSlots, windows, refusal);
  }

  /** Returns the same for a run that must not write. */
  public EarlierRuns refusing(@Nullable String why) {
    return new EarlierRuns(settledSince, newest, missedSlots, gaps, why);
  }
}
