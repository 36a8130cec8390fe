package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests what a run of 14:00, every two hours, takes over from earlier runs. */
@Timeout(60)
class FindEarlierRunsTest {

  private static final String JOB = "kalshi-market-data";
  private static final String FINISHED = "{\"markets\":{\"stored\":1},\"stopped_by\":null}\n";
  private static final Instant USUAL = Instant.parse("2026-11-22T10:00:00Z");
  private static final EarlierRuns NONE = EarlierRuns.none(USUAL);

  @TempDir Path folder;

  @Test
  void theResultIsOneElement() throws IOException {
    leave(run(Instant.parse("2026-11-22T12:00:00Z"), JOB), FINISHED);
    Pipeline pipeline = Pipeline.create();

    PAssert.thatSingleton(pipeline.apply(step(new OutputRoot(folder.toString()))))
        .isEqualTo(
            new EarlierRuns(USUAL, Instant.parse("2026-11-22T12:00:00Z"), 0, List.of(), null));
    pipeline.run();
  }

  @ParameterizedTest
  @CsvSource({
    // The usual case: two intervals before the slot, which is one before the newest run.
    "2026-11-22T12:00:00Z, 2026-11-22T10:00:00Z, 0",
    "2026-11-22T10:00:00Z, 2026-11-22T08:00:00Z, 1",
    "2026-11-22T02:00:00Z, 2026-11-22T00:00:00Z, 5",
    "2026-11-21T22:00:00Z, 2026-11-21T20:00:00Z, 7",
    "2026-11-15T16:00:00Z, 2026-11-15T14:00:00Z, 82",
    // A week at most.
    "2026-11-15T14:00:00Z, 2026-11-15T14:00:00Z, 83",
    "2026-10-01T00:00:00Z, 2026-11-15T14:00:00Z, 630",
    // Between two slots; only those of the interval count.
    "2026-11-22T13:05:09Z, 2026-11-22T10:00:00Z, 0",
    "2026-11-22T05:30:00Z, 2026-11-22T03:30:00Z, 4"
  })
  void resultsAreWantedSinceAnIntervalBeforeTheNewestRun(Instant newest, Instant since, long missed)
      throws IOException {
    leave(run(newest, JOB), FINISHED);

    assertThat(found(), is(new EarlierRuns(since, newest, missed, List.of(), null)));
  }

  @Test
  void theNewestSlotCounts() throws IOException {
    for (String slot : List.of("2026-11-21T22", "2026-11-22T08", "2026-11-22T04")) {
      leave(run(Instant.parse(slot + ":00:00Z"), JOB), FINISHED);
    }

    assertThat(found().newest(), is(Instant.parse("2026-11-22T08:00:00Z")));
  }

