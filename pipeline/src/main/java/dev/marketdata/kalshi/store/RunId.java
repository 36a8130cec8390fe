package dev.marketdata.kalshi.store;

import java.io.Serializable;
import java.time.Instant;

/**
 * Which run it is.
 *
 * @param slot what it writes
 * @param jobName the name of its job
 * @param startedAt when it began, to the second
 */
public record RunId(Slot slot, String jobName, Instant startedAt) implements Serializable {

  /** Returns the run's one name: slot, job and start. */
  public String name() {
    return slot.stamp() + "-" + jobName + "-" + Slot.stamp(startedAt);
  }

  /** Returns the folder of its summary under the output root. */
  public String folder() {
    return "runs/date=" + slot.date() + "/" + name();
  }
}
