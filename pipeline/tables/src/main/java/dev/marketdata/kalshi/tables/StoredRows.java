package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * Some columns of what is stored of a day: the rows of its table, and those of shards that finished
 * runs have receipts of and that are not in the table yet. A row has the values of the wanted
 * columns: a {@code String} for a text, a {@code Boolean}, and a {@code Long} for all others, in
 * the unit of the column: millionths of a dollar, hundredths of a contract, microseconds since
 * 1970. What is null in the table is null. Not safe for use by several threads.
 */
public final class StoredRows {

  /** Gets the rows. */
  public interface Rows {
    /** Gets one row; the array is not used again. */
    void accept(@Nullable Object[] row);
  }

  private record Place(String table, LocalDate day) {}

  private final OutputRoot output;
  private final LocalDate from;
  private final LocalDate to;
  private final Map<Place, List<Manifest>> tables = new HashMap<>();
  private final Map<Place, ShardIndex> shards = new HashMap<>();
  private final Set<String> broken = new HashSet<>();
  private boolean hasTables;

  private StoredRows(OutputRoot output, LocalDate from, LocalDate to) {
    this.output = output;
    this.from = from;
    this.to = to;
  }

  /**
   * Finds out what is stored of some days.
   *
   * @param from the first day, UTC
   * @param to the last day
   * @throws IOException if the output cannot be read
   */
  public static StoredRows of(OutputRoot output, LocalDate from, LocalDate to) throws IOException {
    StoredRows rows = new StoredRows(output, from, to);
    for (String dataset : Tables.datasets()) {
      for (String name : output.list("tables/" + dataset)) {
        LocalDate day = FindRuns.day(name);
        if (day != null && rows.isWanted(day)) {
          List<Manifest> manifests = PlanDay.manifests(output, dataset, day);
          rows.tables.put(new Place(dataset, day), manifests);
          rows.hasTables |= !manifests.isEmpty();
        }
      }
    }
    List<RunId> runs = FindRuns.runs(output);
    for (int i = 0; i < runs.size(); i++) {
      if (rows.canHaveMore(runs.get(i))) {
        rows.index(runs.get(i), FindRuns.before(runs, i));
      }
    }
    return rows;
  }

  private boolean isWanted(LocalDate day) {
    return !day.isBefore(from) && !day.isAfter(to);
  }

  /** Returns whether any of the days has a table. */
  public boolean hasTables() {
    return hasTables;
  }

  /** Returns the number of shards that are left out of what was read, because they are broken. */
  public long brokenShards() {
    return broken.size();
  }

