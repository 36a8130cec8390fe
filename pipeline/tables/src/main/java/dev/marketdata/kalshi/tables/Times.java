package dev.marketdata.kalshi.tables;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Times as microseconds since 1970, UTC. */
final class Times {

  private static final long SECOND = 1_000_000;
  private static final long DAY = 86_400 * SECOND;
  // yyyy-MM-ddTHH:mm:ss
  private static final int WHOLE_SECONDS = 19;
  private static final int MICRO_DIGITS = 6;

  private Times() {}

  /**
   * Returns the microseconds of a time.
   *
   * @param text RFC 3339, with any number of decimals
   * @return null if it is no time or has nanoseconds: nothing is rounded
   */
  static @Nullable Long micros(String text) {
    Long plain = plain(text);
    return plain == null ? general(text) : plain;
  }

  static long micros(Instant time) {
    // The library's difference in microseconds is by nanoseconds, which a long holds for 292 years.
    return Math.addExact(
        Math.multiplyExact(time.getEpochSecond(), SECOND), time.get(ChronoField.MICRO_OF_SECOND));
  }

  static Instant instant(long micros) {
    return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
  }

  /** Returns the first microsecond of a UTC day. */
  static long start(LocalDate day) {
    return day.toEpochDay() * DAY;
  }

  /** Returns the UTC day of a time. */
  static LocalDate day(long micros) {
    return LocalDate.ofEpochDay(Math.floorDiv(micros, DAY));
  }

  static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }

  /** Reads the form in which Kalshi writes times; null for any other. */
  private static @Nullable Long plain(String text) {
    int length = text.length();
    if (length <= WHOLE_SECONDS
        || text.charAt(length - 1) != 'Z'
        || text.charAt(4) != '-'
        || text.charAt(7) != '-'
        || text.charAt(10) != 'T'
        || text.charAt(13) != ':'
        || text.charAt(16) != ':') {
      return null;
    }
    int year = number(text, 0, 4);
    int month = number(text, 5, 7);
    int day = number(text, 8, 10);
    int hour = number(text, 11, 13);
    int minute = number(text, 14, 16);
    int second = number(text, 17, WHOLE_SECONDS);
    int decimals = length - WHOLE_SECONDS - 2;
    int fraction = 0;
    if (length > WHOLE_SECONDS + 1) {
      if (text.charAt(WHOLE_SECONDS) != '.' || decimals < 1 || decimals > MICRO_DIGITS) {
        return null;
      }
      fraction = number(text, WHOLE_SECONDS + 1, length - 1);
      for (int i = decimals; i < MICRO_DIGITS; i++) {
        fraction *= 10;
      }
    }
    if ((year | month | day | hour | minute | second | fraction) < 0
        || month < 1
        || month > 12
        || day < 1
        || day > 28
        || hour > 23
        || minute > 59
        || second > 59) {
      // The last days of months are left to the library.
      return null;
    }
    return LocalDate.of(year, month, day).toEpochDay() * DAY
        + (hour * 3600L + minute * 60L + second) * SECOND
        + fraction;
  }

  /** Returns a number of digits only; negative if there is anything else. */
  private static int number(String text, int from, int to) {
    int value = 0;
    for (int i = from; i < to; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -1;
      }
      value = value * 10 + digit;
    }
    return value;
  }

  private static @Nullable Long general(String text) {
    try {
      Instant time = Instant.parse(text);
      return time.equals(time.truncatedTo(ChronoUnit.MICROS)) ? (Long) micros(time) : null;
    } catch (DateTimeException | ArithmeticException e) {
      return null;
    }
  }
}
