package dev.marketdata.kalshi.runs;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.runs.CoverageRow.Counts;
import dev.marketdata.kalshi.runs.CoverageRow.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What runs hold, by their summaries and misses. Slots are numbered, two hours apart. */
class CoverageTest {

  private static final String MARKETS = "market_data";
  private static final String BOOKS = "orderbooks";
  private static final String CANDLES = "candlesticks";
  private static final String TRADES = "trades";

  private final List<ObservedRun> runs = new ArrayList<>();
  private @Nullable Instant since;

  private static Instant slot(int number) {
    return TestRun.slot(number);
  }

  private static TestRun run(int slot) {
    return new TestRun(slot);
  }

  private void given(TestRun... some) {
    for (TestRun run : some) {
      runs.add(run.observed());
    }
  }

  /** Returns the rows at the end of the interval of a slot. */
  private List<CoverageRow> rows(int last) {
    return rowsAt(slot(last + 1).minusSeconds(1));
  }

  private List<CoverageRow> rowsAt(Instant now) {
    runs.sort(Comparator.comparing(ObservedRun::startedAt));
    return new Coverage(runs, since, now, TestRun.INTERVAL).rows();
  }

  private static List<CoverageRow> of(List<CoverageRow> rows, String dataset) {
    return rows.stream().filter(row -> row.dataset().equals(dataset)).toList();
  }

  private CoverageRow row(String dataset, int slot) {
    return of(rows(9), dataset).stream()
        .filter(row -> row.window().slot().equals(slot(slot)))
        .findFirst()
        .orElseThrow();
  }

  private static String words(CoverageRow row) {
    Reason reason = row.reason();
    return row.condition().jsonName() + (reason == null ? "" : " " + reason.jsonName());
  }

  private String words(String dataset, int slot) {
    return words(row(dataset, slot));
  }

  private static List<Instant> slots(List<CoverageRow> rows) {
    return rows.stream().map(row -> row.window().slot()).toList();
  }

  @Test
  void aSlotThatARunHoldsIsAvailable() {
    given(run(0).stored(MARKETS, 7));

    assertThat(words(MARKETS, 0), is("available"));
    assertThat(row(MARKETS, 0).counts(), is(new Counts(7, 0, 0, 120L, null)));
  }

  @Test
  void aSlotWithoutARunIsMissing() {
    given(run(0).stored(MARKETS, 7), run(2).stored(MARKETS, 7));

    assertThat(words(MARKETS, 1), is("missing no_run"));
    assertThat(row(MARKETS, 1).counts(), is(nullValue()));
    assertThat(row(MARKETS, 1).recoverable(), is(false));
  }

  @Test
  void aRunWithoutASummaryDidNotFinish() {
    given(run(0).unfinished());

    assertThat(words(MARKETS, 0), is("missing unfinished"));
  }

  @Test
  void aRunThatStoredNothingHasFailed() {
    given(run(0).failed("A", MARKETS, "unavailable").verdict("failed"));

    assertThat(words(MARKETS, 0), is("missing failed"));
  }

  @Test
  void aRunThatWasStoppedIsMissing() {
    given(run(0).failed("A", MARKETS, "unavailable").stopped());

    assertThat(words(MARKETS, 0), is("missing stopped"));
  }

  @Test
  void aRunThatWasStoppedAfterAWhileIsDegraded() {
    given(run(0).stored(MARKETS, 3).failed("A", MARKETS, "unavailable").stopped());

    assertThat(words(MARKETS, 0), is("degraded stopped"));
  }

  @Test
  void aRunThatStartedElevenMinutesAfterTheSlotIsLate() {
    given(run(0).stored(MARKETS, 7).startedAfter(Duration.ofMinutes(11)));

    assertThat(words(MARKETS, 0), is("degraded late"));
  }

  @Test
  void aRunThatStartedTenMinutesAfterTheSlotIsInTime() {
    given(run(0).stored(MARKETS, 7).startedAfter(Duration.ofMinutes(10)));

    assertThat(words(MARKETS, 0), is("available"));
  }

  @Test
  void aRunThatMissedSomeMarketsIsPartial() {
    given(
        run(0)
            .stored(MARKETS, 5)
            .failed("A", MARKETS, "timed_out")
            .failed("B", MARKETS, "rejected"));

    assertThat(words(MARKETS, 0), is("degraded partial"));
    assertThat(row(MARKETS, 0).counts(), is(new Counts(5, 0, 2, 120L, null)));
  }

