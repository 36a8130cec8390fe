package dev.marketdata.kalshi.demo;

import java.io.PrintStream;
import java.time.Instant;
import java.util.Locale;

/** Prints what happened at the slots: a line for consecutive slots of which the same is said. */
final class SlotLines {

  private final PrintStream out;
  private String first = "";
  private String last = "";
  private String what = "";
  private boolean ran;
  private int count;

  SlotLines(PrintStream out) {
    this.out = out;
  }

  /**
   * Adds the next slot.
   *
   * @param hasRun whether a run started
   */
  void add(Instant slot, boolean hasRun, String text) {
    if (count > 0 && (hasRun != ran || !text.equals(what))) {
      print();
    }
    String time = slot.toString().replaceFirst(":00Z$", "Z");
    first = count == 0 ? time : first;
    last = time;
    ran = hasRun;
    what = text;
    count++;
  }

  /** Prints the slots that are not printed yet. */
  void print() {
    if (count > 0) {
      String slots = count == 1 ? first : first + " to " + last;
      String runs = !ran ? "no run" : count == 1 ? "1 run" : count + " runs";
      out.printf(Locale.ROOT, "  %-38s  %-7s  %s%n", slots, runs, what);
      count = 0;
    }
  }
}
