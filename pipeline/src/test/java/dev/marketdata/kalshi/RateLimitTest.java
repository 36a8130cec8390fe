package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks that a signed run stays within the budget of the account. */
@Timeout(60)
class RateLimitTest {

  private static final int EVENTS = 25;

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final SimulatedExchange exchange = SimulatedExchange.empty(Clock.systemUTC());
  private final List<String> selectors = new ArrayList<>();

  RateLimitTest() {
    for (int i = 0; i < EVENTS; i++) {
      String event = "KXA-" + i;
      exchange.event("KXA", event).markets(event, List.of(event + "-A", event + "-B"));
      selectors.add("event:" + event);
    }
  }

  @ParameterizedTest
  @CsvSource({"200, 400, 10", "200, 200, 10", "400, 200, 20"})
  void theAccountIsNeverOverdrawn(
      double tokensPerSecond, double capacity, int cost, @TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .signedLimit(RateLimit.of(tokensPerSecond, capacity))
            .cost("GET", "/trade-api/v2/markets", cost)
            .start()) {
      Left left = new TestRun(kalshi, folder).signedBy(keys).collect(selectors);

      assertThat(kalshi.requests().byStatus().keySet(), is(Set.of(200)));
      assertThat(left.summary().shards(Datasets.MARKETS).stored(), is(2L * EVENTS));
    }
  }

  @Test
  void theSummaryHasTheTokensSpent(@TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .signedLimit(RateLimit.of(2_000, 4_000))
            .cost("GET", "/trade-api/v2/markets", 30)
            .start()) {
      Left left = new TestRun(kalshi, folder).signedBy(keys).collect(selectors);

      assertThat(left.summary().requests().byStatus(), is(Map.of("200", EVENTS + 3L)));
      assertThat(left.summary().requests().tokens(), is(30L * EVENTS + 3 * 10));
      assertThat(left.summary().requests().retries(), is(0L));
      assertThat(left.summary().budget().source(), is("account"));
      assertThat(left.summary().budget().tokensPerSecond(), comparesEqualTo(new BigDecimal(1_800)));
    }
  }

  @Test
  void theSecondPassIsPaidFromTheSameBudget(@TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .signedLimit(RateLimit.of(2_000, 4_000))
            .start()) {
      kalshi
          .faults()
          .next(8, request -> request.parameter("event_ticker").isPresent(), Fault.status(503));

      Left left =
          new TestRun(kalshi, folder)
              .signedBy(keys)
              .attemptsOf(Duration.ofSeconds(30))
              .collect("event:KXA-0");

      assertThat(left.receipts(), hasSize(2));
      assertThat(kalshi.requests().countTo("/account/limits"), is(1L));
    }
  }

  @Test
  void requestsInFlightAreLimited(@TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .signedLimit(RateLimit.of(200, 4_000))
            .latency(Duration.ofMillis(100))
            .start()) {
      new TestRun(kalshi, folder).signedBy(keys).collect(selectors);

      assertThat(kalshi.requests().maxInFlight(), is(lessThanOrEqualTo(9)));
    }
  }

  @Test
  void theTimeWaitedForTheBudgetIsInTheSummary(@TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .signedLimit(RateLimit.of(200, 200))
            .cost("GET", "/trade-api/v2/markets", 60)
            .start()) {
      // Few and dear, so that a slow machine has to wait for tokens too.
      Left left = new TestRun(kalshi, folder).signedBy(keys).collect(selectors.subList(0, 5));

      assertThat(left.summary().budget().waitedSeconds().signum(), is(1));
    }
  }

  @Test
  void aClockThatIsOffCostsOneRequest(@TempDir Path folder) throws Exception {
    try (KalshiSimulator kalshi =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .signedLimit(RateLimit.unlimited())
            .clockOffset(Duration.ofSeconds(40))
            .start()) {
      Left left = new TestRun(kalshi, folder).signedBy(keys).collect(selectors);

      assertThat(left.summary().requests().byStatus().get("401"), is(1L));
      assertThat(left.missed(), is(empty()));
    }
  }
}
