package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * Complete runs with candlesticks and trades at Kalshi's lowest tier, with output to a folder. The
 * requests are compared with the min number for the same data, and the wall time with that number
 * at the budget's rate.
 */
final class WindowLimit {

  private static final int REQUESTS_PER_SECOND = 20;
  private static final int MARKETS_PER_REQUEST = 100;
  private static final int CANDLES_PER_REQUEST = 10_000;
  private static final Duration INTERVAL = Duration.ofHours(2);
  // A run waits until a minute after its slot.
  private static final Duration SETTLED = Duration.ofSeconds(65);

  /**
   * What a run collects.
   *
   * @param name the name of the row
   * @param flags the flags of the run
   * @param markets the number of markets
   * @param exchange the flags of the exchange
   * @param least the min number of requests
   */
  private record Work(
      String name, List<String> flags, int markets, List<String> exchange, int least) {

    static Work candles(int markets) {
      return new Work(
          "candlesticks of %,d markets at Basic".formatted(markets),
          List.of("--include=candlesticks"),
          markets,
          List.of(),
          leastOfCandles(markets));
    }

    /** Each market that traded has one page of trades. */
    static Work trades(int markets, int traded) {
      return new Work(
          "trades of %,d markets at Basic, of which %,d traded".formatted(markets, traded),
          List.of("--include=trades"),
          markets,
          List.of("--traded=" + traded),
          leastOfCandles(markets) + traded);
    }

    /** All minutes of some days until the last midnight; responses are full. */
    static Work backfill(int markets, int days) {
      Instant end = Instant.now().truncatedTo(ChronoUnit.DAYS);
      Duration all = Duration.ofDays(days);
      long candles = markets * all.toMinutes();
      return new Work(
          "a backfill of candlesticks, %,d days of %,d markets at Basic".formatted(days, markets),
          List.of("--include=candlesticks", "--slot=" + end.minus(all).plus(INTERVAL) + "/" + end),
          markets,
          List.of(),
          pages(markets, MARKETS_PER_REQUEST)
              + (int) ((candles + CANDLES_PER_REQUEST - 1) / CANDLES_PER_REQUEST));
    }

    private static int leastOfCandles(int markets) {
      int marketsOfCandles = (int) (CANDLES_PER_REQUEST / INTERVAL.toMinutes());
      return pages(markets, MARKETS_PER_REQUEST) + pages(markets, marketsOfCandles);
    }

    private static int pages(int markets, int perPage) {
      return (markets + perPage - 1) / perPage;
    }
  }

  private final Lab lab;
  private final Work work;
  private final List<Double> walls = new ArrayList<>();
  private final List<Double> ratios = new ArrayList<>();
  private long requests;

  private WindowLimit(Lab lab, Work work) {
    this.lab = lab;
    this.work = work;
  }

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Row> rows = new ArrayList<>();
    List<Work> all =
        lab.quick()
            ? List.of(
                Work.candles(1_000),
                Work.candles(10_000),
                Work.trades(500, 150),
                Work.backfill(100, 7))
            : List.of(
                Work.candles(1_000),
                Work.candles(20_000),
                Work.trades(1_000, 300),
                Work.backfill(100, 30));
    for (Work work : all) {
      rows.add(new WindowLimit(lab, work).row());
    }
    return rows;
  }

  private Row row() throws IOException, InterruptedException {
    for (int i = 0; i < lab.runs(); i++) {
      run();
    }
    return new Row(
        work.name,
        "%.1f s, %,d requests (%.2f of the least)"
            .formatted(Row.median(walls), requests, (double) requests / work.least),
        "%.1f s (the budget), %,d requests".formatted(limit(), work.least),
        ratios,
        "");
  }

  private void run() throws IOException, InterruptedException {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--refill=" + REQUESTS_PER_SECOND * 10,
                "--capacity=" + REQUESTS_PER_SECOND * 20,
                "--latency=PT0.06S"));
    flags.addAll(work.exchange);
    Path folder = lab.folder("output");
    try (Server exchange = lab.exchange(work.markets, flags)) {
      awaitSettledSlot();
      double wall = lab.collect("1g", exchange, exchange.tickers(), flags(folder)).seconds();
      // With those for the account's limits.
      requests = exchange.counts("requests.json").get("total").asLong();
      walls.add(wall);
      ratios.add(wall / limit());
    }
    Lab.remove(folder);
  }

  private List<String> flags(Path folder) {
    List<String> all =
        new ArrayList<>(List.of("--output=" + folder, "--budgetShare=1", "--interval=" + INTERVAL));
    all.addAll(work.flags);
    return all;
  }

  private double limit() {
    return (double) work.least / REQUESTS_PER_SECOND;
  }

  /** Waits until a run that begins now does not wait for the data of its slot. */
  private static void awaitSettledSlot() throws InterruptedException {
    long sinceSlot = Instant.now().toEpochMilli() % INTERVAL.toMillis();
    Thread.sleep(Math.max(0, SETTLED.toMillis() - sinceSlot));
  }
}
