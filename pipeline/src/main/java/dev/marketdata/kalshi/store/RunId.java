package dev.marketdata.kalshi.store;

import java.io.Serializable;
import java.time.Instant;

/**
 * The identity of a run.
 *
 * @param slot the slot that it collects
 * @param jobName the name of its job
 * @param startedAt its start, to the second
 */
public record RunId(Slot slot, String jobName, Instant startedAt) implements Serializable {

  /** Returns the unique name of the run: slot, job and start. */
  public String name() {
    return slot.stamp() + "-" + jobName + "-" + Slot.stamp(startedAt);
  }

  /** Returns the folder of its summary under the output root. */
  public String folder() {
    return "runs/date=" + slot.date() + "/" + name();
  }
}
