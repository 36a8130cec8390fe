package dev.marketdata.kalshi.tables;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.runs.Coverage;
import dev.marketdata.kalshi.runs.CoverageRow;
import dev.marketdata.kalshi.runs.CoverageRow.Condition;
import dev.marketdata.kalshi.runs.ObservedRun;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rows of the tables {@code runs} and {@code coverage}, by their day. */
final class RunRows {

  // A job that has not run for so long is over: nothing more is expected of it.
  private static final Duration LAST_EXPECTED = Duration.ofDays(7);

  private static final int RUN_SLOT = Tables.RUNS.index("slot");
  private static final Comparator<Object[]> BY_SLOT =
      Comparator.comparing(row -> (Long) Objects.requireNonNull(row[RUN_SLOT]));

  private final Map<LocalDate, List<Object[]>> runs = new TreeMap<>();
  private final Map<LocalDate, List<Object[]>> coverage = new TreeMap<>();

  private RunRows() {}

  /**
   * Reads the rows of a day and of those after it.
   *
   * @throws IOException if the files of runs cannot be read; a damaged one is as if it was not
   *     there
   */
  static RunRows read(TablesSettings settings, LocalDate from) throws IOException {
    RunRows rows = new RunRows();
    Instant start = from.atStartOfDay(ZoneOffset.UTC).toInstant();
    RunHistory history = new RunHistory(settings.output());
    Set<String> jobs =
        history.since(start).stream()
            .map(RunId::jobName)
            .collect(Collectors.toCollection(TreeSet::new));
    for (String job : jobs) {
      Coverage of = Coverage.read(history, job, start, settings.now(), settings.interval());
      rows.addRuns(of.runs());
      rows.addCoverage(job, of, settings.now());
    }
    rows.runs.values().forEach(day -> day.sort(BY_SLOT));
    return rows;
  }

  /** Returns the rows of the runs of a day's slots, by slot. */
  List<Object[]> runs(LocalDate day) {
    return runs.getOrDefault(day, List.of());
  }

  /** Returns the rows of a day, by job, dataset and slot. */
  List<Object[]> coverage(LocalDate day) {
    return coverage.getOrDefault(day, List.of());
  }

  private void addRuns(List<ObservedRun> all) {
    Table table = Tables.RUNS;
    for (ObservedRun run : all) {
      JsonNode summary = run.summary();
      if (summary != null) {
        Object[] row = row(table, summary);
        RunId id = run.id();
        row[table.index("run")] = ObjectReader.text(id.name());
        row[table.index("job")] = ObjectReader.text(id.jobName());
        row[RUN_SLOT] = Times.micros(id.slot().time());
        row[table.index("started_at")] = Times.micros(id.startedAt());
        row[table.index("failed")] = run.failed();
        row[table.index("raw")] = ObjectReader.text(summary.toString());
        add(runs, Times.day(id.slot().time()), row);
      }
    }
  }

  private void addCoverage(String job, Coverage of, Instant now) {
    Table table = Tables.COVERAGE;
    Map<String, @Nullable Long> finished = new HashMap<>();
    Instant last = Instant.EPOCH;
    for (ObservedRun run : of.runs()) {
      JsonNode summary = run.summary();
      if (summary != null) {
        finished.put(run.id().name(), Times.micros(summary.path("finished_at").asText()));
      }
      Instant started = run.id().startedAt();
      last = started.isAfter(last) ? started : last;
    }
    for (CoverageRow found : of.rows()) {
      Instant slot = found.window().slot();
      if (isOpen(found, now) || slot.isAfter(last.plus(LAST_EXPECTED))) {
        continue;
      }
      JsonNode json = found.json();
      Object[] row = row(table, json);
      row[table.index("job")] = ObjectReader.text(job);
      row[table.index("known_at")] =
          found.runs().stream()
              .map(finished::get)
              .filter(Objects::nonNull)
              .map(Objects::requireNonNull)
              .max(Comparator.naturalOrder())
              .orElse(null);
      row[table.index("raw")] = ObjectReader.text(json.toString());
      long end = Times.micros(slot);
      add(coverage, Times.day(found.hasWindow() ? end - 1 : end), row);
    }
  }

  /** Returns whether a run can still change the row in time. */
  private static boolean isOpen(CoverageRow row, Instant now) {
    return row.condition() == Condition.PENDING
        || (!row.hasWindow() && now.isBefore(row.window().slot().plus(row.interval())));
  }

  private static void add(Map<LocalDate, List<Object[]>> rows, LocalDate day, Object[] row) {
    rows.computeIfAbsent(day, unseen -> new ArrayList<>()).add(row);
  }

  /** Returns a row with the values of the columns that have a field. */
  private static Object[] row(Table table, JsonNode json) {
    Object[] row = new Object[table.columns().size()];
    for (int i = 0; i < row.length; i++) {
      Column column = table.columns().get(i);
      if (!column.field().isEmpty()) {
        row[i] = value(column.type(), json.at("/" + column.field().replace('.', '/')));
      }
    }
    return row;
  }

  private static @Nullable Object value(ColumnType type, JsonNode value) {
    if (!value.isValueNode() || value.isNull()) {
      return null;
    }
    String text = value.asText();
    return switch (type) {
      case TEXT, JSON -> text.isEmpty() ? null : ObjectReader.text(text);
      case BOOLEAN -> value.isBoolean() ? (Object) value.asBoolean() : null;
      case TIME -> Times.micros(text);
      default -> Decimals.unscaled(text, type.scale());
    };
  }
}
