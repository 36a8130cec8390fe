package dev.marketdata.kalshi.bench;

import java.util.Locale;

/** Writes figures for people. */
final class Units {

  private Units() {}

  static String one(double value) {
    return String.format(Locale.ROOT, "%,.1f", value);
  }

  static String whole(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static String seconds(double seconds) {
    return one(seconds) + " s";
  }

  static String mebibytes(long bytes) {
    return whole(bytes / 1048576.0) + " MiB";
  }
}