  @Test
  void marketsThatDoNotExistAreNotMissing() {
    given(run(0).stored(MARKETS, 5).failed("A", MARKETS, "not_found"));

    assertThat(words(MARKETS, 0), is("available"));
  }

  @Test
  void snapshotsAfterAnOutageAreDegraded() {
    given(run(0).stored(MARKETS, 5).outage(Duration.ofMinutes(11)));

    assertThat(words(MARKETS, 0), is("degraded outage"));
  }

  @Test
  void anOutageThatEndedInTimeIsNotADegradation() {
    given(run(0).stored(MARKETS, 5).outage(Duration.ofMinutes(9)));

    assertThat(words(MARKETS, 0), is("available"));
  }

  @Test
  void anOutageUntilTheEndOfTheRunIsTheReason() {
    given(run(0).failed("A", MARKETS, "unavailable").stopped().outage(null));

    assertThat(words(MARKETS, 0), is("missing outage"));
  }

  @Test
  void aRunOfTheFailedTickersCompletesASlot() {
    given(
        run(0).stored(MARKETS, 5).failed("A", MARKETS, "timed_out"),
        run(0).startedAfter(Duration.ofMinutes(5)).ofFailed().stored(MARKETS, 1));

    assertThat(words(MARKETS, 0), is("available"));
    assertThat(row(MARKETS, 0).counts(), is(new Counts(6, 0, 0, 300L, null)));
  }

  @Test
  void whatKalshiRefusesIsStillMissingAfterThat() {
    given(
        run(0)
            .stored(MARKETS, 5)
            .failed("A", MARKETS, "timed_out")
            .failed("B", MARKETS, "rejected"),
        run(0).startedAfter(Duration.ofMinutes(5)).ofFailed().stored(MARKETS, 1));

    assertThat(words(MARKETS, 0), is("degraded partial"));
  }

  @Test
  void aSecondRunOfTheSameListCompletesASlot() {
    given(
        run(0).stored(MARKETS, 5).failed("A", MARKETS, "timed_out"),
        run(0)
            .startedAfter(Duration.ofMinutes(5))
            .there(MARKETS, 1, 4)
            .failed("B", MARKETS, "timed_out"));

    assertThat(words(MARKETS, 0), is("available"));
  }

  @Test
  void aSecondRunOfAnotherListCompletesNothing() {
    given(
        run(0).stored(MARKETS, 5).failed("A", MARKETS, "timed_out"),
        run(0).startedAfter(Duration.ofMinutes(5)).list("other.txt").stored(MARKETS, 1));

    assertThat(words(MARKETS, 0), is("degraded partial"));
  }

  @Test
  void aLateSecondRunDoesNotHideAGap() {
    given(
        run(0).stored(MARKETS, 5).failed("A", MARKETS, "timed_out"),
        run(0).startedAfter(Duration.ofHours(1)).ofFailed().stored(MARKETS, 1));

    assertThat(words(MARKETS, 0), is("degraded late"));
  }

  @Test
  void whatLaterRunsOfASlotDoIsNoDegradationOfAWholeOne() {
    given(
        run(0).stored(MARKETS, 7),
        run(0)
            .startedAfter(Duration.ofHours(1))
            .there(MARKETS, 1, 3)
            .failed("A", MARKETS, "unavailable")
            .outage(null)
            .stopped());

    assertThat(words(MARKETS, 0), is("available"));
  }

  @Test
  void theCurrentSlotIsPendingUntilARunHasFinished() {
    given(run(0).stored(MARKETS, 7).included(CANDLES).window(0, 7));

    assertThat(
        rowsAt(slot(1).plusSeconds(1)).stream().map(CoverageTest::words).toList(),
        contains(
            "available", "pending no_run",
            "available", "pending no_run"));
  }

  @Test
  void theCurrentSlotCanStillBeHad() {
    given(run(0).failed("A", MARKETS, "timed_out").verdict("failed"));

    assertThat(rowsAt(slot(0).plusSeconds(300)).get(0).recoverable(), is(true));
  }

  @Test
  void slotsOfTheFutureAreNotExpected() {
    given(run(0).stored(MARKETS, 7));

    assertThat(slots(rowsAt(slot(2).minusSeconds(1))), contains(slot(0), slot(1)));
  }

  @Test
  void slotsBeforeTheFirstRunAreNotExpected() {
    given(run(5).stored(MARKETS, 7));

    assertThat(slots(rowsAt(slot(5))), contains(slot(5)));
  }

