package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests market names that, as paths, would be outside the output folder. */
@Timeout(120)
class HostileNamesTest {

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time())).event("KXA", "KXA-1");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private Path folder;
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path root) throws IOException {
    folder = root;
    // Deep enough that the way out by two folders would still be seen.
    run =
        new TestRun(kalshi, Files.createDirectories(root.resolve("a/b/c/run")))
            .waitingOn(new ManualClock(TestRun.SLOT.time()));
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../x",
        "../../../../../x",
        "a/b",
        "/tmp/x",
        "..",
        ".",
        ".hidden",
        "a\\\\b",
        "a\\u0000b",
        "a\\u002fb",
        "a%2fb",
        "KXA-1-T1/date=2026-11-22",
        "~root",
        "C:x",
        "a\\nb",
      })
  void anInvalidTickerIsMalformedAndWritesNoFile(String name) throws Exception {
    exchange
        .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE)
        .rawMarket(
            "KXA-1",
            "KXA-1-T2",
            "{\"ticker\":\"" + name + "\",\"event_ticker\":\"KXA-1\",\"status\":\"active\"}");

    Left left = run.collect("event:KXA-1", "market:KXA-1-T2");

    assertThat(left.missed(), contains("event:KXA-1 malformed", "market:KXA-1-T2 malformed"));
    assertThat(run.shards("market_data"), is(List.of("KXA-1-T1")));
    assertThat(outside(), is(empty()));
  }

  /** Returns the files outside the output, except those of the test itself. */
  private List<Path> outside() throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile)
          .filter(file -> !file.startsWith(run.output().resolve("market_data/ticker=KXA-1-T1")))
          .filter(file -> !file.startsWith(run.output().resolve("runs")))
          .filter(file -> !file.endsWith("tickers.txt"))
          .toList();
    }
  }
}
