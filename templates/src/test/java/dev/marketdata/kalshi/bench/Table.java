package dev.marketdata.kalshi.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/** Prints each row as it comes, and at the end all of them in Markdown. */
final class Table {

  private final List<Row> rows = new ArrayList<>();
  private final PrintStream out;

  Table(PrintStream out) {
    this.out = out;
  }

  void add(Row row) {
    rows.add(row);
    out.println(line(row));
  }

  void print() {
    out.println();
    out.println("| what | measured | limit | ratio | runs | goal | met |");
    out.println("|---|---|---|---|---|---|---|");
    rows.forEach(row -> out.println(line(row)));
  }

  private static String line(Row row) {
    return String.join(
        " | ",
        "| " + row.name(),
        row.measured(),
        row.limit(),
        row.ratio(),
        row.ratios().isEmpty() ? "" : String.valueOf(row.ratios().size()),
        row.goal().text(),
        row.goal().met() + " |");
  }
}
