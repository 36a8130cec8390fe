package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.store.OutputRoot;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the command {@code coverage} shows.
 *
 * @param jobName the job whose runs are read
 * @param from the first slot; null for that of the first run
 * @param to the last slot; null for the current one
 * @param interval the time between slots if no run tells
 * @param json true for one JSON object per line
 */
record CoverageSettings(
    OutputRoot output,
    String jobName,
    @Nullable Instant from,
    @Nullable Instant to,
    Duration interval,
    boolean json) {

  boolean shows(Instant slot) {
    return (from == null || !slot.isBefore(from)) && (to == null || !slot.isAfter(to));
  }
}
