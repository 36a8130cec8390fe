package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.fetch.Gap;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which windows the finished runs of a job do not hold, by the files of those runs. */
class WindowHistoryTest {

  private static final Instant FIRST = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final String JOB = "job";
  private static final String BOTH = "candlesticks,trades";
  private static final String LIST = "list.txt";
  private static final String NONE = "";
  private static final String ALL = "null";

  @TempDir private Path folder;
  private int starts;

  private static Instant slot(int number) {
    return FIRST.plus(INTERVAL.multipliedBy(number));
  }

  private static Window window(int slot) {
    return Window.before(slot(slot), INTERVAL);
  }

  /** A window of a summary. */
  private static String collected(int slot, String datasets, String names) {
    Window window = window(slot);
    return """
        {"slot":"%s","from":"%s","to":"%s","names":%s,"datasets":{%s}}"""
        .formatted(
            window.slot(),
            window.start(),
            window.end(),
            names,
            String.join(
                ",",
                Arrays.stream(datasets.split(",")).map(name -> "\"" + name + "\":{}").toList()));
  }

  private static String miss(String dataset, int slot, @Nullable String ticker, String reason) {
    return """
        {"selector":"event:E","ticker":%s,"dataset":"%s","slot":%s,"reason":"%s"}
        """
        .formatted(
            ticker == null ? null : '"' + ticker + '"',
            dataset,
            dataset.equals("market_data") ? null : "\"" + slot(slot) + "\"",
            reason);
  }

  private Path run(String job, int slot) throws IOException {
    starts++;
    RunId run = new RunId(new Slot(slot(slot)), job, slot(slot).plusSeconds(starts));
    return Files.createDirectories(folder.resolve(run.folder()));
  }

  private void finished(int slot, String misses, String... windows) throws IOException {
    Path run = run(JOB, slot);
    Files.writeString(run.resolve("misses.ndjson"), misses);
    Files.writeString(
        run.resolve("summary.json"),
        """
        {"stopped_by":null,"tickers":{"file":"%s"},"misses":{"unavailable":%d},"windows":[%s]}"""
            .formatted(LIST, misses.isEmpty() ? 0 : 1, String.join(",", windows)));
  }

  private List<Gap> gapsBefore(int slot) throws IOException {
    RunId next = new RunId(new Slot(slot(slot)), JOB, slot(slot).plusSeconds(100));
    List<Window> windows = IntStream.range(0, slot).mapToObj(WindowHistoryTest::window).toList();
    return new WindowHistory(
            new RunHistory(new OutputRoot(folder.toString())), LIST, Set.of(BOTH.split(",")))
        .gaps(next, windows);
  }

  private static Gap all(int slot) {
    return new Gap(window(slot), null);
  }

  private static Gap only(int slot, String... names) {
    return new Gap(window(slot), Set.of(names));
  }

  @Test
  void slotsWithoutARunAreGaps() throws IOException {
    finished(0, NONE, collected(0, BOTH, ALL));

    assertThat(gapsBefore(3), contains(all(1), all(2)));
  }

  @Test
  void slotsBeforeTheFirstRunOfTheJobAreNone() throws IOException {
    run("other", 0);
    finished(2, NONE, collected(2, BOTH, ALL));

    assertThat(gapsBefore(4), contains(all(3)));
  }

  @Test
  void slotsAfterARunOfLongAgoAreGaps() throws IOException {
    finished(-30, NONE, collected(-30, BOTH, ALL));

    assertThat(gapsBefore(2), contains(all(0), all(1)));
  }

  @Test
  void aRunOfAnotherTickerFileHoldsNothing() throws IOException {
    finished(0, NONE, collected(0, BOTH, ALL));
    Path other = run(JOB, 1);
    Files.writeString(
        other.resolve("summary.json"),
        "{\"stopped_by\":null,\"tickers\":{\"file\":\"failed.txt\"},\"windows\":["
            + collected(1, BOTH, ALL)
            + "]}");

    assertThat(gapsBefore(2), contains(all(1)));
  }

