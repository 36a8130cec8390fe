package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.bench.Program.Finished;
import dev.marketdata.kalshi.bench.Row.Goal;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Whole runs with the limiter wide open into a storage server that counts and forgets: beside a
 * bare loop, and at growing sizes.
 */
final class Machine {

  private static final int SMALL = 20_000;
  private static final int LARGE = 200_000;
  private static final int HUGE = 1_000_000;
  // As many requests as the pipeline has in flight at such a rate.
  private static final int IN_FLIGHT = 256;

  private final Lab lab;
  private final Table table;

  private Machine(Lab lab, Table table) {
    this.lab = lab;
    this.table = table;
  }

  static void measure(Lab lab, Table table) throws IOException, InterruptedException {
    new Machine(lab, table).measure();
  }

  /**
   * All runs of one size.
   *
   * @param pipeline what the pipeline took, run by run
   * @param bare what the bare loop took in the same runs
   * @param exchangeAlone how many markets a second the exchange gives to the bare loop that stores
   *     nothing
   * @param storageCalls of the last run
   */
  private record Runs(
      int markets,
      List<Finished> pipeline,
      List<Finished> bare,
      double exchangeAlone,
      long storageCalls) {

    double seconds() {
      return Row.median(pipeline.stream().map(Finished::seconds).toList());
    }

    double cpuSeconds() {
      return Row.median(pipeline.stream().map(run -> run.cpu().toNanos() / 1e9).toList());
    }

    long peakBytes() {
      return pipeline.stream().mapToLong(Finished::peakBytes).max().orElse(0);
    }
  }

  private void measure() throws IOException, InterruptedException {
    Runs small = runs(SMALL, lab.runs(), true, "1g");
    besideTheBareLoop(small, Goal.NONE);
    Runs large = runs(LARGE, 1, true, "1g");
    besideTheBareLoop(large, Goal.atMost(1.5, besideBare(large)));
    exchangeIsFasterThan(large);
    growth(small, large, "1 GiB");
    if (!lab.quick()) {
      growth(large, runs(HUGE, 1, false, "3g"), "3 GiB");
    }
    perShard(large);
  }

  private Runs runs(int markets, int times, boolean withBare, String heap)
      throws IOException, InterruptedException {
    List<Finished> pipeline = new ArrayList<>();
    List<Finished> bare = new ArrayList<>();
    long calls = 0;
    try (Server exchange = lab.exchange(markets, Lab.tireless())) {
      // The first to ask finds the exchange making its pages, the second finds it ready.
      Finished unused = bare(exchange, List.of());
      double exchangeAlone = bare(exchange, List.of()).figure();
      for (int i = 0; i < times; i++) {
        if (withBare) {
          try (Server storage = lab.storage(Duration.ZERO)) {
            bare.add(bare(exchange, Lab.into(storage)));
          }
        }
        try (Server storage = lab.storage(Duration.ZERO)) {
          List<String> flags = new ArrayList<>(Lab.into(storage));
          flags.add(Lab.WIDE_OPEN);
          pipeline.add(lab.collect(heap, exchange, exchange.tickers(), flags));
          JsonNode counts = storage.counts("storage.json");
          calls = counts.get("requests").asLong();
        }
      }
      return new Runs(markets, pipeline, bare, exchangeAlone, calls);
    }
  }

  private Finished bare(Server exchange, List<String> into)
      throws IOException, InterruptedException {
    List<String> args =
        new ArrayList<>(
            List.of(
                "--url=" + exchange.url(),
                "--key=" + exchange.dir(),
                "--tickers=" + exchange.tickers(),
                "--inFlight=" + IN_FLIGHT));
    args.addAll(into);
    return lab.own(BareLoop.class, args.toArray(String[]::new));
  }

  private static List<Double> besideBare(Runs runs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < runs.pipeline().size(); i++) {
      ratios.add(runs.pipeline().get(i).seconds() / runs.bare().get(i).seconds());
    }
    return ratios;
  }

  private void besideTheBareLoop(Runs runs, Goal goal) {
    double bare = Row.median(runs.bare().stream().map(Finished::seconds).toList());
    table.add(
        new Row(
            Units.whole(runs.markets()) + " tickers without a budget",
            Units.seconds(runs.seconds())
                + ", "
                + Units.whole(runs.markets() / runs.seconds())
                + " markets/s",
            Units.seconds(bare) + " (a bare loop)",
            besideBare(runs),
            goal));
  }

  private void exchangeIsFasterThan(Runs runs) {
    double rate = runs.markets() / runs.seconds();
    table.add(
        new Row(
            "is the simulated exchange in the way?",
            Units.whole(rate) + " markets/s",
            Units.whole(runs.exchangeAlone()) + " markets/s (the exchange alone)",
            List.of(rate / runs.exchangeAlone()),
            Goal.NONE));
  }

  private void growth(Runs less, Runs more, String heap) {
    double work = (double) more.markets() / less.markets();
    List<Double> ratio = List.of(more.seconds() / less.seconds() / work);
    table.add(
        new Row(
            Units.whole(more.markets()) + " tickers in a heap of " + heap,
            Units.seconds(more.seconds()) + ", peak " + Units.mebibytes(more.peakBytes()),
            Units.seconds(less.seconds() * work)
                + " ("
                + Units.whole(work)
                + " times that of "
                + Units.whole(less.markets())
                + ", peak "
                + Units.mebibytes(less.peakBytes())
                + ")",
            ratio,
            Goal.atMost(1.1, ratio)));
  }

  private void perShard(Runs runs) {
    table.add(
        new Row(
            "storage calls for " + Units.whole(runs.markets()) + " shards",
            Units.whole(runs.storageCalls()) + " calls",
            Units.whole(runs.markets()) + " (one each)",
            List.of((double) runs.storageCalls() / runs.markets()),
            Goal.of(
                "1.00 and a constant",
                runs.storageCalls() - runs.markets() < runs.markets() / 200)));
    table.add(
        new Row(
            "processor time for 1,000 markets",
            Units.one(runs.cpuSeconds() / runs.markets() * 1e6) + " ms",
            "",
            List.of(),
            Goal.NONE));
  }
}
