package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.bench.Row.Goal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The shortest run there is, simulated exchange and all, beside an empty pipeline of Beam's. */
final class StartUp {

  private static final int TICKERS = 10;

  private StartUp() {}

  static void measure(Lab lab, Table table) throws IOException, InterruptedException {
    List<Double> demos = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double empty = 0;
    Path tickers = tenTickers(lab);
    for (int i = 0; i < lab.runs() + 2; i++) {
      Path output = lab.folder("demo");
      empty = lab.own(EmptyPipeline.class).seconds();
      double demo =
          lab.run(
                  List.of(
                      lab.collect().toString(),
                      "--demo",
                      "--tickers=" + tickers,
                      "--output=" + output))
              .seconds();
      demos.add(demo);
      ratios.add(demo / empty);
      Lab.remove(output);
    }
    table.add(
        new Row(
            "./collect --demo on " + TICKERS + " tickers",
            Units.seconds(Row.median(demos)),
            Units.seconds(empty) + " (an empty pipeline)",
            ratios,
            Goal.atMost(1.5, ratios)));
  }

  private static Path tenTickers(Lab lab) throws IOException {
    List<String> listed = Files.readAllLines(lab.collect().resolveSibling("tickers.txt"));
    return Files.write(
        lab.temp().resolve("ten.txt"),
        listed.stream().filter(line -> line.matches("(market:)?KX.*")).limit(TICKERS).toList());
  }
}
