package dev.marketdata.kalshi.simulator;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Parses a text such as {@code 429:5,hang:2.5}: faults, and their percentage of the responses. */
final class FaultFlag {

  private static final Map<String, Fault> BY_NAME =
      new TreeMap<>(
          Map.of(
              "reset", Fault.resetInBody(),
              "refuse", Fault.resetBeforeHeaders(),
              "truncated", Fault.truncatedWithWrongLength(),
              "cut", Fault.truncatedWithRightLength(),
              "garbage", Fault.garbage(),
              "html", Fault.html(),
              "gzip", Fault.gzipCutShort(),
              "hang", Fault.hangBeforeHeaders(),
              "stall", Fault.hangInBody(),
              "slow", Fault.slow()));

  private FaultFlag() {}

  /**
   * Adds the faults of a text to a plan.
   *
   * @throws IllegalArgumentException if the text is invalid
   */
  static void plan(String text, long seed, FaultPlan plan) {
    for (String each : Arrays.stream(text.split(",", -1)).filter(e -> !e.isBlank()).toList()) {
      String[] parts = each.split(":", -1);
      if (parts.length != 2) {
        throw new IllegalArgumentException(
            each + " is not a fault and its percentage, as in 429:5");
      }
      plan.each(Double.parseDouble(parts[1]) / 100, seed++, List.of(fault(parts[0])));
    }
  }

  private static Fault fault(String name) {
    if (name.matches("[45]\\d\\d")) {
      return Fault.status(Integer.parseInt(name));
    }
    Fault fault = BY_NAME.get(name);
    if (fault == null) {
      throw new IllegalArgumentException(
          name + " is neither a status nor one of " + BY_NAME.keySet());
    }
    return fault;
  }
}
