package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.base.RunLog;
import java.io.Serializable;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * The identity of a run.
 *
 * @param slot the slot that it collects
 * @param jobName the name of its job
 * @param startedAt its start, to the second
 */
public record RunId(Slot slot, String jobName, Instant startedAt) implements Serializable {

  private static final Pattern NAME = Pattern.compile("(\\d{8}T\\d{6}Z)-(.+)-(\\d{8}T\\d{6}Z)");

  /** Returns the run of a name; null if the name is not one of a run. */
  public static @Nullable RunId parse(String name) {
    Matcher parts = NAME.matcher(name);
    try {
      return parts.matches()
          ? new RunId(
              new Slot(Slot.parseStamp(parts.group(1))),
              parts.group(2),
              Slot.parseStamp(parts.group(3)))
          : null;
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  /** Returns the unique name of the run: slot, job and start. */
  public String name() {
    return slot.stamp() + "-" + jobName + "-" + Slot.stamp(startedAt);
  }

  /** Returns a log whose lines have the fields {@code slot}, {@code job} and {@code run}. */
  public RunLog log(Logger logger) {
    return RunLog.of(logger, name()).with("slot", slot).with("job", jobName);
  }

  /** Returns the folder of its summary under the output root. */
  public String folder() {
    return "runs/date=" + slot.date() + "/" + name();
  }
}
