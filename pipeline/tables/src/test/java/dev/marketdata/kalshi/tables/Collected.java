package dev.marketdata.kalshi.tables;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;

/** An output folder as runs leave it, the tables made of it, and DuckDB to read them. */
final class Collected {

  static final String DAY = "2026-11-22";

  private final Path root;

  Collected(Path root) {
    this.root = root;
  }

  Path root() {
    return root;
  }

  /** A run that is being written. */
  final class Run {

    private final RunId run;
    private final StringBuilder receipts = new StringBuilder();

    private Run(RunId run) {
      this.run = run;
    }

    /** Stores a shard of the run's slot, received a second after its start. */
    Run shard(String dataset, String ticker, String content) throws IOException {
      return shard(dataset, ticker, run.slot().time(), content);
    }

    Run shard(String dataset, String ticker, Instant slot, String content) throws IOException {
      String member =
          switch (dataset) {
            case "market_data" -> "market";
            case "orderbooks" -> "orderbook";
            default -> dataset;
          };
      return file(
          dataset,
          ticker,
          slot,
          "{\"schema\":1,\"market_ticker\":\"%s\",\"slot\":\"%s\",\"received_at\":\"%s\",\"source\":\"live\",\"%s\":%s}%n"
              .formatted(ticker, slot, run.startedAt().plusSeconds(1), member, content));
    }

    /** Stores any text in place of a shard. */
    Run file(String dataset, String ticker, Instant slot, String text) throws IOException {
      String path = new ShardPath(dataset, new Slot(slot)).of(new Ticker(ticker));
      Path file = root.resolve(path);
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
      return receipt(dataset, ticker, slot, "stored");
    }

    Run receipt(String dataset, String ticker, Instant slot, String outcome) {
      receipts
          .append("{\"path\":\"")
          .append(new ShardPath(dataset, new Slot(slot)).of(new Ticker(ticker)))
          .append("\",\"ticker\":\"")
          .append(ticker)
          .append("\",\"bytes\":1,\"crc32c\":\"\",\"outcome\":\"")
          .append(outcome)
          .append("\",\"source\":\"live\"}\n");
      return this;
    }

    /** Leaves the run without receipts and summary. */
    void kill() throws IOException {
      Files.createDirectories(root.resolve(run.folder()));
    }

    /** Writes what a run writes at its end, ten seconds after its start. */
    void finish() throws IOException {
      finish("");
    }

    /**
     * The same, with more members of the summary.
     *
     * @param members JSON, each with a comma before it
     */
    void finish(String members) throws IOException {
      Path folder = root.resolve(run.folder());
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("shards.ndjson"), receipts);
      Files.writeString(
          folder.resolve("summary.json"),
          "{\"finished_at\":\"" + run.startedAt().plusSeconds(10) + "\"" + members + "}\n");
    }
  }

  /** Begins a run of a slot, five minutes after it. */
  Run run(String slot) {
    return run(slot, Instant.parse(slot).plusSeconds(300));
  }

  Run run(String slot, Instant start) {
    return new Run(new RunId(new Slot(Instant.parse(slot)), "kalshi-market-data", start));
  }

  /** Makes the tables of one day. */
  List<MadeTable> make(String day) throws IOException {
    LocalDate date = LocalDate.parse(day);
    return make(
        new TablesSettings(
            new OutputRoot(root.toString()),
            date,
            date,
            Duration.ofHours(2),
            Instant.parse("2026-11-27T10:00:00Z")));
  }

  /** Makes the tables of closed days. */
  List<MadeTable> makeClosed(String now) throws IOException {
    return make(
        TablesSettings.ofClosedDays(
            new OutputRoot(root.toString()), Duration.ofHours(2), Instant.parse(now)));
  }

  static List<MadeTable> make(TablesSettings settings) throws IOException {
    TablesProgress.ofJvm().take();
    Pipeline pipeline = Pipeline.create(engine());
    TablesPipeline.build(pipeline, settings);
    pipeline.run().waitUntilFinish();
    TablesPipeline.cleanUp(settings);
    List<MadeTable> made = new ArrayList<>();
    TablesProgress.ofJvm().take().forEach(made::add);
    return made;
  }

  /** Returns the options of the engine: the DirectRunner, unless Beam's property names another. */
  private static PipelineOptions engine() {
    String flags = System.getProperty("beamTestPipelineOptions", "[\"--targetParallelism=1\"]");
    try {
      return PipelineOptionsFactory.fromArgs(Manifest.parse(flags, String[].class)).create();
    } catch (IOException e) {
      throw new IllegalArgumentException(flags, e);
    }
  }

  /** Returns the files under {@code tables}, the oldest first, without the folders. */
  List<Path> tableFiles() throws IOException {
    Path tables = root.resolve("tables");
    if (!Files.exists(tables)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(tables)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Returns the content of the files under {@code tables}, as texts that can be compared. */
  List<String> tableContents() throws IOException {
    List<String> contents = new ArrayList<>();
    for (Path file : tableFiles()) {
      contents.add(root.relativize(file) + " " + PartWriter.sha256(file));
    }
    return contents;
  }

  Manifest manifest(String table, String batch) throws IOException {
    Path file = root.resolve("tables/" + table + "/date=" + DAY + "/_manifest-" + batch + ".json");
    return Manifest.parse(Files.readString(file, UTF_8), Manifest.class);
  }

  /**
   * Returns the rows of a query, with a bar between the values; {@code TABLE} is a table's files.
   */
  List<String> query(String table, String sql) {
    String files = "'" + root + "/tables/" + table + "/*/*.parquet'";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      try (ResultSet rows = statement.executeQuery(sql.replace("TABLE", files))) {
        List<String> lines = new ArrayList<>();
        while (rows.next()) {
          List<String> values = new ArrayList<>();
          for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
            Object value = rows.getObject(i);
            values.add(
                value instanceof OffsetDateTime time
                    ? time.toInstant().toString()
                    : String.valueOf(value));
          }
          lines.add(String.join("|", values));
        }
        return lines;
      }
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }
}
