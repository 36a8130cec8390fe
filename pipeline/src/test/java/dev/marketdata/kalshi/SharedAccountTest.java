package dev.marketdata.kalshi;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several concurrent runs on one account, each with its own client. */
@Timeout(120)
class SharedAccountTest {

  private static final int EVENTS = 40;

  @TempDir Path folder;

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final List<String> selectors = new ArrayList<>();
  private KalshiSimulator kalshi;

  @BeforeEach
  void start() {
    SimulatedExchange exchange = SimulatedExchange.empty(Clock.systemUTC());
    for (int i = 0; i < EVENTS; i++) {
      String event = "KXA-" + i;
      exchange.event("KXA", event).markets(event, List.of(event + "-A"));
      selectors.add("event:" + event);
    }
    kalshi =
        KalshiSimulator.serving(exchange).accept(keys).signedLimit(RateLimit.of(400, 200)).start();
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void twoHalvesOfAnAccountNeverOverdrawIt() {
    List<Left> unused = together("0.5", "0.5");

    assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
  }

  @Test
  void threeThirdsOfAnAccountNeverOverdrawIt() {
    List<Left> unused = together("0.333", "0.333", "0.333");

    assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
  }

  @Test
  void twoRunsWithNearlyAllOfTheBudgetLoseNothing() {
    List<Left> both = together("0.9", "0.9");

    assertThat(kalshi.requests().byStatus(), hasKey(429));
    for (Left left : both) {
      assertThat(left.missed(), is(empty()));
      assertThat(left.summary().shards(Datasets.MARKETS).stored(), is((long) EVENTS));
    }
  }

  private List<Left> together(String... shares) {
    List<CompletableFuture<Left>> runs = new ArrayList<>();
    for (int i = 0; i < shares.length; i++) {
      Path own = folder.resolve("run-" + i);
      String share = shares[i];
      runs.add(
          CompletableFuture.supplyAsync(
              () -> collect(own, share), work -> new Thread(work).start()));
    }
    return runs.stream().map(run -> run.orTimeout(100, SECONDS).join()).toList();
  }

  private Left collect(Path own, String share) {
    try {
      Files.createDirectories(own);
      return new TestRun(kalshi, own).signedBy(keys).spending(share).collect(selectors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
