package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.marketdata.kalshi.api.Window;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What the runs of a job hold of one dataset for one slot.
 *
 * @param dataset the name of the dataset
 * @param hasWindow true if the dataset covers the time of the window; false if it shows the moment
 *     of the request
 * @param window the time since the expected slot before, and the slot
 * @param interval the time between slots when this one was due
 * @param condition whether it can be relied on
 * @param reason why it is in that condition; null if a run held all of it in time
 * @param counts the markets; null if no finished run tells
 * @param recoverable true if another run can still get what is missing
 * @param runs the names of the runs that this follows from, by their start
 */
public record CoverageRow(
    String dataset,
    boolean hasWindow,
    Window window,
    Duration interval,
    Condition condition,
    @Nullable Reason reason,
    @Nullable Counts counts,
    boolean recoverable,
    List<String> runs) {

  /** How far a dataset of a slot can be relied on. */
  public enum Condition {
    /** A finished run holds all of it. */
    AVAILABLE,
    /** There is data, but not all of it, or not of that time. */
    DEGRADED,
    /** No finished run holds it. */
    MISSING,
    /** Its interval is not over, and no run has finished. */
    PENDING;

    /** Returns the name in JSON. */
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Why a dataset of a slot is in its condition. */
  public enum Reason {
    /** No run started for the slot. */
    NO_RUN,
    /** A run started and wrote no summary: it was killed, or is still running. */
    UNFINISHED,
    /** A run was stopped, such as by a refused key. */
    STOPPED,
    /** Kalshi or the storage was down. */
    OUTAGE,
    /** A run finished and stored nothing of it. */
    FAILED,
    /** Some markets failed. */
    PARTIAL,
    /** The runs of the slot did not include the dataset. */
    NOT_INCLUDED,
    /** All or some of it was collected more than ten minutes after the slot. */
    LATE,
    /** The trades of some markets do not add up to their candles. */
    VOLUME_DIFFERENT,
    /** A run of another slot, or a backfill, collected what was missing. */
    CAUGHT_UP;

    /** Returns the name in JSON. */
    public String jsonName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * The markets of a slot.
   *
   * @param stored those with a shard
   * @param empty those without an item in the window
   * @param failed those, and the selectors, that are missing although they exist
   * @param lateSeconds from the slot to the start of the last run that stored something, or that
   *     was still in time if nothing was missing then; null for datasets with a window
   * @param differentVolumes those whose trades are known not to add up to their candles; null for
   *     other datasets than trades
   */
  public record Counts(
      long stored,
      long empty,
      long failed,
      @Nullable Long lateSeconds,
      @Nullable Long differentVolumes) {

    /** Returns how many were wanted. A selector that failed counts once. */
    public long expected() {
      return stored + empty + failed;
    }
  }

  /** Copies the list. */
  public CoverageRow {
    runs = List.copyOf(runs);
  }

  /** Returns true if something is missing, and its time has come. */
  public boolean isGap() {
    return condition == Condition.MISSING || condition == Condition.DEGRADED;
  }

  /** Returns true if another run of the slot, which is not over, can get what is missing. */
  public boolean isGapOfNow() {
    return isGap() && recoverable && !hasWindow;
  }

  /** Returns the row as an object of JSON. */
  public ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("dataset", dataset)
            .put("slot", window.slot().toString())
            .put("window_start", hasWindow ? window.start().toString() : null)
            .put("window_end", hasWindow ? window.end().toString() : null)
            .put("interval", interval.toString())
            .put("condition", condition.jsonName())
            .put("reason", reason == null ? null : reason.jsonName())
            .put("expected", counts == null ? null : counts.expected())
            .put("stored", counts == null ? null : counts.stored())
            .put("empty", counts == null || !hasWindow ? null : counts.empty())
            .put("failed", counts == null ? null : counts.failed())
            .put("late_seconds", counts == null ? null : counts.lateSeconds())
            .put("different_volumes", counts == null ? null : counts.differentVolumes())
            .put("recoverable", recoverable);
    runs.forEach(json.putArray("runs")::add);
    return json;
  }
}
