package dev.marketdata.kalshi.bench;

import java.util.Collections;
import java.util.List;

/**
 * A line of the table.
 *
 * @param name what was measured
 * @param measured the figure itself, with its unit
 * @param limit what it is held against, with its unit
 * @param ratios of the two, one a run
 * @param goal where it should be and whether it is; empty if there is no goal
 */
record Row(String name, String measured, String limit, List<Double> ratios, String goal) {

  static final String HEAD =
      "| what | measured | limit | ratio | runs | goal |\n|---|---|---|---|---|---|";

  static String goal(String text, boolean met) {
    return text + (met ? ": met" : ": **not met**");
  }

  static String goalAtMost(double most, List<Double> ratios) {
    return goal("at most " + most, median(ratios) <= most);
  }

  /** Returns the value in the middle; of an even number the lower one. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  /** Returns the line in Markdown. */
  @Override
  public String toString() {
    return "| %s | %s | %s | %s | %d | %s |"
        .formatted(name, measured, limit, ratio(), ratios.size(), goal);
  }

  /** The median and, of several runs, the range. */
  private String ratio() {
    String median = "%.2f".formatted(median(ratios));
    return ratios.size() == 1
        ? median
        : "%s (%.2f to %.2f)".formatted(median, Collections.min(ratios), Collections.max(ratios));
  }
}