  @Test
  void slotsFromTheStartOfTheRangeAreExpectedOfAJobWithEarlierRuns() {
    since = slot(3);
    given(run(5).stored(MARKETS, 7));

    assertThat(slots(rowsAt(slot(5))), contains(slot(3), slot(4), slot(5)));
  }

  @Test
  void aRunAtNoRegularTimeIsNotASlot() {
    given(run(0).stored(MARKETS, 7), run(0).slotAfter(Duration.ofMinutes(7)).stored(MARKETS, 7));

    assertThat(slots(rowsAt(slot(1))), contains(slot(0), slot(1)));
  }

  @Test
  void aShorterIntervalIsNotAGapBefore() {
    given(
        run(0).stored(MARKETS, 7),
        run(1).interval("PT1H").stored(MARKETS, 7),
        run(1).interval("PT1H").slotAfter(Duration.ofHours(1)).stored(MARKETS, 7));

    assertThat(
        rowsAt(slot(2).minusSeconds(1)).stream().map(CoverageTest::words).toList(),
        contains("available", "available", "available"));
  }

  @Test
  void aLongerIntervalIsNotAGapAfter() {
    given(
        run(0).interval("PT1H").stored(MARKETS, 7),
        run(0).interval("PT1H").slotAfter(Duration.ofHours(1)).stored(MARKETS, 7),
        run(1).interval("PT4H").stored(MARKETS, 7),
        run(2).interval("PT4H").stored(MARKETS, 7));

    assertThat(
        rows(2).stream().map(CoverageTest::words).distinct().toList(), contains("available"));
  }

  @Test
  void theIntervalOfARunOfAnEarlierVersionFollowsFromItsWindow() {
    given(run(0).interval(null).stored(MARKETS, 7).included(CANDLES).window(0, 7));

    assertThat(runs.get(0).interval(), is(TestRun.INTERVAL));
  }

  @Test
  void aDatasetThatNoRunIncludedIsLeftOut() {
    given(run(0).stored(MARKETS, 7));

    assertThat(of(rows(3), BOOKS), is(empty()));
    assertThat(of(rows(3), CANDLES), is(empty()));
  }

  @Test
  void aDatasetThatSomeRunsIncludedIsMissingOfTheOthers() {
    given(
        run(0).stored(MARKETS, 7),
        run(1).stored(MARKETS, 7).included(BOOKS, CANDLES).stored(BOOKS, 7).window(1, 7));

    assertThat(words(BOOKS, 0), is("missing not_included"));
    assertThat(row(BOOKS, 0).recoverable(), is(false));
    assertThat(words(CANDLES, 0), is("missing not_included"));
    assertThat(row(CANDLES, 0).recoverable(), is(true));
  }

  @Test
  void anIncludedDatasetWithoutMarketsIsAvailable() {
    given(run(0).stored(MARKETS, 7).included(BOOKS));

    assertThat(words(BOOKS, 0), is("available"));
  }

  @Test
  void aMarketThatWasNotFetchedLacksItsOrderBookToo() {
    given(
        run(0)
            .included(BOOKS)
            .stored(MARKETS, 7)
            .stored(BOOKS, 6)
            .failed("A", MARKETS, "timed_out")
            .failed("B", BOOKS, "timed_out"));

    assertThat(row(BOOKS, 0).counts(), is(new Counts(6, 0, 2, 120L, null)));
  }

  @Test
  void aWindowThatItsRunCollectedIsAvailableHoweverLate() {
    given(
        run(0).startedAfter(Duration.ofHours(1)).stored(MARKETS, 7).included(CANDLES).window(0, 7));

    assertThat(words(CANDLES, 0), is("available"));
    assertThat(row(CANDLES, 0).counts(), is(new Counts(7, 1, 0, null, null)));
  }

