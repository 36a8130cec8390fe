package dev.marketdata.kalshi.report;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** Numbers and times as people read them, the same on every machine. */
final class Numbers {

  private static final DateTimeFormatter MINUTE =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final int CENT_DIGITS = 2;
  private static final int PRICE_DIGITS = 6;

  private Numbers() {}

  /** Returns a count with commas. */
  static String count(long count) {
    return String.format(Locale.ROOT, "%,d", count);
  }

  /** Returns a number of contracts, given in hundredths. */
  static String contracts(long hundredths) {
    return hundredths % 100 == 0
        ? count(hundredths / 100)
        : String.format(
            Locale.ROOT, "%,d.%02d", hundredths / 100, Math.floorMod(Math.abs(hundredths), 100L));
  }

  /** Returns dollars that are given in doubled millionths: two decimals or as many as needed. */
  static String halves(long doubled) {
    // Half of it is five tenths.
    return dollars(BigDecimal.valueOf(doubled * 5, PRICE_DIGITS + 1));
  }

  /** The same with a sign. */
  static String change(long doubled) {
    return (doubled > 0 ? "+" : doubled < 0 ? "\u2212" : "") + halves(Math.abs(doubled));
  }

  private static String dollars(BigDecimal dollars) {
    BigDecimal plain = dollars.stripTrailingZeros();
    return plain.scale() < CENT_DIGITS
        ? plain.setScale(CENT_DIGITS).toPlainString()
        : plain.toPlainString();
  }

  /** Returns the mean of prices, to a tenth of a cent. */
  static String mean(long doubledSum, long count) {
    return BigDecimal.valueOf(doubledSum)
        .movePointLeft(PRICE_DIGITS)
        .divide(BigDecimal.valueOf(2 * count), 3, RoundingMode.HALF_UP)
        .toPlainString();
  }

  /** Returns a part of a whole in percent, to the nearest. */
  static String percent(long part, long whole) {
    return percent(BigDecimal.valueOf(part), BigDecimal.valueOf(whole));
  }

  /** Returns a part of a whole in percent, to the nearest, but 100 only if it is all of it. */
  static String percent(BigDecimal part, BigDecimal whole) {
    BigDecimal percent = part.movePointRight(2).divide(whole, 0, RoundingMode.HALF_UP);
    boolean isRoundedUp = part.compareTo(whole) < 0 && percent.intValue() >= 100;
    return (isRoundedUp ? "99" : percent.toPlainString()) + "%";
  }

  /** Returns a time to the minute. */
  static String time(Instant time) {
    return MINUTE.format(time);
  }

  /** Returns a duration in its two largest units. */
  static String duration(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3600) {
      return seconds / 60 + " min";
    }
    if (seconds < 86_400) {
      return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
    return seconds / 86_400 + " d " + seconds % 86_400 / 3600 + " h";
  }

  static long micros(Instant time) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, time);
  }
}
