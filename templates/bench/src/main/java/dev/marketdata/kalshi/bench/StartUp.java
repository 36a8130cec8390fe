package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Compares a small run of the demo with an empty Beam pipeline. */
final class StartUp {

  private static final int TICKERS = 10;

  private StartUp() {}

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Double> demos = new ArrayList<>();
    List<Double> empties = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    String script = lab.script().toString();
    String tickers = "--tickers=" + tenTickers(lab);
    for (int i = 0; i < lab.runs() + 2; i++) {
      Path output = lab.folder("demo");
      double empty = lab.own(EmptyPipeline.class, List.of()).seconds();
      double demo = lab.run(List.of(script, "demo", tickers, "--output=" + output)).seconds();
      empties.add(empty);
      demos.add(demo);
      ratios.add(demo / empty);
    }
    return List.of(
        new Row(
            "`./kalshi demo` on " + TICKERS + " tickers",
            "%.1f s".formatted(Row.median(demos)),
            "%.1f s (an empty pipeline)".formatted(Row.median(empties)),
            ratios,
            Row.goalAtMost(1.5, ratios)));
  }

  private static Path tenTickers(Lab lab) throws IOException {
    List<String> listed =
        Files.readAllLines(lab.script().resolveSibling("templates/demo/tickers.txt"));
    return Files.write(
        lab.folder("tickers").resolve("ten.txt"),
        listed.stream().filter(line -> line.matches("(market:)?KX.*")).limit(TICKERS).toList());
  }
}
