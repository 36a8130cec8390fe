package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;

/** A candlestick's period: after its start and up to its end, in seconds since the epoch. */
record Period(long start, long end, int minutes) {
  static final int DAY = 1_440;

  // Kalshi's days end at midnight in New York.
  private static final ZoneId ZONE = ZoneId.of("America/New_York");

  /** Returns the period of 1, 60 or 1440 minutes that ends at or after a moment. */
  static Period endingFrom(long second, int minutes) {
    if (minutes == DAY) {
      LocalDate day = Instant.ofEpochSecond(second - 1).atZone(ZONE).toLocalDate();
      return day(day);
    }
    long length = minutes * 60L;
    long end = Tape.roundedUp(second, length);
    return new Period(end - length, end, minutes);
  }

  Period next() {
    if (minutes == DAY) {
      return day(Instant.ofEpochSecond(end).atZone(ZONE).toLocalDate());
    }
    return new Period(end, end + minutes * 60L, minutes);
  }

  private static Period day(LocalDate day) {
    return new Period(
        day.atStartOfDay(ZONE).toEpochSecond(),
        day.plusDays(1).atStartOfDay(ZONE).toEpochSecond(),
        DAY);
  }
}