  private Set<String> known(String dataset, LocalDate day) {
    return tables.getOrDefault(new Place(dataset, day), List.of()).stream()
        .flatMap(manifest -> manifest.runs().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Returns whether a run's receipts have to be read. Those of a run in the tables of its day, and
   * of its last window, are in the tables; but it may have gone on after midnight.
   */
  private boolean canHaveMore(RunId run) {
    LocalDate day = Times.day(run.startedAt());
    if (day.isBefore(from)) {
      return false;
    }
    if (!known("market_data", day).contains(run.name())) {
      return true;
    }
    LocalDate next = day.plusDays(1);
    if (isWanted(next) && known("market_data", next).isEmpty()) {
      return true;
    }
    LocalDate window = Times.day(Times.micros(run.slot().time()) - 1);
    return List.of("candlesticks", "trades").stream()
        .filter(
            dataset -> tables.keySet().stream().anyMatch(place -> place.table().equals(dataset)))
        .anyMatch(dataset -> !known(dataset, window).contains(run.name()));
  }

  private void index(RunId id, List<RunId> before) throws IOException {
    FinishedRun run = FinishedRun.of(output, id, before);
    if (run == null) {
      return;
    }
    Map<Place, Boolean> isRead = new HashMap<>();
    // Damaged receipts end where the damage is.
    String unused =
        run.shards(
            output,
            (dataset, ticker, slot) ->
                run.days(dataset, slot)
                    .filter(day -> isWanted(day) && !day.isBefore(firstDay(slot)))
                    .forEach(
                        day -> {
                          Place place = new Place(dataset, day);
                          if (!isRead.computeIfAbsent(
                              place, key -> known(dataset, day).contains(id.name()))) {
                            shards
                                .computeIfAbsent(place, key -> new ShardIndex())
                                .add(ticker, slot);
                          }
                        }));
  }

  /** Nothing of a shard was observed before the day of its window. */
  private static LocalDate firstDay(long slot) {
    return Times.day(slot - 1);
  }

  /**
   * Reads the rows of a day, those of a market together unless some are not in the table yet.
   *
   * @param table its name, which is that of a dataset
   * @param columns the names of the wanted columns
   * @param tickers the markets; null for all
   * @throws IOException if a table or the storage cannot be read; a broken shard is left out
   */
  public void read(
      String table,
      LocalDate day,
      List<String> columns,
      @Nullable Set<String> tickers,
      Rows receiver)
      throws IOException {
    Table of = Tables.of(table).get(0);
    Place place = new Place(table, day);
    Path folder = null;
    List<String> paths = new ArrayList<>();
    List<Path> files = new ArrayList<>();
    try {
      for (Manifest manifest : tables.getOrDefault(place, List.of())) {
        manifest.broken().forEach(shard -> broken.add(shard.path()));
        for (Manifest.File file : manifest.files()) {
          paths.add(file.path());
          if (output.isInBucket()) {
            folder = folder == null ? Files.createTempDirectory("kalshi-rows-") : folder;
            Path copy = folder.resolve(String.valueOf(files.size()));
            try (InputStream in = output.read(file.path())) {
              Files.copy(in, copy);
            }
            files.add(copy);
          } else {
            files.add(Path.of(output.location()).resolve(file.path()));
          }
        }
      }
      for (int i = 0; i < files.size(); i++) {
        try {
          TableReader.read(files.get(i), of, columns, tickers, receiver);
        } catch (IOException | RuntimeException e) {
          throw Manifest.damaged(paths.get(i), Excerpt.of(e), e);
        }
      }
      readShards(of, day, columns, tickers, files, receiver);
    } finally {
      if (folder != null) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
        Files.deleteIfExists(folder);
      }
    }
  }

  private void readShards(
      Table table,
      LocalDate day,
      List<String> columns,
      @Nullable Set<String> tickers,
      List<Path> files,
      Rows receiver)
      throws IOException {
    ShardIndex index = shards.get(new Place(table.name(), day));
    if (index == null) {
      return;
    }
    int[] positions = columns.stream().mapToInt(table::index).toArray();
    // What tells a row from others of its market: a snapshot has no key, but each slot has one.
    Integer key = table.key();
    Column of = table.columns().get(key == null ? Table.SLOT : key);
    Reading reading = new Reading(table, day);
    try (EarlierRows there = new EarlierRows(table, of, files);
        ObjectStore store = output.open(reader())) {
      Queue<CompletableFuture<List<OfMarket>>> reads = new ArrayDeque<>();
      int ahead = PartWriter.readsAhead(output);
      for (List<ShardIndex.OfTicker> part : index.parts(PartWriter.shardsPerRead(output))) {
        List<Wanted> wanted = new ArrayList<>();
        for (ShardIndex.OfTicker market : part) {
          if (tickers == null || tickers.contains(market.ticker())) {
            wanted.add(new Wanted(market, there.keys(market.ticker())));
          }
        }
        reads.add(
            CompletableFuture.supplyAsync(() -> reading.read(wanted, store), store.threads()));
        if (reads.size() >= ahead) {
          pass(reads.remove(), positions, receiver);
        }
      }
      while (!reads.isEmpty()) {
        pass(reads.remove(), positions, receiver);
      }
    }
  }

  /** A store is opened for a run, whose name only objects that it writes would have. */
  private RunId reader() {
    Instant start = from.atStartOfDay(ZoneOffset.UTC).toInstant();
    return new RunId(new Slot(start), "kalshi-report", start);
  }

  private void pass(CompletableFuture<List<OfMarket>> read, int[] positions, Rows receiver)
      throws IOException {
    try {
      for (OfMarket market : read.join()) {
        broken.addAll(market.broken);
        for (Object[] row : market.rows) {
          @Nullable Object[] some = new Object[positions.length];
          for (int i = 0; i < positions.length; i++) {
            Object value = row[positions[i]];
            some[i] = value instanceof Binary text ? text.toStringUsingUTF8() : value;
          }
          receiver.accept(some);
        }
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failure) {
        throw failure.getCause();
      }
      throw e;
    }
  }

  private record Wanted(ShardIndex.OfTicker market, Set<Object> there) {}

  private record OfMarket(List<Object[]> rows, List<String> broken) {}

  /** Reads shards, on several threads. */
  private record Reading(Table table, LocalDate day, ShardReader reader) {

    Reading(Table table, LocalDate day) {
      this(table, day, new ShardReader(table.name()));
    }

    List<OfMarket> read(List<Wanted> markets, ObjectStore store) {
      return markets.stream().map(market -> read(market, store)).toList();
    }

    private OfMarket read(Wanted wanted, ObjectStore store) {
      List<List<Object[]>> rows = new ArrayList<>();
      List<String> broken = new ArrayList<>();
      for (long slot : wanted.market.slots()) {
        String ticker = wanted.market.ticker();
        if (table.key() != null || !wanted.there.contains(slot)) {
          ShardName name = new ShardName(table.name(), ticker, slot);
          try {
            rows.add(reader.read(name.content(store), ticker, slot, new Misfits()));
          } catch (BrokenShardException e) {
            broken.add(name.path());
          }
        }
      }
      long start = Times.start(day);
      long end = Times.start(day.plusDays(1));
      return new OfMarket(MarketRows.of(table, rows, start, end, wanted.there).rows(), broken);
    }
  }
}
