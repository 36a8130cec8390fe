package dev.marketdata.kalshi.bench;

import java.util.List;
import java.util.Locale;

/**
 * A line of the table.
 *
 * @param name what was measured
 * @param measured the figure itself, with its unit
 * @param limit what it is held against, with its unit
 * @param ratios of the two, one a run
 * @param goal where the ratio, or the figure, should be
 */
record Row(String name, String measured, String limit, List<Double> ratios, Goal goal) {

  /** Where a figure should be, and whether it is. */
  record Goal(String text, String met) {

    static final Goal NONE = new Goal("", "");

    static Goal of(String text, boolean met) {
      return new Goal(text, met ? "yes" : "no");
    }

    static Goal atMost(double most, List<Double> ratios) {
      return of("at most " + most, median(ratios) <= most);
    }
  }

  /** Returns the value in the middle; of an even number the lower one. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  /** The median and, of several runs, the range. */
  String ratio() {
    if (ratios.isEmpty()) {
      return "";
    }
    String median = number(median(ratios));
    return ratios.size() == 1
        ? median
        : median
            + " ("
            + number(ratios.stream().min(Double::compare).orElseThrow())
            + " to "
            + number(ratios.stream().max(Double::compare).orElseThrow())
            + ")";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }
}
