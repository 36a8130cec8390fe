package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.runs.CoverageGap;
import dev.marketdata.kalshi.runs.CoverageRow;
import dev.marketdata.kalshi.runs.CoverageRow.Condition;
import dev.marketdata.kalshi.runs.CoverageRow.Counts;
import dev.marketdata.kalshi.runs.RepairCommand;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the page says of the coverage: a map for each dataset, with a row for each day, and what can
 * still be had.
 */
final class CoverageView {

  private static final int HOURS = 24;

  private final List<CoverageRow> rows;
  private final List<CoverageGap> gaps;
  private final RepairCommand repair;

  CoverageView(List<CoverageRow> rows, RepairCommand repair) {
    this.rows = rows;
    this.gaps = CoverageGap.of(rows);
    this.repair = repair;
  }

  /** Returns the gaps that another run can close, each with its command. */
  List<Map<String, Object>> gaps() {
    List<Map<String, Object>> views = new ArrayList<>();
    for (int i = 0; i < gaps.size(); i++) {
      CoverageGap gap = gaps.get(i);
      views.add(
          gap(
              i,
              String.join(", ", gap.datasets()),
              gap.from(),
              gap.to(),
              gap.slots(),
              repair.of(gap)));
    }
    List<CoverageRow> now = rows.stream().filter(CoverageRow::isGapOfNow).toList();
    if (!now.isEmpty()) {
      Instant slot = now.get(0).window().slot();
      String datasets =
          String.join(", ", now.stream().map(CoverageRow::dataset).distinct().toList());
      views.add(gap(gaps.size(), datasets, slot, slot, 1, repair.ofNow(now.get(0).interval())));
    }
    return views;
  }

  private static Map<String, Object> gap(
      int number, String datasets, Instant from, Instant to, long slots, String command) {
    return Map.of(
        "id", "gap-" + number,
        "datasets", datasets,
        "from", from.toString(),
        "fromText", Numbers.time(from),
        "to", to.toString(),
        "toText", Numbers.time(to),
        "isOne", from.equals(to),
        "slots", Numbers.count(slots),
        "command", command);
  }

  boolean hasTickerFile() {
    return repair.tickers() != null;
  }

  /** Returns a map for each dataset. */
  List<Map<String, Object>> maps() {
    Map<String, List<CoverageRow>> byDataset = new LinkedHashMap<>();
    rows.forEach(
        row -> byDataset.computeIfAbsent(row.dataset(), key -> new ArrayList<>()).add(row));
    List<Map<String, Object>> maps = new ArrayList<>();
    byDataset.forEach((dataset, of) -> maps.add(map(dataset, of)));
    return maps;
  }

  private Map<String, Object> map(String dataset, List<CoverageRow> of) {
    int hours = hoursPerCell(of);
    TreeMap<LocalDate, TreeMap<Integer, List<CoverageRow>>> days =
        new TreeMap<>(Comparator.reverseOrder());
    for (CoverageRow row : of) {
      var slot = row.window().slot().atZone(ZoneOffset.UTC);
      days.computeIfAbsent(slot.toLocalDate(), key -> new TreeMap<>())
          .computeIfAbsent(slot.getHour() / hours, key -> new ArrayList<>())
          .add(row);
    }
    List<String> heads = new ArrayList<>();
    for (int hour = 0; hour < HOURS; hour += hours) {
      heads.add(hour < 10 ? "0" + hour : String.valueOf(hour));
    }
    List<Map<String, Object>> lines = new ArrayList<>();
    days.forEach(
        (day, cells) -> {
          List<Map<String, Object>> line = new ArrayList<>();
          for (int i = 0; i < HOURS / hours; i++) {
            line.add(cell(cells.getOrDefault(i, List.of())));
          }
          lines.add(Map.of("day", day.toString(), "cells", line));
        });
    long available = of.stream().filter(row -> row.condition() == Condition.AVAILABLE).count();
    return Map.of(
        "dataset",
        dataset,
        "heads",
        heads,
        "days",
        lines,
        "available",
        Numbers.count(available),
        "slots",
        Numbers.count(of.size()),
        "isWhole",
        available == of.size(),
        "share",
        Numbers.percent(available, of.size()));
  }

  /** A cell for every slot, but at most one per hour. */
  private static int hoursPerCell(List<CoverageRow> of) {
    Duration shortest =
        of.stream()
            .map(CoverageRow::interval)
            .min(Comparator.naturalOrder())
            .orElse(Duration.ofHours(1));
    return (int) Math.max(1, shortest.toHours());
  }

  private Map<String, Object> cell(List<CoverageRow> slots) {
    if (slots.isEmpty()) {
      return Map.of("kind", "none");
    }
    CoverageRow worst = slots.get(0);
    for (CoverageRow row : slots) {
      worst = order(row) > order(worst) ? row : worst;
    }
    Map<String, Object> cell = new HashMap<>();
    cell.put("kind", worst.condition().jsonName());
    cell.put("slot", worst.window().slot().toString());
    cell.put("text", text(worst, slots.size()));
    Integer gap = gapOf(worst);
    if (gap != null) {
      cell.put("gap", "gap-" + gap);
    }
    return cell;
  }

  private @Nullable Integer gapOf(CoverageRow row) {
    for (int i = 0; i < gaps.size(); i++) {
      if (gaps.get(i).rows().contains(row)) {
        return i;
      }
    }
    return row.isGapOfNow() ? (Integer) gaps.size() : null;
  }

  private static int order(CoverageRow row) {
    return switch (row.condition()) {
      case AVAILABLE -> 0;
      case PENDING -> 1;
      case DEGRADED -> 2;
      case MISSING -> 3;
    };
  }

  private static String text(CoverageRow row, int slots) {
    StringBuilder text = new StringBuilder(row.condition().jsonName());
    if (row.reason() != null) {
      text.append(": ").append(row.reason().jsonName().replace('_', ' '));
    }
    Counts counts = row.counts();
    if (counts != null) {
      text.append("; ").append(Numbers.count(counts.stored() + counts.empty())).append(" markets");
      if (counts.failed() > 0) {
        text.append(", ").append(Numbers.count(counts.failed())).append(" failed");
      }
      Long late = counts.lateSeconds();
      if (late != null && late >= 60) {
        text.append(", ").append(Numbers.duration(Duration.ofSeconds(late))).append(" late");
      }
      Long different = counts.differentVolumes();
      if (different != null && different > 0) {
        text.append(", ").append(Numbers.count(different)).append(" differ");
      }
    }
    if (slots > 1) {
      text.append("; the worst of ").append(slots).append(" slots");
    }
    if (row.isGap() && !row.recoverable() && row.condition() == Condition.MISSING) {
      text.append("; cannot be had any more");
    }
    return text.toString();
  }

  /**
   * Returns the times that nothing is known of, as first and last second of each, by dataset: no
   * line is drawn over them.
   */
  List<long[]> holes(String dataset) {
    List<long[]> holes = new ArrayList<>();
    for (CoverageRow row : rows) {
      if (row.dataset().equals(dataset) && row.condition() == Condition.MISSING) {
        long start = row.window().start().getEpochSecond();
        long end = row.window().end().getEpochSecond();
        long[] last = holes.isEmpty() ? null : holes.get(holes.size() - 1);
        if (last != null && last[1] == start) {
          last[1] = end;
        } else {
          holes.add(new long[] {start, end});
        }
      }
    }
    return holes;
  }
}
