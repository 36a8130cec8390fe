package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.bench.Program.Finished;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Complete runs without a rate limit, with output to a storage server without content. Compares
 * them with a bare loop, and larger runs with smaller ones.
 */
final class Machine {

  private static final int SMALL = 20_000;
  private static final int LARGE = 200_000;
  private static final int HUGE = 1_000_000;
  // The requests that the pipeline has in flight at this rate.
  private static final int IN_FLIGHT = 256;
  private static final int FEW_IN_FLIGHT = 8;

  private final Lab lab;
  private final int markets;
  private final String heap;
  private final List<Finished> runs = new ArrayList<>();
  private final List<Double> bareSeconds = new ArrayList<>();
  private final List<Double> ratioToBare = new ArrayList<>();
  private double exchangeAlone;
  private long storageCalls;

  private Machine(Lab lab, int markets, String heap) {
    this.lab = lab;
    this.markets = markets;
    this.heap = heap;
  }

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    Machine small = new Machine(lab, SMALL, "1g").run(lab.runs(), true);
    rows.add(small.ratioToBare(""));
    Machine large = new Machine(lab, LARGE, "1g").run(1, true);
    rows.add(large.ratioToBare(Row.goalAtMost(1.5, large.ratioToBare)));
    rows.add(large.comparedWithExchange());
    rows.add(large.growthFrom(small));
    if (!lab.quick()) {
      rows.add(new Machine(lab, HUGE, "3g").run(1, false).growthFrom(large));
    }
    rows.add(large.storageCalls());
    rows.add(large.processorTime());
    return rows;
  }

  private Machine run(int times, boolean withBare) throws IOException, InterruptedException {
    try (Server exchange = lab.exchange(markets, Lab.UNLIMITED_EXCHANGE)) {
      // First with few in flight: the exchange renders its pages, and timestamps expire in seconds.
      Finished unused = lab.own(BareLoop.class, bareFlags(exchange, FEW_IN_FLIGHT));
      exchangeAlone = lab.own(BareLoop.class, bareFlags(exchange, IN_FLIGHT)).figure();
      for (int i = 0; i < times; i++) {
        if (withBare) {
          try (Server storage = lab.storage(Duration.ZERO)) {
            List<String> flags = new ArrayList<>(bareFlags(exchange, IN_FLIGHT));
            flags.addAll(Lab.into(storage));
            bareSeconds.add(lab.own(BareLoop.class, flags).seconds());
          }
        }
        try (Server storage = lab.storage(Duration.ZERO)) {
          List<String> flags = Lab.into(storage, Lab.UNLIMITED_RATE);
          runs.add(lab.collect(heap, exchange, exchange.tickers(), flags));
          storageCalls = storage.counts("storage.json").get("requests").asLong();
        }
        if (withBare) {
          ratioToBare.add(runs.get(i).seconds() / bareSeconds.get(i));
        }
      }
    }
    return this;
  }

  private static List<String> bareFlags(Server exchange, int inFlight) throws IOException {
    return List.of(
        "--url=" + exchange.url(),
        "--key=" + exchange.dir(),
        "--tickers=" + exchange.tickers(),
        "--inFlight=" + inFlight);
  }

  private double seconds() {
    return Row.median(runs.stream().map(Finished::seconds).toList());
  }

  private long peakMebibytes() {
    return runs.stream().mapToLong(Finished::peakBytes).max().orElse(0) >> 20;
  }

  private Row ratioToBare(String goal) {
    return new Row(
        "%,d tickers without a budget".formatted(markets),
        "%.1f s (%,.0f markets/s)".formatted(seconds(), markets / seconds()),
        "%.1f s (a bare loop)".formatted(Row.median(bareSeconds)),
        ratioToBare,
        goal);
  }

  private Row comparedWithExchange() {
    double rate = markets / seconds();
    return new Row(
        "the same, compared with the simulated exchange alone",
        "%,.0f markets/s".formatted(rate),
        "%,.0f markets/s".formatted(exchangeAlone),
        List.of(rate / exchangeAlone),
        "");
  }

  private Row growthFrom(Machine less) {
    double work = (double) markets / less.markets;
    List<Double> ratio = List.of(seconds() / less.seconds() / work);
    return new Row(
        "%,d tickers in a heap of %s".formatted(markets, heap),
        "%.1f s, memory %,d MiB".formatted(seconds(), peakMebibytes()),
        "%.0f x %.1f s of %,d, memory %,d MiB"
            .formatted(work, less.seconds(), less.markets, less.peakMebibytes()),
        ratio,
        Row.goalAtMost(1.1, ratio));
  }

  private Row storageCalls() {
    return new Row(
        "storage calls of %,d tickers".formatted(markets),
        "%,d".formatted(storageCalls),
        "%,d (one per shard)".formatted(markets),
        List.of((double) storageCalls / markets),
        Row.goal("1.00 and a constant", storageCalls - markets < markets / 200));
  }

  private Row processorTime() {
    double wall = seconds();
    double cpu = Row.median(runs.stream().map(run -> run.cpu().toNanos() / 1e9).toList());
    return new Row(
        "processor seconds per 1,000 markets",
        "%.2f".formatted(cpu * 1_000 / markets),
        "%.2f (the wall's)".formatted(wall * 1_000 / markets),
        List.of(cpu / wall),
        "");
  }
}
