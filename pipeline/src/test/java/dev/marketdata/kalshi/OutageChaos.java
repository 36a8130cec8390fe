package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the whole job {@code -Dchaos.outages} times with outages of Kalshi and of the storage, drawn
 * at random, on a clock that is moved. The seed of each run is printed. {@code mvn -Pchaos verify}
 * starts this test; {@code -Dchaos.seed} repeats a run.
 */
final class OutageChaos {

  private static final List<Fault> KALSHI =
      List.of(
          Fault.status(403, "<html>"),
          Fault.status(429),
          Fault.status(500),
          Fault.status(502),
          Fault.status(503),
          Fault.status(504),
          Fault.resetBeforeHeaders(),
          Fault.resetInBody());

  private static final List<StorageFault> STORAGE =
      List.of(
          StorageFault.status(403),
          StorageFault.status(429),
          StorageFault.status(500),
          StorageFault.status(503),
          StorageFault.broken(),
          StorageFault.brokenAfterSuccess(),
          StorageFault.hiddenSuccess(503));

  // Unchanged, so that prices are those of the slot.
  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));

  @Test
  void outagesThatEndLoseNothing(@TempDir Path folder) throws Exception {
    RunCheck check = RunCheck.quietly(expected, Files.createDirectory(folder.resolve("quiet")));
    long seed = Long.getLong("chaos.seed", new Random().nextLong());
    for (int i = 0; i < Integer.getInteger("chaos.outages", 100); i++, seed++) {
      System.out.println("seed " + seed);
      Path fresh = Files.createDirectory(folder.resolve("seed" + seed));
      runWithOutages(check, fresh, new Random(seed));
    }
  }

  private void runWithOutages(RunCheck check, Path folder, Random chance) throws IOException {
    ManualClock clock = new ManualClock(TestRun.SLOT.time());
    try (KalshiSimulator kalshi =
            KalshiSimulator.serving(expected.exchange())
                .anonymousLimit(RateLimit.unlimited())
                .start();
        StorageServer storage = StorageServer.start()) {
      AtomicBoolean running = new AtomicBoolean(true);
      for (DrawnOutage outage : outages(clock, 60, chance)) {
        kalshi.faults().always(request -> outage.covers(), oneOf(KALSHI, chance));
      }
      for (DrawnOutage outage : outages(clock, 200, chance)) {
        storage
            .faults()
            .always(request -> outage.covers() && running.get(), oneOf(STORAGE, chance));
      }
      TestRun run = new TestRun(kalshi, folder).waitingOn(clock).into(storage);
      RunSettings settings = run.settings(expected.selectors());
      Throwable failure = run.failureOf(settings);
      running.set(false);
      Left left = run.read(settings, failure);

      check.check(run.files(""), left.folder());
      assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
      assertThat(
          left.summary().shards(Datasets.MARKETS).there(), is((long) expected.allMarkets().size()));
    }
  }

  private static List<DrawnOutage> outages(ManualClock clock, int requests, Random chance) {
    return Stream.generate(
            () ->
                new DrawnOutage(
                    clock, chance.nextInt(requests), Duration.ofSeconds(10 + chance.nextInt(590))))
        .limit(chance.nextInt(3))
        .toList();
  }

  private static <T> T oneOf(List<T> all, Random chance) {
    return all.get(chance.nextInt(all.size()));
  }

  /** An outage that begins with a request of a given number. */
  private static final class DrawnOutage {

    private final ManualClock clock;
    private final int firstRequest;
    private final Duration length;
    private int requests;
    private @Nullable Instant end;

    DrawnOutage(ManualClock clock, int firstRequest, Duration length) {
      this.clock = clock;
      this.firstRequest = firstRequest;
      this.length = length;
    }

    synchronized boolean covers() {
      requests++;
      if (requests > firstRequest && end == null) {
        end = clock.instant().plus(length);
      }
      return end != null && clock.instant().isBefore(end);
    }
  }
}
