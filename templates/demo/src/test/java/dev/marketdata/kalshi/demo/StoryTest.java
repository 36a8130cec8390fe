package dev.marketdata.kalshi.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoryTest {

  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final Instant NOW = Instant.parse("2026-11-27T13:30:00.5Z");

  @TempDir private Path folder;

  private Story story() throws IOException {
    return Story.of(new RunHistory(new OutputRoot(folder.toString())), NOW, INTERVAL, Story.LENGTH);
  }

  private void leaveARunOf(String slot) throws IOException {
    leaveARunOf(slot, Duration.ofMinutes(3));
  }

  private void leaveARunOf(String slot, Duration late) throws IOException {
    Instant time = Instant.parse(slot);
    RunId run = new RunId(new Slot(time), "kalshi-market-data", time.plus(late));
    Files.createDirectories(folder.resolve(run.folder()));
  }

  @Test
  void aNewOutputGetsTwoDays() throws Exception {
    assertThat(story().slots().size(), is(24));
    assertThat(story().slots().get(0), is(Instant.parse("2026-11-25T12:00:00Z")));
    assertThat(story().slots().get(23), is(Instant.parse("2026-11-27T10:00:00Z")));
    assertThat(story().begin(), is(Instant.parse("2026-11-25T12:00:00Z")));
  }

  @Test
  void oneSlotOfANewOutputHasNoRun() throws Exception {
    Story story = story();

    assertThat(
        story.slots().stream().filter(story::hasNoRun).toList(),
        contains(Instant.parse("2026-11-26T04:00:00Z")));
  }

  @Test
  void oneOutageOfANewOutputLastsUntilTheNextSlot() throws Exception {
    Story story = story();

    assertThat(
        story.slots().stream().filter(story::hasOutage).toList(),
        contains(Instant.parse("2026-11-26T18:00:00Z")));
    assertThat(story.lengthOfOutage(), is(Duration.ofHours(3)));
  }

  @Test
  void anOutputGetsTheSlotsSinceItsNewestRun() throws Exception {
    leaveARunOf("2026-11-25T02:00:00Z");
    leaveARunOf("2026-11-27T06:00:00Z");

    assertThat(
        story().slots(),
        contains(Instant.parse("2026-11-27T08:00:00Z"), Instant.parse("2026-11-27T10:00:00Z")));
    assertThat(story().begin(), is(Instant.parse("2026-11-25T02:00:00Z")));
  }

  @Test
  void nothingGoesWrongInAnOutputThatHasRuns() throws Exception {
    leaveARunOf("2026-11-25T10:00:00Z");
    Story story = story();

    assertThat(story.slots().stream().filter(story::hasNoRun).toList(), is(empty()));
    assertThat(story.slots().stream().filter(story::hasOutage).toList(), is(empty()));
  }

  @Test
  void aSecondDemoInTheSameSlotAddsNone() throws Exception {
    leaveARunOf("2026-11-27T12:00:00Z");

    assertThat(story().slots(), is(empty()));
  }

  @Test
  void aBackfillDoesNotCount() throws Exception {
    leaveARunOf("2026-11-24T10:00:00Z", Duration.ofDays(2));

    assertThat(story().isNew(), is(true));
  }

  @Test
  void aRunOfMoreThanAWeekAgoIsForgotten() throws Exception {
    leaveARunOf("2026-11-20T10:00:00Z");

    assertThat(story().isNew(), is(true));
  }

  @Test
  void noRunWaitsUntilAWindowIsComplete() {
    Instant slot = Instant.parse("2026-11-27T12:00:00Z");

    assertThat(
        Story.time(slot.plusSeconds(60), INTERVAL), is(Instant.parse("2026-11-27T11:59:59Z")));
    assertThat(Story.time(slot.plusSeconds(61), INTERVAL), is(slot.plusSeconds(61)));
  }
}
