package dev.marketdata.kalshi.simulator;

/** Kalshi's fixed-point strings. */
final class FixedPoint {
  /** One dollar, in ten-thousandths of a dollar. */
  static final int DOLLAR = 10_000;

  private FixedPoint() {}

  /** Formats ten-thousandths of a dollar with four decimals. */
  static String dollars(int tenThousandths) {
    String fraction = Integer.toString(DOLLAR + tenThousandths % DOLLAR);
    return tenThousandths / DOLLAR + "." + fraction.substring(1);
  }

  /** Formats hundredths of a contract with two decimals. */
  static String count(long hundredths) {
    String fraction = Long.toString(100 + hundredths % 100);
    return hundredths / 100 + "." + fraction.substring(1);
  }
}
