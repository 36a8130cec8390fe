package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.values.KV;

/**
 * Writes the results of a day that only runs of a later day show: of markets that were added to the
 * list after they had settled, or before the first run. They go into files of their own, unless a
 * file of the day has them. All other files must be complete by then.
 */
final class WriteResults extends StoringFn<KV<String, Iterable<String>>, Void> {

  WriteResults(TablesSettings settings) {
    super(settings);
  }

  @ProcessElement
  public void write(@Element KV<String, Iterable<String>> shards) throws IOException {
    LocalDate day = LocalDate.parse(shards.getKey());
    finishBegun(day);
    // The newest snapshot of each market.
    Map<String, ShardName> newest = new TreeMap<>();
    for (String path : shards.getValue()) {
      ShardName name = ShardName.parse(path);
      if (name != null) {
        newest.merge(name.ticker(), name, (one, other) -> one.slot() > other.slot() ? one : other);
      }
    }
    newest.keySet().removeAll(there(day, newest.keySet()));
    if (!newest.isEmpty()) {
      List<String> paths = newest.values().stream().map(ShardName::path).toList();
      Batch batch = new Batch(Tables.SETTLEMENTS.name(), day, Batch.LATE + PlanDay.hash(paths));
      store().create(batch.plan(), Manifest.line(new Plan(Manifest.SCHEMA, List.of(), paths)));
      write(batch);
    }
  }

  /** Finishes what a killed task has begun. */
  private void finishBegun(LocalDate day) throws IOException {
    List<String> files = output().list(Batch.folder(Tables.SETTLEMENTS.name(), day));
    Set<String> made = files.stream().map(Batch::ofManifest).collect(Collectors.toSet());
    for (String file : files) {
      String begun = Batch.ofPlan(file);
      if (!begun.isEmpty() && !made.contains(begun)) {
        write(new Batch(Tables.SETTLEMENTS.name(), day, begun));
      }
    }
  }

  private void write(Batch batch) throws IOException {
    Plan plan = Manifest.read(output(), batch.plan(), Plan.class);
    ShardIndex shards = new ShardIndex();
    for (String path : plan.shards()) {
      ShardName name = ShardName.parse(path);
      if (name != null) {
        shards.add(name.ticker(), name.slot());
      }
    }
    PartTask task =
        new PartTask(batch, 0, shards.parts(Integer.MAX_VALUE).get(0), earlier(batch.day()));
    PartResult result = new PartWriter(output(), store()).write(task);
    Manifest manifest =
        WriteManifests.manifest(
            batch, Tables.SETTLEMENTS.name(), List.of(result.tables().get(0)), plan);
    store().create(batch.manifest(Tables.SETTLEMENTS.name()), Manifest.line(manifest));
    WriteManifests.report(manifest);
  }

  private OutputRoot output() {
    return settings().output();
  }

  private List<Manifest> earlier(LocalDate day) throws IOException {
    return PlanDay.manifests(output(), Tables.SETTLEMENTS.name(), day);
  }

  /** Returns which of the markets the files of the day have. */
  private Set<String> there(LocalDate day, Set<String> tickers) throws IOException {
    Path folder = Files.createTempDirectory("kalshi-tables-");
    List<Path> files = new ArrayList<>();
    try {
      for (Manifest manifest : earlier(day)) {
        for (Manifest.File file : manifest.files()) {
          Path copy = folder.resolve(String.valueOf(files.size()));
          files.add(copy);
          try (InputStream in = output().read(file.path())) {
            Files.copy(in, copy);
          }
        }
      }
      Column ticker = Tables.SETTLEMENTS.columns().get(Table.TICKER);
      try (EarlierRows rows = new EarlierRows(Tables.SETTLEMENTS, ticker, files)) {
        List<String> there = new ArrayList<>();
        for (String market : tickers) {
          if (!rows.keys(market).isEmpty()) {
            there.add(market);
          }
        }
        return Set.copyOf(there);
      }
    } finally {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(folder);
    }
  }
}
