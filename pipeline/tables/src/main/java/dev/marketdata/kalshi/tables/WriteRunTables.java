package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the tables {@code runs} and {@code coverage}, which follow from the summaries and misses
 * of runs. A base file is made once, as in other tables. What runs change afterwards, such as a gap
 * that a backfill closed, goes into {@code late-*} files; of rows with the same key, the one that
 * was known last holds. A file has its manifest in itself, so one that a killed task left without a
 * manifest gets it.
 */
final class WriteRunTables extends StoringFn<TablesSettings, Void> {

  private static final String MANIFEST = "kalshi.manifest";
  private static final String FIRST_PART = "-0000.parquet";

  private static final Kind RUNS = Kind.of(Tables.RUNS, List.of("run"), "finished_at");
  private static final Kind COVERAGE =
      Kind.of(Tables.COVERAGE, List.of("job", "dataset", "slot"), "known_at");

  /**
   * A table, and which of its rows hold.
   *
   * @param key the columns that are the same in rows of which one holds
   * @param knownAt the column that tells which one
   */
  private record Kind(Table table, List<Integer> key, int knownAt) {

    static Kind of(Table table, List<String> key, String knownAt) {
      return new Kind(table, key.stream().map(table::index).toList(), table.index(knownAt));
    }

    /** Returns the names of these columns. */
    Set<String> columns() {
      return Stream.concat(key.stream(), Stream.of(knownAt))
          .map(column -> table.columns().get(column).name())
          .collect(Collectors.toSet());
    }

    List<Object> key(Object[] row) {
      return key.stream().map(column -> row[column]).toList();
    }

    long knownAt(Object[] row) {
      return row[knownAt] == null ? Long.MIN_VALUE : (Long) row[knownAt];
    }
  }

  WriteRunTables(TablesSettings settings) {
    super(settings);
  }

  @ProcessElement
  public void write(@Element TablesSettings settings) throws IOException {
    List<LocalDate> days = days(settings);
    if (days.isEmpty()) {
      return;
    }
    RunRows rows = RunRows.read(settings, days.get(0));
    for (LocalDate day : days) {
      write(RUNS, day, rows.runs(day));
      write(COVERAGE, day, rows.coverage(day));
    }
  }

  /** Returns the days to make tables of, from the first run's on. */
  private static List<LocalDate> days(TablesSettings settings) throws IOException {
    List<RunId> runs = FindRuns.runs(settings.output());
    LocalDate wanted = FindRuns.from(settings, runs);
    LocalDate first =
        runs.stream()
            .map(run -> Times.day(run.slot().time()))
            .min(Comparator.naturalOrder())
            .orElse(LocalDate.MAX);
    LocalDate last = Times.day(settings.now());
    ClosedDays closed = new ClosedDays(settings);
    List<LocalDate> days = new ArrayList<>();
    LocalDate day = wanted.isAfter(first) ? wanted : first;
    for (; !day.isAfter(last); day = day.plusDays(1)) {
      if (closed.wants(day)) {
        days.add(day);
      }
    }
    return days;
  }

  private void write(Kind kind, LocalDate day, List<Object[]> rows) throws IOException {
    finishBegun(kind.table(), day);
    List<Manifest> manifests = PlanDay.manifests(settings().output(), kind.table().name(), day);
    Map<List<Object>, Long> known = known(kind, manifests);
    List<Object[]> later =
        rows.stream()
            .filter(
                row -> {
                  Long before = known.get(kind.key(row));
                  return before == null || kind.knownAt(row) > before;
                })
            .toList();
    if (later.isEmpty()) {
      return;
    }
    List<String> content =
        later.stream().map(row -> String.valueOf(row[kind.table().raw()])).toList();
    String name = manifests.isEmpty() ? Batch.BASE : Batch.LATE + PlanDay.hash(content);
    Batch batch = new Batch(kind.table().name(), day, name);
    Path folder = Files.createTempDirectory("kalshi-tables-");
    Path made = folder.resolve("made");
    try {
      try (TableFile file = new TableFile(made, kind.table())) {
        for (Object[] row : later) {
          file.write(row);
        }
        file.put(
            MANIFEST,
            new String(
                    Manifest.line(manifest(batch, rows.size(), later.size(), List.of())),
                    StandardCharsets.UTF_8)
                .strip());
      }
      store().create(batch.file(kind.table().name(), 0), made);
    } finally {
      Files.deleteIfExists(made);
      Files.deleteIfExists(folder);
    }
    // Its own, or that of another task which was faster.
    finishBegun(kind.table(), day);
  }

  private static Manifest manifest(Batch batch, long read, long rows, List<Manifest.File> files) {
    return new Manifest(
        Manifest.SCHEMA,
        batch.dataset(),
        batch.day().toString(),
        batch.name(),
        0,
        read,
        rows,
        read - rows,
        0,
        0,
        files,
        Map.of(),
        List.of(),
        List.of(),
        List.of());
  }

  /** Writes the manifests of files that have none. */
  private void finishBegun(Table table, LocalDate day) throws IOException {
    List<String> there = settings().output().list(Batch.folder(table.name(), day));
    Set<String> made = there.stream().map(Batch::ofManifest).collect(Collectors.toSet());
    for (String name : there) {
      if (name.endsWith(FIRST_PART)) {
        String begun = name.substring(0, name.length() - FIRST_PART.length());
        if (!made.contains(begun)) {
          finish(table, new Batch(table.name(), day, begun));
        }
      }
    }
  }

  private void finish(Table table, Batch batch) throws IOException {
    String path = batch.file(table.name(), 0);
    Path copy = download(path);
    try (TableRows rows = new TableRows(table, Set.of(), copy)) {
      Manifest noted = Manifest.parse(String.valueOf(rows.notes().get(MANIFEST)), Manifest.class);
      Manifest manifest =
          manifest(
              batch,
              noted.rowsRead(),
              rows.count(),
              List.of(
                  new Manifest.File(
                      path, rows.count(), Files.size(copy), PartWriter.sha256(copy))));
      store().create(batch.manifest(table.name()), Manifest.line(manifest));
      WriteManifests.report(manifest);
    } finally {
      Files.deleteIfExists(copy);
    }
  }

  /** Returns the keys of the rows that are in files, and when each was known last. */
  private Map<List<Object>, Long> known(Kind kind, List<Manifest> manifests) throws IOException {
    Map<List<Object>, Long> known = new HashMap<>();
    for (Manifest manifest : manifests) {
      for (Manifest.File file : manifest.files()) {
        Path copy = download(file.path());
        try (TableRows rows = new TableRows(kind.table(), kind.columns(), copy)) {
          for (Object[] row = rows.next(); row != null; row = rows.next()) {
            known.merge(kind.key(row), kind.knownAt(row), Math::max);
          }
        } catch (RuntimeException e) {
          throw Manifest.damaged(file.path(), Excerpt.of(e), e);
        } finally {
          Files.deleteIfExists(copy);
        }
      }
    }
    return known;
  }

  private Path download(String path) throws IOException {
    Path copy = Files.createTempFile("kalshi-tables-", ".parquet");
    try (InputStream in = settings().output().read(path)) {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
    }
    return copy;
  }
}
