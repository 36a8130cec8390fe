package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.tables.PartResult.Counts;
import dev.marketdata.kalshi.tables.PartResult.OfTable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/**
 * Makes the files of a part. Shards are read and parsed by several threads, a bounded number of
 * markets ahead, and written by one in the order of their names. So nothing is sorted but the rows
 * of one market, and memory does not depend on the size of a part.
 */
final class PartWriter {

  // A file system is read as fast by a few threads, each with many shards; a bucket by many
  // threads.
  private static final int SHARDS_PER_READ = 200;
  private static final int SHARDS_PER_READ_OF_BUCKET = 10;
  private static final int READS_AHEAD = 6;
  private static final int READS_AHEAD_OF_BUCKET = 120;
  private static final String COUNTS = "kalshi.counts";

  private final OutputRoot output;
  private final ObjectStore store;

  static int shardsPerRead(OutputRoot output) {
    return output.isInBucket() ? SHARDS_PER_READ_OF_BUCKET : SHARDS_PER_READ;
  }

  static int readsAhead(OutputRoot output) {
    return output.isInBucket() ? READS_AHEAD_OF_BUCKET : READS_AHEAD;
  }

  PartWriter(OutputRoot output, ObjectStore store) {
    this.output = output;
    this.store = store;
  }

  /**
   * Makes the part's files, or finds those that an earlier attempt made.
   *
   * @throws IOException if the storage fails; a broken shard is no failure
   */
  PartResult write(PartTask task) throws IOException {
    Path folder = Files.createTempDirectory("kalshi-tables-");
    try {
      return write(task, folder);
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    Files.deleteIfExists(folder);
  }

  private PartResult write(PartTask task, Path folder) throws IOException {
    List<OfTable> results = new ArrayList<>();
    List<Output> outputs = new ArrayList<>();
    try {
      for (Table table : Tables.of(task.batch().dataset())) {
        outputs.add(new Output(table, folder, earlierFiles(task, table, folder)));
      }
      writeRows(task, outputs);
      for (Output made : outputs) {
        results.add(publish(task, made, folder));
      }
    } finally {
      for (Output made : outputs) {
        made.close();
      }
    }
    return new PartResult(task.number(), results);
  }

  private List<Path> earlierFiles(PartTask task, Table table, Path folder) throws IOException {
    List<Path> files = new ArrayList<>();
    for (Manifest manifest : task.earlier()) {
      if (manifest.table().equals(table.name()) && table.key() != null) {
        for (Manifest.File file : manifest.files()) {
          files.add(
              download(file.path(), folder.resolve("earlier-" + table.name() + files.size())));
        }
      }
    }
    return files;
  }

  private Path download(String path, Path to) throws IOException {
    try (InputStream in = output.read(path)) {
      Files.copy(in, to);
    }
    return to;
  }

  private void writeRows(PartTask task, List<Output> outputs) throws IOException {
    int perRead = shardsPerRead(output);
    int ahead = readsAhead(output);
    Reading reading = new Reading(task.batch());
    Queue<CompletableFuture<List<OfMarket>>> reads = new ArrayDeque<>();
    List<MarketTask> markets = new ArrayList<>();
    int shards = 0;
    for (ShardIndex.OfTicker market : task.shards()) {
      List<Set<Object>> earlier = new ArrayList<>();
      for (Output made : outputs) {
        earlier.add(made.earlier == null ? Set.of() : made.earlier.keys(market.ticker()));
      }
      markets.add(new MarketTask(market, earlier));
      shards += market.slots().size();
      if (shards >= perRead) {
        List<MarketTask> some = List.copyOf(markets);
        reads.add(CompletableFuture.supplyAsync(() -> reading.read(some), store.threads()));
        markets.clear();
        shards = 0;
      }
      if (reads.size() >= ahead) {
        write(reads.remove(), outputs);
      }
    }
    while (!reads.isEmpty()) {
      write(reads.remove(), outputs);
    }
    write(CompletableFuture.completedFuture(reading.read(markets)), outputs);
  }

  private static void write(CompletableFuture<List<OfMarket>> read, List<Output> outputs)
      throws IOException {
    try {
      for (OfMarket market : read.join()) {
        for (int i = 0; i < outputs.size(); i++) {
          outputs.get(i).write(market, market.rows.get(i));
        }
      }
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException failure) {
        throw failure.getCause();
      }
      throw e;
    }
  }

  private OfTable publish(PartTask task, Output made, Path folder) throws IOException {
    Counts counts = made.finish();
    if (counts.rows() == 0) {
      return new OfTable(made.table.name(), null, counts);
    }
    String path = task.batch().file(made.table.name(), task.number());
    if (store.create(path, made.path)) {
      return result(made.table, path, made.path);
    }
    return result(made.table, path, download(path, folder.resolve("found-" + made.table.name())));
  }

  /** Reads back what the file says of itself: an earlier attempt may have made it. */
  private static OfTable result(Table table, String path, Path file) throws IOException {
    try (TableRows there = new TableRows(table, Set.of(), file)) {
      Counts counts = Manifest.parse(String.valueOf(there.notes().get(COUNTS)), Counts.class);
      if (there.count() != counts.rows()) {
        throw new IOException(
            path + " has " + there.count() + " rows in place of " + counts.rows());
      }
      return new OfTable(
          table.name(),
          new Manifest.File(path, counts.rows(), Files.size(file), sha256(file)),
          counts);
    }
  }

