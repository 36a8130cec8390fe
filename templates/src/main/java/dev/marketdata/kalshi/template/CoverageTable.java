package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.runs.CoverageGap;
import dev.marketdata.kalshi.runs.CoverageRow;
import dev.marketdata.kalshi.runs.CoverageRow.Condition;
import dev.marketdata.kalshi.runs.CoverageRow.Counts;
import dev.marketdata.kalshi.runs.CoverageRow.Reason;
import dev.marketdata.kalshi.runs.RepairCommand;
import java.io.PrintStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Prints the coverage for people: one line for consecutive slots in the same condition, then what
 * can still be had and how, then the totals.
 */
record CoverageTable(
    List<CoverageRow> rows, List<CoverageGap> gaps, RepairCommand repair, PrintStream out) {

  void print() {
    List<CoverageRow> open = new ArrayList<>();
    for (CoverageRow row : rows) {
      if (!open.isEmpty() && !continues(open.get(open.size() - 1), row)) {
        line(open);
        open.clear();
      }
      open.add(row);
    }
    line(open);
    recoverable();
    lost();
    totals();
  }

  private static boolean continues(CoverageRow before, CoverageRow row) {
    return row.dataset().equals(before.dataset())
        && row.condition() == before.condition()
        && row.reason() == before.reason()
        && row.window().start().equals(before.window().slot());
  }

  private void line(List<CoverageRow> same) {
    CoverageRow first = same.get(0);
    out.println(
        String.format(
                Locale.ROOT,
                "%-12s  %-38s  %10s  %-9s  %-16s  %s",
                first.dataset(),
                span(first.window().slot(), same.get(same.size() - 1).window().slot()),
                slots(same.size()),
                first.condition().jsonName(),
                words(first.reason()),
                markets(same))
            .stripTrailing());
  }

  private static String span(Instant from, Instant to) {
    return shortened(from) + (from.equals(to) ? "" : " to " + shortened(to));
  }

  /** Leaves the seconds out where they are zero. */
  private static String shortened(Instant slot) {
    return slot.toString().replaceFirst(":00Z$", "Z");
  }

  private static String slots(long count) {
    return SummaryTable.number(count) + (count == 1 ? " slot " : " slots");
  }

  private static String words(@Nullable Reason reason) {
    return reason == null ? "" : reason.jsonName().replace('_', ' ');
  }

  private static String markets(List<CoverageRow> same) {
    List<Counts> counts = same.stream().map(CoverageRow::counts).filter(Objects::nonNull).toList();
    if (counts.isEmpty()) {
      return "";
    }
    LongSummaryStatistics there =
        counts.stream().mapToLong(each -> each.stored() + each.empty()).summaryStatistics();
    String text =
        SummaryTable.number(there.getMin())
            + (there.getMin() == there.getMax() ? "" : " to " + SummaryTable.number(there.getMax()))
            + (there.getMax() == 1 ? " market" : " markets");
    long failed = counts.stream().mapToLong(Counts::failed).sum();
    long different =
        counts.stream()
            .map(Counts::differentVolumes)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .sum();
    long late =
        counts.stream()
            .map(Counts::lateSeconds)
            .filter(Objects::nonNull)
            .mapToLong(Long::longValue)
            .max()
            .orElse(0);
    return text
        + (failed == 0 ? "" : ", " + SummaryTable.number(failed) + " failed")
        + (different == 0 ? "" : ", " + SummaryTable.number(different) + " differ")
        + (same.get(0).reason() == Reason.LATE ? ", " + SummaryTable.number(late) + " s late" : "");
  }

  private void recoverable() {
    List<CoverageRow> now = rows.stream().filter(CoverageRow::isGapOfNow).toList();
    if (gaps.isEmpty() && now.isEmpty()) {
      return;
    }
    out.println();
    out.println("can still be had:");
    if (!now.isEmpty()) {
      CoverageRow row = now.get(0);
      out.println(
          "  "
              + datasets(now)
              + "  "
              + shortened(row.window().slot())
              + "  until the next slot begins");
      out.println("    " + repair.ofNow(row.interval()));
    }
    for (CoverageGap gap : gaps) {
      out.println(
          "  "
              + String.join(", ", gap.datasets())
              + "  "
              + span(gap.from(), gap.to())
              + "  "
              + slots(gap.slots()).strip());
      out.println("    " + repair.of(gap));
    }
    if (repair.tickers() == null) {
      out.println(
          "  " + RepairCommand.NO_FILE + ": the runs read no ticker file; write their list to one");
    }
  }

  private static String datasets(List<CoverageRow> some) {
    return some.stream().map(CoverageRow::dataset).distinct().collect(Collectors.joining(", "));
  }

  /** Late snapshots are there. */
  private static boolean isLost(CoverageRow row) {
    Counts counts = row.counts();
    return !row.hasWindow()
        && !row.recoverable()
        && (row.condition() == Condition.MISSING
            || (row.isGap() && counts != null && counts.failed() > 0));
  }

  private void lost() {
    List<CoverageRow> lost = rows.stream().filter(CoverageTable::isLost).toList();
    if (!lost.isEmpty()) {
      long slots = lost.stream().map(row -> row.window().slot()).distinct().count();
      out.println();
      out.println(
          "cannot be had any more, because it shows the moment of the request: "
              + datasets(lost)
              + " of "
              + slots(slots).strip());
    }
  }

  private void totals() {
    Map<String, Map<Condition, Long>> totals = new LinkedHashMap<>();
    for (CoverageRow row : rows) {
      totals
          .computeIfAbsent(row.dataset(), name -> new EnumMap<>(Condition.class))
          .merge(row.condition(), 1L, Long::sum);
    }
    out.println();
    totals.forEach(
        (dataset, counts) ->
            out.printf(
                Locale.ROOT,
                "%-12s  %s: %s%n",
                dataset,
                slots(counts.values().stream().mapToLong(Long::longValue).sum()).strip(),
                counts.entrySet().stream()
                    .map(
                        count ->
                            SummaryTable.number(count.getValue()) + " " + count.getKey().jsonName())
                    .collect(Collectors.joining(", "))));
  }
}
