package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The wall time of a complete run at Kalshi's lowest tier, divided by the min time for the same
 * work: the time for its requests at the budget's rate, or for its shards at the rate of the store
 * alone.
 */
final class WorkLimit {

  private static final int REQUESTS_PER_SECOND = 20;
  private static final int MAX_MARKETS = 200_000;
  private static final String CLOSED = "--state=closed";
  // Enough shards to measure the rate of a store.
  private static final int MAX_ALONE = 50_000;

  private final Lab lab;
  private final int markets;
  private final boolean bucket;
  private final List<Double> walls = new ArrayList<>();
  private final List<Double> limits = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private String limitedBy = "";

  private WorkLimit(Lab lab, int markets, boolean bucket) {
    this.lab = lab;
    this.markets = markets;
    this.bucket = bucket;
  }

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int markets : List.of(1_000, 20_000, MAX_MARKETS)) {
      if (!lab.quick() || markets < MAX_MARKETS) {
        rows.add(new WorkLimit(lab, markets, true).row());
        rows.add(new WorkLimit(lab, markets, false).row());
      }
    }
    return rows;
  }

  private Row row() throws IOException, InterruptedException {
    for (int i = 0; i < (markets == MAX_MARKETS ? 1 : lab.runs()); i++) {
      run();
    }
    return new Row(
        "%,d tickers at Basic into a %s".formatted(markets, bucket ? "bucket" : "folder"),
        "%.1f s".formatted(Row.median(walls)),
        "%.1f s (%s)".formatted(Row.median(limits), limitedBy),
        ratios,
        markets == MAX_MARKETS ? Row.goalAtMost(1.08, ratios) : "");
  }

  private void run() throws IOException, InterruptedException {
    List<String> limiter =
        List.of(
            CLOSED,
            "--refill=" + REQUESTS_PER_SECOND * 10,
            "--capacity=" + REQUESTS_PER_SECOND * 20,
            "--latency=PT0.06S");
    Path folder = lab.folder("output");
    try (Server exchange = lab.exchange(markets, limiter);
        Server storage = lab.storage(Duration.ZERO)) {
      int some = Math.min(markets, MAX_ALONE);
      double alone = lab.own(StoreAlone.class, into(storage, folder, "--shards=" + some)).figure();
      List<String> flags = into(storage, folder, "--budgetShare=1");
      double wall = lab.collect("1g", exchange, exchange.tickers(), flags).seconds();
      long requests = exchange.counts("requests.json").at("/by_path/~1markets").asLong();
      double byBudget = (double) requests / REQUESTS_PER_SECOND;
      double byStore = markets / alone;
      limitedBy = byBudget > byStore ? "the budget" : "the store alone";
      walls.add(wall);
      limits.add(Math.max(byBudget, byStore));
      ratios.add(wall / Math.max(byBudget, byStore));
    }
    Lab.remove(folder);
  }

  private List<String> into(Server storage, Path folder, String flag) throws IOException {
    return bucket ? Lab.into(storage, flag) : List.of("--output=" + folder, flag);
  }
}