  @Test
  void aWindowThatALaterRunCollectedIsCaughtUp() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7),
        run(2).included(CANDLES).stored(MARKETS, 7).window(1, 7).window(2, 7));

    assertThat(words(MARKETS, 1), is("missing no_run"));
    assertThat(words(CANDLES, 1), is("available caught_up"));
    assertThat(words(CANDLES, 2), is("available"));
  }

  @Test
  void aWindowThatABackfillCollectedIsCaughtUp() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7),
        run(1).backfill(1, 1).included(CANDLES).window(1, 7).startedAfter(Duration.ofDays(3)));

    assertThat(words(MARKETS, 1), is("missing no_run"));
    assertThat(words(CANDLES, 1), is("available caught_up"));
  }

  @Test
  void theSlotsOfABackfillBeforeTheFirstRunAreExpectedOfItsDatasets() {
    given(
        run(1).backfill(0, 1).included(CANDLES).window(0, 7).window(1, 7),
        run(5).stored(MARKETS, 7));

    assertThat(slots(of(rows(5), CANDLES)), contains(slot(0), slot(1), slot(5)));
    assertThat(slots(of(rows(5), MARKETS)), contains(slot(5)));
  }

  @Test
  void aWindowWithoutARunCanBeHad() {
    given(run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7));

    assertThat(words(CANDLES, 1), is("missing no_run"));
    assertThat(row(CANDLES, 1).recoverable(), is(true));
  }

  @Test
  void aWindowThatAStoppedRunCollectedIsMissing() {
    given(run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7).stopped());

    assertThat(words(CANDLES, 0), is("missing stopped"));
  }

  @Test
  void aWindowOfWhichSomeMarketsFailedIsPartial() {
    given(
        run(0)
            .included(CANDLES)
            .stored(MARKETS, 7)
            .window(0, 6)
            .failedIn(0, "A", CANDLES)
            .failedIn(1, "B", CANDLES));

    assertThat(words(CANDLES, 0), is("degraded partial"));
    assertThat(row(CANDLES, 0).counts(), is(new Counts(6, 1, 1, null, null)));
  }

  @Test
  void aWindowOfWhichALaterRunCollectedTheRestIsCaughtUp() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 6).failedIn(0, "A", CANDLES),
        run(1).included(CANDLES).stored(MARKETS, 7).rest(0, 1).window(1, 7));

    assertThat(words(CANDLES, 0), is("available caught_up"));
    assertThat(row(CANDLES, 0).counts(), is(new Counts(7, 2, 0, null, null)));
  }

  @Test
  void whatThatRunFailedToCollectOfAFailedEventIsStillMissing() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 6).failed("E", MARKETS, "malformed"),
        run(1)
            .included(CANDLES)
            .stored(MARKETS, 7)
            .rest(0, 1)
            .window(1, 7)
            .failedOf("E", 0, "E-1", CANDLES));

    assertThat(words(CANDLES, 0), is("degraded partial"));
  }

  @Test
  void aRunOfTheFailedTickersDoesNotHoldEarlierSlots() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7),
        run(2).ofFailed().included(CANDLES).stored(MARKETS, 1).window(1, 1).window(2, 1));

    assertThat(words(CANDLES, 1), is("missing no_run"));
  }

  @Test
  void windowsOfAShorterIntervalHoldALongerOneTogether() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7),
        run(1)
            .interval("PT1H")
            .included(CANDLES)
            .stored(MARKETS, 7)
            .windowBetween(slot(0), slot(0).plusSeconds(3600))
            .windowBetween(slot(0).plusSeconds(3600), slot(1)));

    assertThat(words(CANDLES, 1), is("available"));
  }

  @Test
  void halfAWindowIsDegraded() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 7),
        run(1)
            .interval("PT1H")
            .included(CANDLES)
            .stored(MARKETS, 7)
            .windowBetween(slot(0).plusSeconds(3600), slot(1)));

    assertThat(words(CANDLES, 1), is("degraded no_run"));
  }

  @Test
  void tradesThatDoNotAddUpAreDegraded() {
    given(run(0).included(TRADES).stored(MARKETS, 7).window(0, 7).different(2));

    assertThat(words(TRADES, 0), is("degraded volume_different"));
    assertThat(row(TRADES, 0).counts(), is(new Counts(7, 1, 0, null, 2L)));
    assertThat(row(TRADES, 0).recoverable(), is(false));
  }

  @Test
  void theOtherWindowsOfARunWithADifferenceAreWhole() {
    given(
        run(0).included(TRADES).stored(MARKETS, 7).window(0, 7),
        run(2).included(TRADES).stored(MARKETS, 7).window(1, 7).window(2, 7).different(1, 1));

    assertThat(words(TRADES, 1), is("degraded volume_different"));
    assertThat(words(TRADES, 2), is("available"));
  }

  @Test
  void aRowNamesItsRuns() {
    given(
        run(0).included(CANDLES).stored(MARKETS, 7).window(0, 6).failedIn(0, "A", CANDLES),
        run(1).included(CANDLES).stored(MARKETS, 7).rest(0, 1).window(1, 7));

    assertThat(row(CANDLES, 0).runs(), is(runs.stream().map(each -> each.id().name()).toList()));
  }
}
