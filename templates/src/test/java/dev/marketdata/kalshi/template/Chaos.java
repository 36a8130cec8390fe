package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.RunCheck;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.FaultPlan;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the bundled jar for {@code -Dchaos.minutes}, with random faults; some runs are killed. After
 * each run, all shards must be complete; after each finished run, its counts must be correct. The
 * seed of each run is printed. {@code mvn -Pchaos verify} starts this test; {@code -Dchaos.seed}
 * repeats a run.
 */
final class Chaos {

  private static final List<Fault> FAULTS =
      List.of(
          Fault.status(429),
          Fault.status(500),
          Fault.status(503),
          Fault.resetBeforeHeaders(),
          Fault.resetInBody(),
          Fault.truncatedWithRightLength(),
          Fault.truncatedWithWrongLength(),
          Fault.html(),
          Fault.garbage(),
          Fault.emptyBody(),
          Fault.gzipCutShort(),
          Fault.marketWithoutTicker(),
          Fault.duplicateMarket(),
          Fault.repeatedCursor(),
          Fault.hangBeforeHeaders(),
          Fault.hangInBody(),
          Fault.slow());

  private static final Duration DEADLINE = Duration.ofSeconds(60);
  // The time that a run may need after its deadline: for its start, open uploads and the summary.
  private static final Duration MARGIN = Duration.ofSeconds(60);

  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(Instant.parse("2026-11-22T14:00:00Z")));

  @Test
  void everyRunEndsWithTheCorrectCounts(@TempDir Path folder) throws Exception {
    long until = System.nanoTime() + TimeUnit.MINUTES.toNanos(Long.getLong("chaos.minutes", 60));
    long seed = Long.getLong("chaos.seed", new Random().nextLong());
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      ForkedCollect quiet = collect(Files.createDirectory(folder.resolve("quiet")), kalshi);
      assertThat(quiet.run(120), is(0));
      RunCheck check = new RunCheck(expected, quiet.files());
      do {
        Path fresh = Files.createDirectory(folder.resolve("seed" + seed));
        oneSlot(collect(fresh, kalshi), kalshi, check, new Random(seed), "seed " + seed);
        seed++;
      } while (System.nanoTime() < until);
    }
  }

  /** Fills one slot: some runs are killed, all have faults, and the last has none. */
  private void oneSlot(
      ForkedCollect collect, KalshiSimulator kalshi, RunCheck check, Random chance, String seed)
      throws IOException, InterruptedException {
    int disturbed = 1 + chance.nextInt(3);
    for (int i = 0; i < disturbed; i++) {
      String faults = plan(kalshi.faults().clear(), chance);
      boolean kill = chance.nextBoolean();
      System.out.printf("%s, run %d%s: %s%n", seed, i, kill ? ", to be killed" : "", faults);
      if (kill) {
        Process process = collect.start();
        boolean over = process.waitFor(500 + chance.nextInt(5_000), TimeUnit.MILLISECONDS);
        process.destroyForcibly();
        assertThat(process.waitFor(20, TimeUnit.SECONDS), is(true));
        System.out.println(over ? "  over before" : "  killed");
        check.shardsAreWhole(collect.files());
      } else {
        int status = collect.run((int) DEADLINE.plus(MARGIN).toSeconds());
        RunSummary summary = collect.check(check);
        System.out.printf("  status %d, %s%n", status, summary.verdict().jsonName());
        assertThat(status, is(summary.verdict() == Verdict.FAILED ? 1 : 0));
      }
    }
    kalshi.faults().clear();
    collect.breakShards(chance);
    assertThat(collect.log(), collect.run(120), is(0));
    RunSummary summary = collect.check(check);
    assertThat(summary.shards(Datasets.MARKETS).there(), is((long) expected.allMarkets().size()));
  }

  private static String plan(FaultPlan plan, Random chance) {
    List<Fault> faults = new ArrayList<>(FAULTS);
    Collections.shuffle(faults, chance);
    List<Fault> chosen = List.copyOf(faults.subList(0, 1 + chance.nextInt(FAULTS.size())));
    double probability = chance.nextDouble() * 0.6;
    plan.each(
        probability,
        chance.nextLong(),
        request -> request.parameter("series_ticker").isEmpty(),
        chosen);
    return String.format("%.0f %% of %s", 100 * probability, chosen);
  }

  private ForkedCollect collect(Path folder, KalshiSimulator kalshi) throws IOException {
    return new ForkedCollect(
        System.getProperty("chaos.jar"),
        folder,
        expected.selectors(),
        kalshi,
        "--requestsPerSecond=200",
        "--deadline=" + DEADLINE);
  }
}