  static String sha256(Path file) throws IOException {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      try (OutputStream out = new DigestOutputStream(OutputStream.nullOutputStream(), digest)) {
        Files.copy(file, out);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  /** The file of a table that is being made. */
  private static final class Output {

    private final Table table;
    private final Path path;
    private final @Nullable EarlierRows earlier;
    private final Misfits misfits = new Misfits();
    private final List<Manifest.Broken> broken = new ArrayList<>();
    private final List<Manifest.Result> earlierResults = new ArrayList<>();
    private @Nullable TableFile file;
    private long shards;
    private long read;
    private long rows;
    private long duplicates;
    private long revised;
    private long otherDays;

    Output(Table table, Path folder, List<Path> earlier) throws IOException {
      this.table = table;
      this.path = folder.resolve(table.name() + ".parquet");
      Integer key = table.key();
      this.earlier =
          earlier.isEmpty() || key == null
              ? null
              : new EarlierRows(table, table.columns().get(key), earlier);
    }

    void write(OfMarket market, MarketRows chosen) throws IOException {
      shards += market.shards;
      broken.addAll(market.broken);
      if (table.equals(Tables.MARKET_DATA)) {
        earlierResults.addAll(market.earlierResults);
      }
      read += chosen.read();
      duplicates += chosen.duplicates();
      revised += chosen.revised();
      otherDays += chosen.otherDays();
      if (!table.equals(Tables.SETTLEMENTS)) {
        misfits.add(market.misfits);
      }
      for (Object[] row : chosen.rows()) {
        if (file == null) {
          file = new TableFile(path, table);
        }
        file.write(row);
        rows++;
      }
    }

    Counts finish() throws IOException {
      if (read != rows + duplicates + otherDays) {
        throw new IllegalStateException(
            table.name() + ": of " + read + " rows, only " + rows + " are written");
      }
      Counts counts =
          new Counts(
              shards,
              read,
              rows,
              duplicates,
              revised,
              otherDays,
              new TreeMap<>(misfits.byColumn()),
              broken,
              earlierResults);
      if (file != null) {
        file.put(COUNTS, new String(Manifest.line(counts), StandardCharsets.UTF_8).strip());
        file.close();
        file = null;
      }
      return counts;
    }

    void close() throws IOException {
      if (earlier != null) {
        earlier.close();
      }
      if (file != null) {
        file.close();
      }
    }
  }

  private record MarketTask(ShardIndex.OfTicker shards, List<Set<Object>> earlier) {}

  /** The rows of one market in each table, and what was found in its shards. */
  private record OfMarket(
      List<MarketRows> rows,
      int shards,
      Misfits misfits,
      List<Manifest.Broken> broken,
      List<Manifest.Result> earlierResults) {}

  /** Reads shards, on several threads. */
  private final class Reading {

    private final String dataset;
    private final Table table;
    private final List<Table> tables;
    private final ShardReader shards;
    private final long from;
    private final long to;

    Reading(Batch batch) {
      this.tables = Tables.of(batch.dataset());
      this.dataset = Tables.source(batch.dataset());
      this.table = Tables.of(dataset).get(0);
      this.shards = new ShardReader(dataset);
      this.from = Times.start(batch.day());
      this.to = Times.start(batch.day().plusDays(1));
    }

    List<OfMarket> read(List<MarketTask> markets) {
      return markets.stream().map(this::read).toList();
    }

    private OfMarket read(MarketTask market) {
      Misfits misfits = new Misfits();
      List<Manifest.Broken> broken = new ArrayList<>();
      List<List<Object[]>> rows = new ArrayList<>();
      for (long slot : market.shards.slots()) {
        ShardName name = new ShardName(dataset, market.shards.ticker(), slot);
        try {
          Misfits ofShard = new Misfits();
          List<Object[]> read = shards.read(name.content(store), name.ticker(), slot, ofShard);
          rows.add(read);
          if (read.stream().anyMatch(this::isOfDay)) {
            misfits.add(ofShard);
          }
        } catch (BrokenShardException e) {
          broken.add(new Manifest.Broken(name.path(), String.valueOf(e.getMessage())));
        }
      }
      List<MarketRows> chosen = new ArrayList<>();
      List<Manifest.Result> earlierResults = new ArrayList<>();
      for (int i = 0; i < tables.size(); i++) {
        Set<Object> earlier = market.earlier.get(i);
        if (tables.get(i).equals(Tables.SETTLEMENTS)) {
          MarketRows results = MarketRows.ofSettlement(rows, from, to, earlier);
          chosen.add(results);
          results
              .earlierDays()
              .forEach(
                  (day, row) ->
                      earlierResults.add(
                          new Manifest.Result(
                              day.toString(),
                              new ShardName(dataset, market.shards.ticker(), (Long) row[Table.SLOT])
                                  .path())));
        } else {
          chosen.add(MarketRows.of(table, rows, from, to, earlier));
        }
      }
      TablesProgress.ofJvm().shardsRead(market.shards.slots().size());
      return new OfMarket(chosen, market.shards.slots().size(), misfits, broken, earlierResults);
    }

    private boolean isOfDay(Object[] row) {
      long observed = table.observed(row);
      return observed >= from && observed < to;
    }
  }
}
