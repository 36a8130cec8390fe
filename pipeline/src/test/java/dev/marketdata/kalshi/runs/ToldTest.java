package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which earlier run says what somebody has been told. */
class ToldTest {

  private static final String JOB = "kalshi-market-data";
  private static final RunId RUN = run("2026-11-22T14:00:00Z", 30);

  @TempDir private Path folder;

  private static RunId run(String slot, int seconds) {
    Instant time = Instant.parse(slot);
    return new RunId(new Slot(time), JOB, time.plusSeconds(seconds));
  }

  private void leave(RunId run, String summary) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve(run.folder())).resolve("summary.json"), summary);
  }

  /** Leaves a run that failed, and of which somebody was told. */
  private void leaveIncident(RunId run, String since) throws IOException {
    leave(
        run,
        "{\"verdict\":\"failed\",\"notices\":{\"incident_since\":\""
            + since
            + "\",\"schema_drift\":[\"trades id gone\"]}}");
  }

  private Told told() throws IOException {
    return Told.before(new RunHistory(new OutputRoot(folder.toString())), RUN);
  }

  private static Told incident(String since) {
    return new Told(new Notices(since, List.of("trades id gone")), true);
  }

  @Test
  void theFirstRunFindsNothing() throws Exception {
    assertThat(told(), is(Told.NOTHING));
  }

  @Test
  void theNewestRunCounts() throws Exception {
    leaveIncident(run("2026-11-22T10:00:00Z", 5), "2026-11-21T00:00:00Z");
    leaveIncident(run("2026-11-22T12:00:00Z", 5), "2026-11-22T00:00:00Z");

    assertThat(told(), is(incident("2026-11-22T00:00:00Z")));
  }

  @Test
  void anEarlierRunOfTheSameSlotCounts() throws Exception {
    leaveIncident(run("2026-11-22T14:00:00Z", 5), "2026-11-22T14:00:00Z");

    assertThat(told(), is(incident("2026-11-22T14:00:00Z")));
  }

  @Test
  void theRunItselfAndLaterOnesDoNotCount() throws Exception {
    leaveIncident(RUN, "2026-11-22T14:00:00Z");
    leaveIncident(run("2026-11-22T14:00:00Z", 31), "2026-11-22T14:00:00Z");
    leaveIncident(run("2026-11-22T16:00:00Z", 5), "2026-11-22T14:00:00Z");

    assertThat(told(), is(Told.NOTHING));
  }

  @Test
  void aRunThatToldNobodyDoesNotCount() throws Exception {
    leaveIncident(run("2026-11-22T08:00:00Z", 5), "2026-11-22T00:00:00Z");
    leave(run("2026-11-22T10:00:00Z", 5), "{\"verdict\":\"complete\",\"notices\":null}");
    leave(run("2026-11-22T12:00:00Z", 5), "{\"verdict\":\"complete\"}");

    assertThat(told(), is(incident("2026-11-22T00:00:00Z")));
  }

  @Test
  void anUnfinishedRunAndADamagedSummaryDoNotCount() throws Exception {
    Files.createDirectories(folder.resolve(run("2026-11-22T12:00:00Z", 5).folder()));
    leave(run("2026-11-22T10:00:00Z", 5), "{\"verdict\":\"compl");

    assertThat(told(), is(Told.NOTHING));
  }

  @Test
  void anotherJobDoesNotCount() throws Exception {
    Slot slot = new Slot(Instant.parse("2026-11-22T12:00:00Z"));
    leaveIncident(new RunId(slot, "other", slot.time()), "2026-11-22T12:00:00Z");

    assertThat(told(), is(Told.NOTHING));
  }

  @Test
  void aRunOfMoreThanAWeekAgoDoesNotCount() throws Exception {
    leaveIncident(run("2026-11-15T12:00:00Z", 5), "2026-11-15T12:00:00Z");

    assertThat(told(), is(Told.NOTHING));
  }
}