  @Test
  void aRunOfWhatARunOfTheTickerFileFailedToCollectHoldsIt() throws IOException {
    finished(0, miss("trades", 0, "A", "unavailable"), collected(0, BOTH, ALL));
    String run = "20261122T120000Z-" + JOB + "-20261122T120001Z";
    Files.writeString(
        run(JOB, 0).resolve("summary.json"),
        "{\"stopped_by\":null,\"tickers\":{\"file\":\"out/runs/date=2026-11-22/"
            + run
            + "/failed.txt\"},\"windows\":["
            + collected(0, BOTH, ALL)
            + "]}");

    assertThat(gapsBefore(1), is(empty()));
  }

  @Test
  void aBackfillIsNotTheFirstRun() throws IOException {
    Files.writeString(
        run(JOB, 0).resolve("summary.json"),
        "{\"stopped_by\":null,\"tickers\":{\"file\":\"list.txt\"},\"backfill\":{},\"windows\":["
            + collected(0, BOTH, ALL)
            + "]}");

    assertThat(gapsBefore(3), is(empty()));
  }

  @Test
  void aMarketOfASelectorThatFailedIsStillMissing() throws IOException {
    finished(0, miss("market_data", 0, null, "timed_out"), collected(0, BOTH, ALL));
    finished(1, miss("trades", 0, "E-1", "unavailable"), collected(0, BOTH, "1"));

    assertThat(gapsBefore(1), contains(only(0, "E-1")));
  }

  @Test
  void aJobWithoutRunsHasNoGaps() throws IOException {
    assertThat(gapsBefore(3), is(empty()));
  }

  @Test
  void theSlotOfARunThatDidNotFinishIsAGap() throws IOException {
    run(JOB, 0);

    assertThat(gapsBefore(1), contains(all(0)));
  }

  @Test
  void theSlotOfARunThatWasStoppedIsAGap() throws IOException {
    Files.writeString(
        run(JOB, 0).resolve("summary.json"),
        "{\"stopped_by\":\"the credential\",\"tickers\":{\"file\":\"list.txt\"},\"windows\":["
            + collected(0, BOTH, ALL)
            + "]}");

    assertThat(gapsBefore(1), contains(all(0)));
  }

  @Test
  void aSlotOfWhichADatasetWasNotCollectedIsAGap() throws IOException {
    finished(0, NONE, collected(0, "candlesticks", ALL));

    assertThat(gapsBefore(1), contains(all(0)));
  }

  @Test
  void aSlotThatALaterRunCollectedIsNone() throws IOException {
    run(JOB, 0);
    finished(3, NONE, collected(0, BOTH, ALL), collected(3, BOTH, ALL));

    assertThat(gapsBefore(4), contains(all(1), all(2)));
  }

  @Test
  void onlyWhatFailedOfASlotIsAGap() throws IOException {
    finished(
        0,
        miss("trades", 0, "A", "unavailable")
            + miss("market_data", 0, null, "timed_out")
            + miss("trades", 0, "B", "not_found")
            + miss("orderbooks", 0, "C", "unavailable")
            + miss("trades", 7, "D", "unavailable"),
        collected(0, BOTH, ALL));

    assertThat(gapsBefore(1), contains(only(0, "A", "event:E")));
  }

  @Test
  void whatALaterRunCollectedOfItIsNoLongerMissing() throws IOException {
    finished(
        0,
        miss("trades", 0, "A", "unavailable") + miss("trades", 0, "B", "unavailable"),
        collected(0, BOTH, ALL));
    finished(
        1,
        miss("trades", 0, "B", "unavailable") + miss("market_data", 1, "C", "malformed"),
        collected(0, BOTH, "2"),
        collected(1, BOTH, ALL));

    assertThat(gapsBefore(2), contains(only(0, "B"), only(1, "C")));
  }

  @Test
  void aSlotOfWhichMoreThanAThousandFailedIsAGapOfAll() throws IOException {
    finished(
        0,
        String.join(
            "",
            IntStream.range(0, 1_001)
                .mapToObj(i -> miss("trades", 0, "M" + i, "timed_out"))
                .toList()),
        collected(0, BOTH, ALL));

    assertThat(gapsBefore(1), contains(all(0)));
  }

  @Test
  void aLongerWindowHoldsTheShorterOnesInIt() throws IOException {
    finished(
        3, NONE, collected(3, BOTH, ALL).replace(window(3).start().toString(), slot(0).toString()));
    run(JOB, 0);

    assertThat(gapsBefore(3), contains(all(0)));
  }
}
