package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.bench.Program.Finished;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Tables of a day of shards in a folder, in a heap of 1 GiB. They are compared with DuckDB's own
 * copy of the same shards to Parquet, and a larger day with a smaller one.
 */
final class TablesLimit {

  private static final String JOB = "kalshi-market-data";
  private static final int SLOTS = 12;
  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final int FEW = 3_000;
  private static final int MANY = 84_000;

  private final Lab lab;
  private final int markets;
  private final List<Double> seconds = new ArrayList<>();
  private final List<Double> copied = new ArrayList<>();
  private final List<Double> best = new ArrayList<>();
  private long peakBytes;

  private TablesLimit(Lab lab, int markets) {
    this.lab = lab;
    this.markets = markets;
  }

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    TablesLimit few = new TablesLimit(lab, lab.quick() ? FEW / 5 : FEW).run(lab.runs(), true);
    rows.add(few.compared("DuckDB's COPY", few.copied, 0.2));
    rows.add(few.compared("its best setting", few.best, 1.2));
    if (!lab.quick()) {
      rows.add(new TablesLimit(lab, MANY).run(1, false).growthFrom(few));
    }
    return rows;
  }

  private TablesLimit run(int times, boolean withDuckDb) throws IOException, InterruptedException {
    Path output = lab.folder("shards");
    LocalDate day = collect(output);
    for (int i = 0; i < times; i++) {
      if (withDuckDb && i == 0) {
        // Takes minutes.
        copied.add(copy(output, false));
      }
      if (withDuckDb) {
        best.add(copy(output, true));
      }
      Finished made = lab.tables("1g", output, day);
      seconds.add(made.seconds());
      peakBytes = Math.max(peakBytes, made.peakBytes());
      Lab.remove(output.resolve("tables"));
    }
    Lab.remove(output);
    return this;
  }

  private double copy(Path output, boolean best) throws IOException, InterruptedException {
    Path file = output.resolve("copy.parquet");
    Finished copied =
        lab.own(
            DuckDbCopy.class,
            List.of(
                "--shards=" + output.resolve("market_data/*/*/*.json"),
                "--file=" + file,
                "--best=" + best));
    Files.delete(file);
    return copied.seconds();
  }

  /** Collects one slot, and writes its shards again for each slot of a day that is over. */
  private LocalDate collect(Path output) throws IOException, InterruptedException {
    try (Server exchange = lab.exchange(markets, Lab.UNLIMITED_EXCHANGE)) {
      List<String> flags = List.of("--output=" + output, Lab.UNLIMITED_RATE);
      Finished unused = lab.collect("1g", exchange, exchange.tickers(), flags);
    }
    LocalDate day = LocalDate.ofInstant(Instant.now(), ZoneOffset.UTC).minusDays(3);
    Instant midnight = day.atStartOfDay(ZoneOffset.UTC).toInstant();
    List<RunId> runs = new ArrayList<>();
    for (int i = 0; i < SLOTS; i++) {
      Instant slot = midnight.plus(INTERVAL.multipliedBy(i));
      runs.add(new RunId(new Slot(slot), JOB, slot.plus(3, ChronoUnit.MINUTES)));
    }
    List<Ticker> tickers = new ArrayList<>();
    try (Stream<Path> folders = Files.list(output.resolve("market_data"))) {
      for (Path folder : folders.toList()) {
        Ticker ticker = new Ticker(folder.getFileName().toString().substring("ticker=".length()));
        tickers.add(ticker);
        String shard = onlyShard(folder);
        Lab.remove(folder);
        for (RunId run : runs) {
          Path file = output.resolve(path(run, ticker));
          Files.createDirectories(file.getParent());
          Files.writeString(file, at(run, shard));
        }
      }
    }
    for (RunId run : runs) {
      finish(output, run, tickers);
    }
    return day;
  }

  private static String path(RunId run, Ticker ticker) {
    return new ShardPath("market_data", run.slot()).of(ticker);
  }

  private static String onlyShard(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return Files.readString(files.filter(Files::isRegularFile).findFirst().orElseThrow());
    }
  }

  private static String at(RunId run, String shard) {
    Instant received = run.startedAt().plusSeconds(1);
    return shard
        .replaceFirst("\"slot\":\"[^\"]*\"", "\"slot\":\"" + run.slot().time() + "\"")
        .replaceFirst("\"received_at\":\"[^\"]*\"", "\"received_at\":\"" + received + "\"");
  }

  private static void finish(Path output, RunId run, List<Ticker> tickers) throws IOException {
    Path folder = Files.createDirectories(output.resolve(run.folder()));
    try (BufferedWriter receipts = Files.newBufferedWriter(folder.resolve("shards.ndjson"))) {
      for (Ticker ticker : tickers) {
        receipts.write(
            "{\"path\":\"%s\",\"ticker\":\"%s\",\"outcome\":\"stored\"}%n"
                .formatted(path(run, ticker), ticker.value()));
      }
    }
    Files.writeString(
        folder.resolve("summary.json"),
        "{\"verdict\":\"complete\",\"interval\":\"%s\",\"finished_at\":\"%s\"}%n"
            .formatted(INTERVAL, run.startedAt().plusSeconds(60)));
  }

  private String name() {
    return "tables of %,d shards in a heap of 1 GiB".formatted(shards());
  }

  private int shards() {
    return markets * SLOTS;
  }

  private Row compared(String with, List<Double> limits, double goal) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < limits.size(); i++) {
      ratios.add(seconds.get(i) / limits.get(i));
    }
    return new Row(
        name(),
        "%.1f s (%,.0f shards/s)".formatted(Row.median(seconds), shards() / Row.median(seconds)),
        "%.1f s (%s)".formatted(Row.median(limits), with),
        ratios,
        Row.goalAtMost(goal, ratios));
  }

  private Row growthFrom(TablesLimit less) {
    double work = (double) markets / less.markets;
    double small = Row.median(less.seconds);
    List<Double> ratio = List.of(Row.median(seconds) / small / work);
    return new Row(
        name(),
        "%.1f s, memory %,d MiB".formatted(Row.median(seconds), peakBytes >> 20),
        "%.0f x %.1f s of %,d".formatted(work, small, less.shards()),
        ratio,
        Row.goalAtMost(1.1, ratio));
  }
}
