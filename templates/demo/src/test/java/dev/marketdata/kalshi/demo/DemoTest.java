package dev.marketdata.kalshi.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.template.KalshiMain;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo, with few slots. */
class DemoTest {

  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final int LENGTH = 4;

  @TempDir private Path folder;
  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final ManualClock real = new ManualClock(Instant.parse("2026-11-27T13:30:00Z"));
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private DemoClock clock;
  private SimulatedExchange exchange;
  private KalshiSimulator kalshi;

  /** As in the demo's own process: without that, most of the time goes into flags of Beam. */
  @BeforeAll
  static void prepare() {
    KalshiMain.prepare();
  }

  @BeforeEach
  void start() throws IOException {
    keys.writeTo(folder);
    clock = new DemoClock(real);
    clock.moveTo(Instant.parse("2026-11-27T04:00:00Z"));
    exchange = SimulatedExchange.demo(clock);
    kalshi =
        KalshiSimulator.serving(exchange).accept(keys).signedLimit(RateLimit.unlimited()).start();
  }

  @AfterEach
  void stop() {
    kalshi.close();
  }

  private void demoSucceeds() throws IOException {
    int status = demo();
    assertThat(printed() + complained(), status, is(0));
  }

  private int demo(String... more) throws IOException {
    out.reset();
    err.reset();
    Instant now = real.instant();
    RunHistory history = new RunHistory(new OutputRoot(folder.resolve("out").toString()));
    Story story = Story.of(history, now, INTERVAL, LENGTH);
    List<String> flags =
        new ArrayList<>(
            List.of(
                "KXNBA-27-ATL",
                "event:KXHIGHCHI-26NOV22",
                "--output=" + folder.resolve("out"),
                "--include=candlesticks,trades",
                "--kalshiUrl=" + kalshi.url(),
                "--kalshiKeyId=file:" + folder.resolve("key-id"),
                "--kalshiPrivateKey=file:" + folder.resolve("key.pem")));
    flags.addAll(List.of(more));
    return new Demo(kalshi, exchange, clock, story, history, new byte[0], stream(out), stream(err))
        .run(now, flags);
  }

  private static PrintStream stream(ByteArrayOutputStream to) {
    return new PrintStream(to, true, StandardCharsets.UTF_8);
  }

  private String printed() {
    return out.toString(StandardCharsets.UTF_8);
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void demosInOneFolderGoOnFromEachOther() throws Exception {
    demoSucceeds();
    assertThat(
        printed(),
        startsWith(
            """
            A simulated exchange, with made-up markets and prices. The last 4 slots:

              2026-11-27T04:00Z                       1 run    6 markets
              2026-11-27T06:00Z                       no run   as if this machine was off
              2026-11-27T08:00Z                       1 run    failed: Kalshi was down
              2026-11-27T10:00Z                       1 run    6 markets, after 57 minutes: Kalshi was down
            """));
    assertThat(
        printed(),
        containsString(
            "earlier slots          4, from 2026-11-27T04:00:00Z to 2026-11-27T10:00:00Z"));
    assertThat(printed(), containsString("different            0"));
    assertThat(printed(), containsString("candlesticks  5 slots: 5 available"));
    assertThat(printed(), containsString("trades        2026-11-27"));
    assertThat(printed(), containsString("out/report/index.html\n"));

    demoSucceeds();
    assertThat(printed(), startsWith("slot                   2026-11-27T12:00:00Z"));
    assertThat(printed(), containsString("  stored               0\n"));

    real.advance(INTERVAL.multipliedBy(2));
    demoSucceeds();
    assertThat(
        printed(),
        startsWith(
            """
            A simulated exchange, with made-up markets and prices. Since the last demo:

              2026-11-27T14:00Z                       1 run    1 market
            """));
    assertThat(printed(), containsString("candlesticks  7 slots: 7 available"));
  }

  @Test
  void theFirstLookAtItsDataSucceeds() throws Exception {
    demoSucceeds();
    FirstLook look = new FirstLook(folder.resolve("out"));

    assertThat(look.answers(), everyItem(is(greaterThan(0))));
    assumeTrue(FirstLook.hasPython(), "python3 with duckdb, matplotlib, pandas and pyarrow");
    assertThat(look.runPython(), containsString("KXHIGHCHI-26NOV22"));
    assertThat(Files.size(folder.resolve("out/chart.png")), is(greaterThan(10_000L)));
  }

  @Test
  void aMistakeEndsItAtOnce() throws Exception {
    assertThat(demo("--budgetShare=2"), is(2));
    assertThat(complained(), containsString("--budgetShare=2: must"));
    assertThat(printed(), not(containsString("coverage")));
  }
}
