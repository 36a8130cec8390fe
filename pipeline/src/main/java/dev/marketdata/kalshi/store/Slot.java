package dev.marketdata.kalshi.store;

import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/**
 * The scheduled time of a run, which all its shards have in common.
 *
 * @param time whole seconds, UTC
 */
public record Slot(Instant time) implements Serializable {

  private static final DateTimeFormatter STAMP =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
  private static final Duration DAY = Duration.ofDays(1);

  /**
   * Checks the time.
   *
   * @throws IllegalArgumentException if it has fractions of a second or a year of other than four
   *     digits, which file names cannot express
   */
  public Slot {
    int year = time.atZone(ZoneOffset.UTC).getYear();
    if (!time.equals(time.truncatedTo(ChronoUnit.SECONDS)) || year < 1000 || year > 9999) {
      throw new IllegalArgumentException(
          "must be whole seconds in a year of four digits, such as 2026-11-22T14:00:00Z");
    }
  }

  /**
   * Returns the last slot at or before the given time.
   *
   * @param interval divides a day; slots are counted from 00:00 UTC
   */
  public static Slot floor(Instant time, Duration interval) {
    if (!divides(interval)) {
      throw new IllegalArgumentException("must be whole seconds that divide a day, such as PT2H");
    }
    long seconds = interval.toSeconds();
    return new Slot(Instant.ofEpochSecond(Math.floorDiv(time.getEpochSecond(), seconds) * seconds));
  }

  /** Returns true if slots at this interval are at the same times every day. */
  public static boolean divides(Duration interval) {
    return interval.equals(interval.truncatedTo(ChronoUnit.SECONDS))
        && interval.toSeconds() > 0
        && DAY.toSeconds() % interval.toSeconds() == 0;
  }

  /** Returns the UTC day, as {@code yyyy-MM-dd}. */
  public String date() {
    return LocalDate.ofInstant(time, ZoneOffset.UTC).toString();
  }

  /** Returns the time in the form of file names: {@code 20261122T140000Z}. */
  public String stamp() {
    return stamp(time);
  }

  /** Returns any time in the form of file names. */
  public static String stamp(Instant time) {
    return STAMP.format(time);
  }

  /**
   * Returns the time of a name in the form of {@link #stamp(Instant)}.
   *
   * @throws DateTimeParseException if it has another form
   */
  static Instant parseStamp(String stamp) {
    return STAMP.parse(stamp, Instant::from);
  }

  @Override
  public String toString() {
    return time.toString();
  }
}
