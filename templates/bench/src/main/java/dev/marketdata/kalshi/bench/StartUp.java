package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Compares a small run with an empty Beam pipeline. */
final class StartUp {

  private static final int TICKERS = 10;

  private StartUp() {}

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Double> runs = new ArrayList<>();
    List<Double> empties = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    try (Server exchange = lab.exchange(TICKERS, Lab.UNLIMITED_EXCHANGE)) {
      for (int i = 0; i < lab.runs() + 2; i++) {
        double empty = lab.own(EmptyPipeline.class, List.of()).seconds();
        double run = lab.run(collect(lab, exchange)).seconds();
        empties.add(empty);
        runs.add(run);
        ratios.add(run / empty);
      }
    }
    return List.of(
        new Row(
            "`./kalshi collect` of " + TICKERS + " tickers",
            "%.1f s".formatted(Row.median(runs)),
            "%.1f s (an empty pipeline)".formatted(Row.median(empties)),
            ratios,
            Row.goalAtMost(1.5, ratios)));
  }

  private static List<String> collect(Lab lab, Server exchange) throws IOException {
    return List.of(
        lab.script().toString(),
        "collect",
        "--tickers=" + exchange.tickers(),
        "--kalshiUrl=" + exchange.url(),
        "--include=candlesticks,trades",
        "--output=" + lab.folder("start"));
  }
}
