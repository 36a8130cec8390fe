package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.RunCheck;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests runs that are killed and started again for the same slot. */
@Timeout(value = 240, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KilledRunIT {

  private static final int EVENTS = 150;
  private static final int KILLS = 3;

  @Test
  void killedRunsLeaveNoPartialShardsAndNoDuplicates(@TempDir Path folder) throws Exception {
    ExpectedMarkets expected =
        ExpectedMarkets.events(new ManualClock(Instant.parse("2026-11-22T14:00:00Z")), EVENTS, 4);
    Random chance = new Random(14);
    AtomicReference<Process> doomed = new AtomicReference<>();
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      String classPath = System.getProperty("java.class.path");
      ForkedCollect quiet =
          new ForkedCollect(
              classPath,
              Files.createDirectory(folder.resolve("quiet")),
              expected.selectors(),
              kalshi,
              "--requestsPerSecond=1000");
      assertThat(quiet.run(60), is(0));
      RunCheck check = new RunCheck(expected, quiet.files());
      ForkedCollect collect =
          new ForkedCollect(
              classPath,
              Files.createDirectory(folder.resolve("killed")),
              expected.selectors(),
              kalshi,
              "--requestsPerSecond=300");

      for (int i = 0; i < KILLS; i++) {
        long lastRequest = kalshi.requests().total() + chance.nextInt(EVENTS);
        long later = TimeUnit.MILLISECONDS.toNanos(chance.nextInt(30));
        kalshi
            .faults()
            .clear()
            .always(
                request -> {
                  Process process = doomed.get();
                  if (process != null && kalshi.requests().total() >= lastRequest) {
                    LockSupport.parkNanos(later);
                    process.destroyForcibly();
                  }
                  return false;
                },
                Fault.status(500));
        Process process = collect.start();
        doomed.set(process);
        assertThat(process.waitFor(60, TimeUnit.SECONDS), is(true));
        doomed.set(null);
        check.shardsAreWhole(collect.files());
      }
      kalshi.faults().clear();

      assertThat(collect.run(60), is(0));
      RunSummary summary = collect.check(check);
      assertThat(summary.shards(Datasets.MARKETS).there(), is((long) expected.allMarkets().size()));
      assertThat(summary.verdict(), is(Verdict.COMPLETE));
    }
  }
}
