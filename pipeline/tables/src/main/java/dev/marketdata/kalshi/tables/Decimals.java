package dev.marketdata.kalshi.tables;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads decimals exactly. */
final class Decimals {

  /** The number of digits of a decimal column. */
  static final int DIGITS = 18;

  private static final long LIMIT = 1_000_000_000_000_000_000L;

  private Decimals() {}

  /**
   * Returns a number in units of its last decimal.
   *
   * @param text a number in the form of JSON
   * @param scale the number of decimals
   * @return null if the number has more decimals, other than zeros, or more than 18 digits, or the
   *     text is no number: nothing is rounded
   */
  static @Nullable Long unscaled(String text, int scale) {
    Long plain = plain(text, scale);
    return plain == null ? general(text, scale) : plain;
  }

  /** Reads the form in which Kalshi writes its numbers; null for any other. */
  private static @Nullable Long plain(String text, int scale) {
    int length = text.length();
    if (length == 0 || length > DIGITS) {
      return null;
    }
    long value = 0;
    int decimals = -1;
    for (int i = 0; i < length; i++) {
      char c = text.charAt(i);
      if (c >= '0' && c <= '9') {
        value = value * 10 + (c - '0');
        decimals += decimals < 0 ? 0 : 1;
      } else if (c == '.' && decimals < 0 && i > 0 && i < length - 1) {
        decimals = 0;
      } else {
        return null;
      }
    }
    decimals = Math.max(0, decimals);
    for (; decimals > scale; decimals--) {
      if (value % 10 != 0) {
        return null;
      }
      value /= 10;
    }
    for (; decimals < scale; decimals++) {
      if (value >= LIMIT / 10) {
        return null;
      }
      value *= 10;
    }
    return value;
  }

  private static @Nullable Long general(String text, int scale) {
    try {
      BigDecimal number = new BigDecimal(text).stripTrailingZeros();
      // Without expanding the exponent, which can be in the billions.
      boolean fits =
          number.signum() == 0
              || (number.scale() <= scale
                  && (long) number.precision() - number.scale() + scale <= DIGITS);
      return fits ? (Long) number.setScale(scale).unscaledValue().longValueExact() : null;
    } catch (ArithmeticException | NumberFormatException e) {
      return null;
    }
  }
}