  @Test
  void aFirstRunHasTheUsualTime() {
    assertThat(found(), is(NONE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"stopped_by\":\"the key was refused\"}\n",
        // A power cut.
        "",
        "{\"stopped_by\":nu"
      })
  void aRunThatWasStoppedOrHasNoWholeSummaryDoesNotCount(String summary) throws IOException {
    leave(run(Instant.parse("2026-11-22T06:00:00Z"), JOB), summary);

    assertThat(found(), is(NONE));
  }

  @Test
  void aRunWithoutASummaryDoesNotCount() throws IOException {
    Files.createDirectories(
        folder.resolve(run(Instant.parse("2026-11-22T06:00:00Z"), JOB).folder()));

    assertThat(found(), is(NONE));
  }

  @Test
  void aRunOfAnotherJobDoesNotCount() throws IOException {
    leave(run(Instant.parse("2026-11-22T06:00:00Z"), "other"), FINISHED);

    assertThat(found(), is(NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22T14:00:00Z", "2026-11-22T14:00:01Z", "2026-11-23T00:00:00Z"})
  void aRunOfTheSameSlotOrALaterOneDoesNotCount(Instant slot) throws IOException {
    leave(run(slot, JOB), FINISHED);

    assertThat(found(), is(NONE));
  }

  @ParameterizedTest
  @ValueSource(strings = {"notes", "date=2026-11-22/notes", "date=2026-11-22/99999999T999999Z-a-b"})
  void aForeignFolderDoesNotCount(String name) throws IOException {
    leave(run(Instant.parse("2026-11-22T12:00:00Z"), JOB), FINISHED);
    Files.createDirectories(folder.resolve("runs").resolve(name));

    assertThat(found().newest(), is(Instant.parse("2026-11-22T12:00:00Z")));
  }

  @Test
  void runsThatCannotBeReadAreNoReasonToFail() throws IOException {
    Files.writeString(folder.resolve("runs"), "a file");

    assertThat(found(), is(NONE));
  }

  @Test
  void anOutputOfAnotherExchangeIsRefused() throws IOException {
    leave(run(Instant.parse("2026-09-01T12:00:00Z"), "other"), ofDemo(1));

    assertThat(
        found().refusal(),
        is(
            "--output="
                + folder
                + ": holds data of another exchange, https://demo-api.kalshi.co/trade-api/v2, and"
                + " this run reads https://external-api.kalshi.com/trade-api/v2; give another"
                + " --output"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"api\":\"https://api.elections.kalshi.com/trade-api/v2\",\"markets\":{\"stored\":1}}",
        // An earlier version's.
        "{\"markets\":{\"stored\":1}}"
      })
  void anOutputOfTheSameExchangeIsNotRefused(String summary) throws IOException {
    leave(run(Instant.parse("2026-11-22T12:00:00Z"), JOB), summary);

    assertThat(found().refusal(), is(nullValue()));
  }

  @Test
  void aRunThatStoredNothingDoesNotMakeAnOutputAnotherExchanges() throws IOException {
    leave(run(Instant.parse("2026-11-22T12:00:00Z"), JOB), ofDemo(0));

    assertThat(found().refusal(), is(nullValue()));
  }

  private static String ofDemo(int stored) {
    return "{\"api\":\"https://demo-api.kalshi.co/trade-api/v2\",\"orderbooks\":{\"stored\":"
        + stored
        + "}}";
  }

  @Test
  void aBucketIsListedOnceForEachDayUntilTheRunIsFound() {
    try (StorageServer storage = StorageServer.start().bucket("out")) {
      for (String slot : List.of("2026-11-20T12", "2026-11-21T12", "2026-11-22T14")) {
        RunId run = run(Instant.parse(slot + ":00:00Z"), JOB);
        storage.put("out", "data/" + run.folder() + "/summary.json", FINISHED);
      }

      assertThat(
          step(new OutputRoot("gs://out/data", GcsEndpoint.of(storage.endpoint()))).find().newest(),
          is(Instant.parse("2026-11-21T12:00:00Z")));
      // For the newest run with data: the days, one of them, and the folder of a run. For the run:
      // the days, two of them, and its folder.
      assertThat(storage.count(RequestKind.LIST), is(7L));
      assertThat(storage.count(RequestKind.MEDIA), is(2L));
    }
  }

  @Test
  void aBucketThatRefusesIsNoReasonToFail() {
    try (StorageServer storage = StorageServer.start().bucket("out")) {
      storage.faults().always(request -> true, StorageFault.status(403));

      assertThat(
          step(new OutputRoot("gs://out", GcsEndpoint.of(storage.endpoint()))).find(), is(NONE));
    }
  }

  private EarlierRuns found() {
    return step(new OutputRoot(folder.toString())).find();
  }

  private static FindEarlierRuns step(OutputRoot output) {
    RunId run = run(Instant.parse("2026-11-22T14:00:00Z"), JOB);
    FetchRules rules =
        new FetchRules(
            new MarketSelection(Set.of(), USUAL, false),
            List.of(),
            Window.before(run.slot().time(), Duration.ofHours(2)));
    return FindEarlierRuns.of(output, run, RunFixtures.KALSHI, rules, "t.txt");
  }

  private static RunId run(Instant slot, String job) {
    return new RunId(new Slot(slot), job, slot.plusSeconds(5));
  }

  private void leave(RunId run, String summary) throws IOException {
    Files.createDirectories(folder.resolve(run.folder()));
    Files.writeString(folder.resolve(run.folder()).resolve("summary.json"), summary);
  }
}
