package dev.marketdata.kalshi.template;

import java.io.PrintStream;
import java.util.Locale;

/** Prints rows of a name and a value, one under the other. */
final class TableRows {

  private final PrintStream out;

  TableRows(PrintStream out) {
    this.out = out;
  }

  void row(String name, String value) {
    out.printf(Locale.ROOT, "%-16s  %s%n", name, value);
  }

  void row(String name, long value) {
    row(name, number(value));
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
