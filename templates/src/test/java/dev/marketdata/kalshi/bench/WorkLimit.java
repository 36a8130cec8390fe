package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.bench.Program.Finished;
import dev.marketdata.kalshi.bench.Row.Goal;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The wall time of a whole run at Kalshi's smallest tier, over what the same work cannot take less
 * than: the requests at the budget's rate, or the shards at the rate of the same store alone.
 */
final class WorkLimit {

  private static final int REQUESTS_A_SECOND = 20;
  private static final int LARGEST = 200_000;
  // Enough to know the rate of a store by.
  private static final int MOST_ALONE = 50_000;

  private final Lab lab;
  private final int markets;
  private final List<Double> walls = new ArrayList<>();
  private final List<Double> limits = new ArrayList<>();
  private String limitedBy = "";

  private WorkLimit(Lab lab, int markets) {
    this.lab = lab;
    this.markets = markets;
  }

  static void measure(Lab lab, Table table) throws IOException, InterruptedException {
    List<Integer> sizes = lab.quick() ? List.of(1_000, 20_000) : List.of(1_000, 20_000, LARGEST);
    for (int markets : sizes) {
      table.add(new WorkLimit(lab, markets).row(true));
      table.add(new WorkLimit(lab, markets).row(false));
    }
  }

  private Row row(boolean bucket) throws IOException, InterruptedException {
    int runs = markets == LARGEST ? 1 : lab.runs();
    for (int i = 0; i < runs; i++) {
      run(bucket);
    }
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs; i++) {
      ratios.add(walls.get(i) / limits.get(i));
    }
    return new Row(
        Units.whole(markets) + " tickers at Basic into a " + (bucket ? "bucket" : "folder"),
        Units.seconds(Row.median(walls)),
        Units.seconds(Row.median(limits)) + " (" + limitedBy + ")",
        ratios,
        markets == LARGEST ? Goal.atMost(1.08, ratios) : Goal.NONE);
  }

  private void run(boolean bucket) throws IOException, InterruptedException {
    try (Server exchange =
            lab.exchange(
                markets,
                "--refill=" + REQUESTS_A_SECOND * 10,
                "--capacity=" + REQUESTS_A_SECOND * 20,
                "--latency=" + Lab.LATENCY);
        Server storage = lab.storage(Duration.ZERO)) {
      Path output = lab.folder("output");
      List<String> into = bucket ? Lab.into(storage) : List.of("--output=" + output);
      double alone = alone(into);
      List<String> flags = new ArrayList<>(into);
      flags.add("--budgetShare=1");
      Finished finished = lab.collect("1g", exchange, exchange.tickers(), flags);
      long requests = exchange.counts("requests.json").at("/by_path/~1markets").asLong();
      double byBudget = (double) requests / REQUESTS_A_SECOND;
      double byStore = markets / alone;
      limitedBy = byBudget > byStore ? "the budget" : "the store alone";
      walls.add(finished.seconds());
      limits.add(Math.max(byBudget, byStore));
      Lab.remove(output);
    }
  }

  private double alone(List<String> into) throws IOException, InterruptedException {
    List<String> args = new ArrayList<>(into);
    args.add("--shards=" + Math.min(markets, MOST_ALONE));
    return lab.own(StoreAlone.class, args.toArray(String[]::new)).figure();
  }
}
