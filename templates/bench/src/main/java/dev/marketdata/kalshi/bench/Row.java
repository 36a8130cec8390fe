package dev.marketdata.kalshi.bench;

import java.util.Collections;
import java.util.List;

/**
 * A row of the table.
 *
 * @param name the name of the measurement
 * @param measured the result, with its unit
 * @param limit the value that it is compared with, with its unit
 * @param ratios the ratios of the two, one per run
 * @param goal the goal and whether it was met; empty if there is no goal
 */
record Row(String name, String measured, String limit, List<Double> ratios, String goal) {

  static final String HEAD =
      "| what | measured | limit | ratio | runs | goal |\n|---|---|---|---|---|---|";

  static String goal(String text, boolean met) {
    return text + (met ? ": met" : ": **not met**");
  }

  static String goalAtMost(double max, List<Double> ratios) {
    return goal("at most " + max, median(ratios) <= max);
  }

  /** Returns the median; the lower of the two middle values for an even number. */
  static double median(List<Double> values) {
    return values.stream().sorted().toList().get((values.size() - 1) / 2);
  }

  /** Returns the row in Markdown. */
  @Override
  public String toString() {
    return "| %s | %s | %s | %s | %d | %s |"
        .formatted(name, measured, limit, ratio(), ratios.size(), goal);
  }

  /** Returns the median and, for several runs, the range. */
  private String ratio() {
    String median = "%.2f".formatted(median(ratios));
    return ratios.size() == 1
        ? median
        : "%s (%.2f to %.2f)".formatted(median, Collections.min(ratios), Collections.max(ratios));
  }
}
