package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/**
 * What to make tables of.
 *
 * @param output the root of the shards, and of the tables
 * @param from the first day, UTC; null for every closed day
 * @param to the last day; null if {@code from} is
 * @param interval the time between slots
 * @param now decides which days are closed
 */
public record TablesSettings(
    OutputRoot output,
    @Nullable LocalDate from,
    @Nullable LocalDate to,
    Duration interval,
    Instant now)
    implements Serializable {

  /** Creates settings for every closed day. */
  public static TablesSettings ofClosedDays(OutputRoot output, Duration interval, Instant now) {
    return new TablesSettings(output, null, null, interval, now);
  }

  /** Returns the name under which the objects that this task writes are stored. */
  RunId id() {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    return new RunId(new Slot(second), "kalshi-tables", second);
  }

  /** Returns whether the days are named, rather than all that are closed. */
  boolean hasDays() {
    return from != null && to != null;
  }

  boolean wants(LocalDate day) {
    return from == null || to == null || !(day.isBefore(from) || day.isAfter(to));
  }
}
