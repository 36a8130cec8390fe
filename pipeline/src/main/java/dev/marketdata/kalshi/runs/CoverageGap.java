package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.runs.CoverageRow.Condition;
import dev.marketdata.kalshi.store.Slot;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Consecutive slots of which one backfill can get what is missing of datasets with a window.
 *
 * @param rows what is missing
 * @param datasets the names of the datasets, in the order of output for people
 * @param from the first slot of the backfill
 * @param to the last slot
 * @param slots how many slots lack something
 * @param interval the time between slots
 */
public record CoverageGap(
    Set<CoverageRow> rows,
    List<String> datasets,
    Instant from,
    Instant to,
    int slots,
    Duration interval) {

  /** The most slots that one backfill collects. */
  public static final int MOST_SLOTS = 10_000;

  /** Copies rows and names. */
  public CoverageGap {
    rows = Set.copyOf(rows);
    datasets = List.copyOf(datasets);
  }

  /** Joins the rows of consecutive slots that lack the same datasets. */
  public static List<CoverageGap> of(List<CoverageRow> rows) {
    Map<Instant, List<CoverageRow>> bySlot =
        rows.stream()
            .filter(row -> row.hasWindow() && row.recoverable())
            .filter(row -> row.condition() != Condition.PENDING)
            .collect(
                Collectors.groupingBy(
                    row -> row.window().slot(), TreeMap::new, Collectors.toList()));
    List<CoverageGap> gaps = new ArrayList<>();
    List<CoverageRow> open = new ArrayList<>();
    List<CoverageRow> before = List.of();
    for (List<CoverageRow> slot : bySlot.values()) {
      if (!open.isEmpty() && !(continues(before, slot) && open.size() < MOST_SLOTS)) {
        gaps.add(joined(open));
        open.clear();
      }
      open.addAll(slot);
      before = slot;
    }
    if (!open.isEmpty()) {
      gaps.add(joined(open));
    }
    return gaps;
  }

  private static boolean continues(List<CoverageRow> before, List<CoverageRow> slot) {
    return slot.get(0).window().start().equals(before.get(0).window().slot())
        && slot.get(0).interval().equals(before.get(0).interval())
        && names(slot).equals(names(before));
  }

  private static List<String> names(List<CoverageRow> rows) {
    return rows.stream().map(CoverageRow::dataset).distinct().toList();
  }

  private static CoverageGap joined(List<CoverageRow> rows) {
    CoverageRow first = rows.get(0);
    CoverageRow last = rows.get(rows.size() - 1);
    Duration interval = first.interval();
    Set<Instant> slots = new TreeSet<>();
    rows.forEach(row -> slots.add(row.window().slot()));
    // Where the interval became shorter, the window is that of several slots.
    Instant from = Slot.floor(first.window().start(), interval).time().plus(interval);
    return new CoverageGap(
        Set.copyOf(rows), names(rows), from, last.window().slot(), slots.size(), interval);
  }
}
