package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Reads the files of runs. */
class ObservedRunTest {

  @TempDir private Path folder;

  private List<ObservedRun> read(Instant since) throws IOException {
    return ObservedRun.read(
        new RunHistory(new OutputRoot(folder.toString())), "kalshi-market-data", since);
  }

  private ObservedRun only() throws IOException {
    return read(TestRun.slot(0)).get(0);
  }

  @Test
  void runsAreReadByTheirStart() throws IOException {
    new TestRun(1).startedAfter(Duration.ofHours(9)).writeTo(folder);
    new TestRun(2).writeTo(folder);
    new TestRun(0).writeTo(folder);

    assertThat(
        read(TestRun.slot(1)).stream().map(ObservedRun::slot).toList(),
        contains(TestRun.slot(2), TestRun.slot(1)));
  }

  @Test
  void aRunWithoutASummaryIsUnfinished() throws IOException {
    new TestRun(0).unfinished().writeTo(folder);

    assertThat(only().isFinished(), is(false));
  }

  @Test
  void aRunWithADamagedSummaryIsUnfinished() throws IOException {
    TestRun run = new TestRun(0);
    run.writeTo(folder);
    Files.writeString(folder.resolve(run.id().folder()).resolve("summary.json"), "{\"slot\":");

    assertThat(only().isFinished(), is(false));
  }

  @Test
  void missesAreCountedByDataset() throws IOException {
    new TestRun(0)
        .failed("A", "orderbooks", "timed_out")
        .failed("B", "orderbooks", "not_found")
        .failedIn(0, "C", "trades")
        .writeTo(folder);

    assertThat(only().missing("orderbooks", null).count(), is(1L));
    assertThat(only().missing("trades", TestRun.slot(0)).count(), is(1L));
    assertThat(only().missing("trades", TestRun.slot(1)).count(), is(0L));
    assertThat(only().missing("market_data", null).count(), is(0L));
  }

  @Test
  void manyMissesAreCountedWithoutNames() throws IOException {
    TestRun run = new TestRun(0);
    IntStream.rangeClosed(0, Missing.MAX_NAMES)
        .forEach(i -> run.failed("M" + i, "market_data", "timed_out"));
    run.writeTo(folder);

    assertThat(only().missing("market_data", null), is(new Missing(1_001, null)));
  }

  @Test
  void whatAnEarlierVersionStoredWasIncluded() throws IOException {
    new TestRun(0).stored("orderbooks", 1).writeTo(folder);

    assertThat(only().datasets().contains("orderbooks"), is(true));
    assertThat(only().datasets().contains("trades"), is(false));
  }
}
