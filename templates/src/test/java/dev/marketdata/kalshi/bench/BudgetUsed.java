package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.bench.Row.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests a second while fetching, over the budget given, from three seconds after the first until
 * the last. Each request asks for an event of one market, so that nothing but the budget limits it.
 */
final class BudgetUsed {

  private static final int[] RATES = {20, 120, 480};
  private static final List<Duration> LATENCIES =
      List.of(Duration.ofMillis(60), Duration.ofMillis(250));
  private static final int OPENING_TENTHS = 30;
  private static final double GOAL = 0.97;

  private final Lab lab;
  private final List<Double> ratios = new ArrayList<>();
  private long refused;

  private BudgetUsed(Lab lab) {
    this.lab = lab;
  }

  static void measure(Lab lab, Table table) throws IOException, InterruptedException {
    for (int rate : RATES) {
      for (Duration latency : LATENCIES) {
        table.add(new BudgetUsed(lab).row(rate, latency));
      }
    }
  }

  private Row row(int rate, Duration latency) throws IOException, InterruptedException {
    for (int i = 0; i < lab.runs(); i++) {
      run(rate, latency);
    }
    double median = Row.median(ratios);
    return new Row(
        "budget used at " + rate + " requests/s, latency " + latency.toMillis() + " ms",
        Units.one(median * rate) + " requests/s, " + refused + " answered 429",
        rate + " requests/s",
        ratios,
        Goal.of("at least " + GOAL + ", no 429", median >= GOAL && refused == 0));
  }

  private void run(int rate, Duration latency) throws IOException, InterruptedException {
    int seconds = lab.quick() ? 8 : 15;
    // The account's bucket holds two seconds, and the run takes it for half full.
    try (Server exchange =
        lab.exchange(
            rate * (seconds + 1),
            "--perEvent=1",
            "--refill=" + rate * 10,
            "--capacity=" + rate * 20,
            "--latency=" + latency)) {
      Path output = lab.folder("output");
      lab.collect(
          "1g", exchange, events(exchange), List.of("--budgetShare=1", "--output=" + output));
      JsonNode counts = exchange.counts("requests.json");
      refused += counts.at("/by_status/429").asLong();
      ratios.add(steadyRate(Server.tenths(counts.get("markets_per_tenth"))) / rate);
      Lab.remove(output);
    }
  }

  /** The last tenth is not whole. */
  private static double steadyRate(List<Integer> tenths) {
    List<Integer> steady = tenths.subList(OPENING_TENTHS, tenths.size() - 1);
    return steady.stream().mapToInt(Integer::intValue).sum() * 10.0 / steady.size();
  }

  private static Path events(Server exchange) throws IOException {
    List<String> events =
        Files.readAllLines(exchange.tickers()).stream()
            .map(market -> "event:" + market.substring(0, market.lastIndexOf('-')))
            .toList();
    return Files.write(exchange.dir().resolve("events.txt"), events);
  }
}
