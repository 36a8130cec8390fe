package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The rate of requests as a fraction of the budget, without the initial tokens of the bucket. Each
 * request lists an event without wanted markets: nothing is stored, so only the budget limits the
 * rate.
 */
final class BudgetUsed {

  // The default share of the account's rate.
  private static final double SHARE = 0.9;
  private static final double GOAL = 0.97;

  private final Lab lab;
  private final int rate;
  private final int latencyMillis;
  private final List<Double> ratios = new ArrayList<>();
  private long refused;

  private BudgetUsed(Lab lab, int rate, int latencyMillis) {
    this.lab = lab;
    this.rate = rate;
    this.latencyMillis = latencyMillis;
  }

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    for (int rate : List.of(20, 120, 480)) {
      for (int latencyMillis : List.of(60, 250)) {
        rows.add(new BudgetUsed(lab, rate, latencyMillis).row());
      }
    }
    return rows;
  }

  private Row row() throws IOException, InterruptedException {
    for (int i = 0; i < lab.runs(); i++) {
      run();
    }
    double median = Row.median(ratios);
    return new Row(
        "budget of %d requests/s, latency %d ms".formatted(rate, latencyMillis),
        "%.1f requests/s, %d with status 429".formatted(median * rate, refused),
        rate + " requests/s",
        ratios,
        Row.goal("at least " + GOAL + ", no 429", median >= GOAL && refused == 0));
  }

  private void run() throws IOException, InterruptedException {
    // At a high rate, the JVM is busy with compilation for the first ten thousand requests.
    int seconds = rate < 480 ? 15 : 60;
    List<String> flags =
        List.of(
            "--perEvent=1",
            "--refill=" + rate * 10 / SHARE,
            "--capacity=" + rate * 20 / SHARE,
            "--latency=PT" + latencyMillis / 1000.0 + "S");
    try (Server exchange = lab.exchange(rate * (seconds + 1), flags)) {
      lab.collect(
          "1g",
          exchange,
          events(exchange),
          List.of("--output=" + lab.folder("output"), "--statuses=unopened"));
      JsonNode counts = exchange.counts("requests.json");
      refused += counts.at("/by_status/429").asLong();
      // The bucket holds the tokens of two seconds, and the client starts with half of them.
      double requests = counts.at("/by_path/~1markets").asDouble() - rate;
      ratios.add(requests * 1_000 / counts.get("markets_took_millis").asLong() / rate);
    }
  }

  private static Path events(Server exchange) throws IOException {
    List<String> events =
        Files.readAllLines(exchange.tickers()).stream()
            .map(market -> "event:" + market.substring(0, market.lastIndexOf('-')))
            .toList();
    return Files.write(exchange.dir().resolve("events.txt"), events);
  }
}
