package dev.marketdata.kalshi.demo;

import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * What has happened before the demo, by slot: it follows from the time of the demo and from the
 * slots that the output has.
 *
 * @param begin the first slot of the demo's exchange, from which its markets follow
 * @param length how many slots a new output gets
 * @param slots the slots before the current one that the output does not have, in order
 * @param isNew whether the output has none
 */
record Story(Instant begin, Duration interval, int length, List<Instant> slots, boolean isNew) {

  /** How many slots before the current one a new output gets: two days of two hours. */
  static final int LENGTH = 24;

  private static final Duration SETTLING = Duration.ofSeconds(61);
  private static final Duration LONGEST = Duration.ofDays(7);

  /**
   * Returns the story of an output.
   *
   * @param earlier the runs under the output
   * @param length how many slots a new output gets
   */
  static Story of(RunHistory earlier, Instant now, Duration interval, int length)
      throws IOException {
    Instant current = Slot.floor(now, interval).time();
    Instant first = current.minus(interval.multipliedBy(length));
    List<Instant> there =
        earlier.since(current.minus(LONGEST)).stream()
            // The run of a backfill starts later.
            .filter(run -> run.startedAt().isBefore(run.slot().time().plus(interval)))
            .map(run -> run.slot().time())
            .toList();
    Instant oldest = there.stream().min(Instant::compareTo).orElse(null);
    Instant newest = there.stream().max(Instant::compareTo).orElse(null);
    List<Instant> slots =
        Stream.iterate(first, slot -> slot.isBefore(current), slot -> slot.plus(interval))
            .filter(slot -> newest == null || slot.isAfter(newest))
            .toList();
    return new Story(
        Objects.requireNonNullElse(oldest, first), interval, length, slots, newest == null);
  }

  /**
   * Returns the time of a demo that starts now: the end of the slot before, if the current one is
   * so young that a run would wait until its window is complete.
   */
  static Instant time(Instant now, Duration interval) {
    Instant slot = Slot.floor(now, interval).time();
    return now.isBefore(slot.plus(SETTLING)) ? slot.minusSeconds(1) : now;
  }

  /** Returns whether no run started for a slot. */
  boolean hasNoRun(Instant slot) {
    return isNew && slot.equals(at(length / 3));
  }

  /** Returns when the exchange was down, from a slot on. */
  Instant outage() {
    return at(length * 5 / 8);
  }

  /** Returns whether the exchange goes down at a slot. */
  boolean hasOutage(Instant slot) {
    return isNew && slot.equals(outage());
  }

  /** Returns how long the exchange is down: the run of the next slot sees the end. */
  Duration lengthOfOutage() {
    return interval.multipliedBy(3).dividedBy(2);
  }

  /** Returns when some markets are settled. */
  Instant results() {
    return at(length * 3 / 4).minus(interval.dividedBy(2));
  }

  private Instant at(int slot) {
    return begin.plus(interval.multipliedBy(slot));
  }
}
