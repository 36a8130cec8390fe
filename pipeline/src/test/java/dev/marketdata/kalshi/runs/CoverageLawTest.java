package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.datasets.Datasets;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Checks the rows of generated runs: killed, late, stopped, of any interval, and backfills. */
class CoverageLawTest {

  private static final String MARKETS = "market_data";
  private static final String CANDLES = "candlesticks";
  private static final Instant NOW = TestRun.slot(13);

  @Property(tries = 50)
  void everyExpectedSlotHasOneRowOfEachDataset(@ForAll("anyRuns") List<TestRun> some) {
    List<ObservedRun> runs = observed(some);
    Set<Object> expected = new HashSet<>();
    for (ExpectedSlot slot : ExpectedSlot.schedule(runs, null, NOW, TestRun.INTERVAL)) {
      for (Dataset dataset : Datasets.all()) {
        if (isIncluded(dataset, runs)) {
          expected.add(List.of(dataset.name(), slot.time()));
        }
      }
    }

    List<CoverageRow> rows = new Coverage(runs, null, NOW, TestRun.INTERVAL).rows();
    Set<Object> keys = new HashSet<>();
    rows.forEach(row -> keys.add(key(row)));
    assertThat(keys.size(), is(rows.size()));
    assertThat(keys.containsAll(expected), is(true));
    // The others are of backfills.
    rows.stream()
        .filter(row -> !row.hasWindow())
        .forEach(row -> assertThat(expected, hasItem(key(row))));
  }

  @Property(tries = 50)
  void oneBackfillPerGapGetsAllThatCanBeHad(@ForAll("anyRuns") List<TestRun> some) {
    List<CoverageRow> rows = new Coverage(observed(some), null, NOW, TestRun.INTERVAL).rows();

    for (CoverageRow row : rows) {
      long of = CoverageGap.of(rows).stream().filter(gap -> gap.rows().contains(row)).count();
      boolean wanted = row.hasWindow() && row.recoverable() && row.isGap();
      assertThat(of, is(wanted ? 1L : 0L));
    }
  }

  private static Object key(CoverageRow row) {
    return List.of(row.dataset(), row.window().slot());
  }

  private static List<ObservedRun> observed(List<TestRun> some) {
    return some.stream()
        .map(TestRun::observed)
        .sorted(Comparator.comparing(ObservedRun::startedAt))
        .toList();
  }

  private static boolean isIncluded(Dataset dataset, List<ObservedRun> runs) {
    return dataset.equals(Datasets.MARKETS)
        || runs.stream().anyMatch(run -> run.datasets().contains(dataset.name()));
  }

  @Provide
  static Arbitrary<List<TestRun>> anyRuns() {
    Arbitrary<TestRun> one =
        Combinators.combine(
                Arbitraries.integers().between(0, 12),
                Arbitraries.integers().between(0, 150),
                Arbitraries.of("PT1H", "PT2H", "PT4H").injectNull(0.2),
                Arbitraries.of("", "unfinished", "stopped", "failed", "backfill", "odd"),
                Arbitraries.integers().between(0, 12))
            .as(
                (slot, minutes, interval, kind, other) -> {
                  TestRun run =
                      new TestRun(slot)
                          .startedAfter(Duration.ofMinutes(minutes))
                          .interval(interval)
                          .stored(MARKETS, 7);
                  if (other % 2 == 0) {
                    run.included(CANDLES).window(slot, 7).window(other, 7);
                  }
                  return switch (kind) {
                    case "unfinished" -> run.unfinished();
                    case "stopped" -> run.stopped();
                    case "failed" -> run.failed("A", MARKETS, "timed_out");
                    case "backfill" -> run.backfill(slot, slot);
                    case "odd" -> run.slotAfter(Duration.ofMinutes(7));
                    default -> run;
                  };
                });
    return one.list().ofMaxSize(8);
  }
}
