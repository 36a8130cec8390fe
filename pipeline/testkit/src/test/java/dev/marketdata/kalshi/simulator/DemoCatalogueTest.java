package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Checks the demo's exchange against the demo's ticker list. */
class DemoCatalogueTest {
  private static final Path DEMO_LIST = Path.of("..", "..", "templates", "demo", "tickers.txt");

  private final SimulatedExchange demo = SimulatedExchange.demo(Clock.systemUTC());

  @Test
  void everyLineOfTheDemoListExists() throws Exception {
    List<String> missing =
        Files.readAllLines(DEMO_LIST).stream()
            .map(line -> line.replaceFirst("#.*", "").strip())
            .filter(line -> !line.isEmpty())
            .filter(selector -> !exists(selector))
            .toList();

    assertThat(missing, is(List.of()));
  }

  @Test
  void theDemoHasAFewHundredMarkets() {
    assertThat(demo.tickers().size(), is(allOf(greaterThan(150), lessThan(300))));
  }

  private boolean exists(String selector) {
    String name = selector.substring(selector.indexOf(':') + 1);
    if (selector.startsWith("market:")) {
      return demo.tickers().contains(name);
    }
    if (selector.startsWith("event:")) {
      return demo.events().contains(name);
    }
    if (selector.startsWith("series:")) {
      return demo.hasSeries(name);
    }
    return demo.tickers().contains(name) || demo.events().contains(name) || demo.hasSeries(name);
  }
}
