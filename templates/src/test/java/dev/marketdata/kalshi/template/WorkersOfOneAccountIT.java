package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three concurrent processes on one account, each with a third of the budget and its own list. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class WorkersOfOneAccountIT {

  private static final int WORKERS = 3;
  private static final String SHARE = "0.3333";
  private static final int EVENTS_OF_EACH = 25;
  private static final RateLimit ACCOUNT = RateLimit.of(400, 200);

  @TempDir private static Path folder;

  private static final ExpectedMarkets EXPECTED =
      ExpectedMarkets.events(Clock.systemUTC(), WORKERS * EVENTS_OF_EACH, 1);
  private static final List<ForkedCollect> COLLECTS = new ArrayList<>();
  private static KalshiSimulator kalshi;

  @BeforeAll
  static void collectTogether() throws Exception {
    SimulatorKeys keys = SimulatorKeys.ed25519();
    keys.writeTo(folder);
    kalshi = KalshiSimulator.serving(EXPECTED.exchange()).accept(keys).signedLimit(ACCOUNT).start();
    List<Callable<Integer>> runs = new ArrayList<>();
    for (int i = 0; i < WORKERS; i++) {
      ForkedCollect collect = collect(i);
      COLLECTS.add(collect);
      runs.add(() -> collect.run(180));
    }
    ExecutorService threads = Executors.newFixedThreadPool(WORKERS);
    try {
      for (Future<Integer> status : threads.invokeAll(runs)) {
        assertThat(status.get(), is(0));
      }
    } finally {
      threads.shutdownNow();
    }
  }

  private static ForkedCollect collect(int worker) throws IOException {
    int first = worker * EVENTS_OF_EACH;
    return new ForkedCollect(
        System.getProperty("java.class.path"),
        Files.createDirectory(folder.resolve("worker-" + worker)),
        EXPECTED.selectors().subList(first, first + EVENTS_OF_EACH),
        kalshi,
        "--budgetShare=" + SHARE,
        "--kalshiKeyId=file:" + folder.resolve("key-id"),
        "--kalshiPrivateKey=file:" + folder.resolve("key.pem"));
  }

  @AfterAll
  static void close() {
    kalshi.close();
  }

  @Test
  void theyNeverOverdrawIt() {
    assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
  }

  @Test
  void theirBudgetsAddUpToIt() throws IOException {
    BigDecimal sum = BigDecimal.ZERO;
    for (ForkedCollect collect : COLLECTS) {
      sum = sum.add(collect.summary().budget().tokensPerSecond());
    }

    assertThat(
        sum.doubleValue() / ACCOUNT.tokensPerSecond(),
        is(both(greaterThanOrEqualTo(0.95)).and(lessThanOrEqualTo(1.0))));
  }

  @Test
  void theyStoreEveryMarketOnce() throws IOException {
    List<String> stored = new ArrayList<>();
    for (ForkedCollect collect : COLLECTS) {
      collect.files().keySet().stream()
          .filter(path -> path.startsWith("market_data/"))
          .forEach(path -> stored.add(path.replaceAll(".*ticker=|/date=.*", "")));
    }

    assertThat(stored.stream().sorted().toList(), is(EXPECTED.allMarkets()));
  }
}
