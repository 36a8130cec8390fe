package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.RunFixtures.API;
import static dev.marketdata.kalshi.runs.RunFixtures.COUNTS;
import static dev.marketdata.kalshi.runs.RunFixtures.FINISHED;
import static dev.marketdata.kalshi.runs.RunFixtures.NO_RUNS;
import static dev.marketdata.kalshi.runs.RunFixtures.RUN;
import static dev.marketdata.kalshi.runs.RunFixtures.miss;
import static dev.marketdata.kalshi.runs.RunFixtures.receipt;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.Candles;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.client.RequestUsage;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.fetch.VolumeCheck;
import dev.marketdata.kalshi.runs.RunSummary.Shards;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerCounts;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests the verdict and the counts of a run. */
class RunTallyTest {

  private static final FetchUsage STOPPED =
      new FetchUsage(
          RequestUsage.NONE,
          Duration.ZERO,
          null,
          "the credential is refused",
          SchemaDrift.NONE,
          List.of(),
          VolumeCheck.NONE,
          Duration.ZERO);

  private final RunTally tally = new RunTally(Datasets.all());

  @Test
  void aRunWithAllItsShardsIsComplete() {
    add(3, Outcome.STORED);

    assertThat(verdict("0"), is(Verdict.COMPLETE));
  }

  @Test
  void aRunDoneAgainIsComplete() {
    add(3, Outcome.ALREADY_THERE);

    assertThat(verdict("0"), is(Verdict.COMPLETE));
  }

  @Test
  void aRunWithoutTickersToFetchIsComplete() {
    assertThat(verdict("0"), is(Verdict.COMPLETE));
  }

  @ParameterizedTest
  @EnumSource(names = {"NOT_FOUND", "NO_MARKETS"})
  void unknownNamesDoNotChangeTheVerdict(MissReason reason) {
    tally.add(miss("A", reason));

    assertThat(verdict("0"), is(Verdict.COMPLETE));
  }

  @Test
  void aRunThatFindsNoneOfItsNamesHasFailedWithAnyAllowedFraction() {
    tally.add(miss("a", MissReason.NOT_FOUND));
    tally.add(miss("market:b", MissReason.NOT_FOUND));

    assertThat(summary(counts(2), FetchUsage.NONE, "1").verdict(), is(Verdict.FAILED));
  }

  @Test
  void anInvalidLineBesideUnknownNamesDoesNotSaveARun() {
    tally.add(miss("a", MissReason.NOT_FOUND));
    tally.add(miss("b", MissReason.INVALID));

    assertThat(summary(counts(1), FetchUsage.NONE, "1").verdict(), is(Verdict.FAILED));
  }

  @Test
  void aRunThatFindsOneNameWithoutMarketsIsComplete() {
    tally.add(miss("a", MissReason.NOT_FOUND));
    tally.add(miss("series:B", MissReason.NO_MARKETS));

    assertThat(summary(counts(2), FetchUsage.NONE, "0").verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void aMissingDatasetOfAMarketIsNoUnknownName() {
    add(1, Outcome.STORED);
    tally.add(miss("A", "A", "orderbooks", MissReason.NOT_FOUND));

    assertThat(summary(counts(1), FetchUsage.NONE, "0").verdict(), is(Verdict.COMPLETE));
  }

  private static TickerCounts counts(long selectors) {
    return new TickerCounts("t.txt", null, selectors, 0, 0, 0, 0, 0, List.of(), null);
  }

  @Test
  void anInvalidLineMakesARunPartial() {
    add(3, Outcome.STORED);
    tally.add(miss("A", MissReason.INVALID));

    assertThat(verdict("0"), is(Verdict.PARTIAL));
  }

  @ParameterizedTest
  @EnumSource(names = {"REJECTED", "MALFORMED", "UNAVAILABLE", "TIMED_OUT", "NOT_STORED"})
  void anyFailureFailsARunThatMayHaveNone(MissReason reason) {
    add(1_000, Outcome.STORED);
    tally.add(miss("A", reason));

    assertThat(verdict("0"), is(Verdict.FAILED));
  }

  @ParameterizedTest
  @CsvSource({
    "99, 1, 0.01, PARTIAL",
    "98, 1, 0.01, FAILED",
    "100, 1, 0.01, PARTIAL",
    "98, 2, 0.01, FAILED",
    "2, 1, 0.333, FAILED",
    "2, 1, 0.334, PARTIAL",
    "0, 5, 1, PARTIAL",
    "0, 1, 0.999, FAILED",
    "9, 1, 0.1, PARTIAL"
  })
  void aRunFailsAboveItsFractionNotAtIt(int there, int failed, String allowed, Verdict verdict) {
    add(there, Outcome.STORED);
    for (int i = 0; i < failed; i++) {
      tally.add(miss("M" + i, MissReason.UNAVAILABLE));
    }

    assertThat(verdict(allowed), is(verdict));
  }

  @Test
  void existingShardsCountInTheFraction() {
    add(99, Outcome.ALREADY_THERE);
    tally.add(miss("A", MissReason.TIMED_OUT));

    assertThat(verdict("0.01"), is(Verdict.PARTIAL));
  }

  @Test
  void orderBooksCountInTheFraction() {
    for (int i = 0; i < 99; i++) {
      tally.add(receipt("A" + i, "orderbooks", Outcome.STORED));
    }
    tally.add(miss("A", MissReason.TIMED_OUT));

    assertThat(verdict("0.01"), is(Verdict.PARTIAL));
  }

  @Test
  void unknownNamesDoNotCountInTheFraction() {
    add(98, Outcome.STORED);
    tally.add(miss("A", MissReason.TIMED_OUT));
    tally.add(miss("B", MissReason.NOT_FOUND));
    tally.add(miss("C", MissReason.INVALID));

    assertThat(verdict("0.01"), is(Verdict.FAILED));
  }

  @Test
  void aStoppedRunHasFailedWithAnyAllowedFraction() {
    add(3, Outcome.STORED);

    assertThat(summary(COUNTS, STOPPED, "1").verdict(), is(Verdict.FAILED));
  }

  @Test
  void theReasonOfAStopIsReported() {
    assertThat(summary(COUNTS, STOPPED, "1").stoppedBy(), is("the credential is refused"));
  }

  @Test
  void aRunWithoutTickersHasFailed() {
    TickerCounts unread = TickerCounts.unread("t.txt", "there is no ticker file at t.txt");

    assertThat(summary(unread, FetchUsage.NONE, "1").verdict(), is(Verdict.FAILED));
  }

  @Test
  void aRunWithoutTickersReportsTheReason() {
    TickerCounts unread = TickerCounts.unread("t.txt", "there is no ticker file at t.txt");

    assertThat(
        summary(unread, FetchUsage.NONE, "1").stoppedBy(), is("there is no ticker file at t.txt"));
  }

  @Test
  void shardsAreCountedByDatasetAndOutcome() {
    add(2, Outcome.STORED);
    add(1, Outcome.ALREADY_THERE);
    tally.add(receipt("A", "orderbooks", Outcome.ALREADY_THERE));

    assertThat(
        summary(COUNTS, FetchUsage.NONE, "0").shards(),
        is(
            Map.of(
                "markets", new Shards(2, 1, null),
                "orderbooks", new Shards(0, 1, null),
                "candlesticks", new Shards(0, 0, 0L),
                "trades", new Shards(0, 0, 0L))));
  }

  @Test
  void bytesIncludeExistingShards() {
    add(2, Outcome.STORED);
    add(1, Outcome.ALREADY_THERE);

    assertThat(summary(COUNTS, FetchUsage.NONE, "0").bytes(), is(300L));
  }

  @Test
  void failuresAreCountedTogether() {
    tally.add(miss("A", MissReason.UNAVAILABLE));
    tally.add(miss("B", MissReason.NOT_STORED));
    tally.add(miss("C", MissReason.NOT_FOUND));

    assertThat(summary(COUNTS, FetchUsage.NONE, "0").failed(), is(2L));
  }

  @Test
  void namesAreLookedUp() {
    assertThat(summary(COUNTS, FetchUsage.NONE, "0").plan().chosen(), is("lookups"));
  }

  @Test
  void latenessIsFromTheSlotToTheStart() {
    assertThat(summary(COUNTS, FetchUsage.NONE, "0").lateSeconds(), is(new BigDecimal("251.0")));
  }

  @Test
  void bytesAreSummed() {
    tally.add(new ShardReceipt("p", new Ticker("A"), "market_data", Outcome.STORED, 7, "", "live"));
    tally.add(new ShardReceipt("q", new Ticker("B"), "market_data", Outcome.STORED, 5, "", "live"));

    assertThat(summary(COUNTS, FetchUsage.NONE, "0").bytes(), is(12L));
  }

  @Test
  void marketsWithoutItemsAreCountedWhereAShardHoldsAnArray() {
    RunTally candles = new RunTally(List.of(new Candles()));
    candles.add(receipt("A", "candles", Outcome.EMPTY));
    candles.add(receipt("B", "candles", Outcome.STORED));

    assertThat(
        candles
            .summary(
                RUN,
                RunFixtures.RULES,
                API,
                COUNTS,
                NO_RUNS,
                FetchUsage.NONE,
                BigDecimal.ZERO,
                FINISHED)
            .shards(),
        is(Map.of("candles", new Shards(1, 0, 1L))));
  }

  @Test
  void aDatasetWithoutEmptyShardsCountsZero() {
    RunTally candles = new RunTally(List.of(new Candles()));

    assertThat(
        candles
            .summary(
                RUN,
                RunFixtures.RULES,
                API,
                COUNTS,
                NO_RUNS,
                FetchUsage.NONE,
                BigDecimal.ZERO,
                FINISHED)
            .shards(),
        is(Map.of("candles", new Shards(0, 0, 0L))));
  }

  @Test
  void anEmptyArrayDoesNotCountInTheFraction() {
    RunTally candles = new RunTally(List.of(new Candles()));
    candles.add(receipt("A", "candles", Outcome.EMPTY));
    candles.add(miss("event:E", "B", "candles", MissReason.UNAVAILABLE));

    assertThat(
        candles
            .summary(
                RUN,
                RunFixtures.RULES,
                API,
                COUNTS,
                NO_RUNS,
                FetchUsage.NONE,
                new BigDecimal("0.5"),
                FINISHED)
            .verdict(),
        is(Verdict.FAILED));
  }

  @Test
  void aStopIsReportedBeforeProblemsOfTheTickers() {
    TickerCounts unread = TickerCounts.unread("t.txt", "there is no ticker file at t.txt");

    assertThat(summary(unread, STOPPED, "1").stoppedBy(), is("the credential is refused"));
  }

  @Test
  void timesWaitedAreRoundedToTenths() {
    FetchUsage waited =
        new FetchUsage(
            RequestUsage.NONE,
            Duration.ofMillis(1_250),
            null,
            null,
            SchemaDrift.NONE,
            List.of(),
            VolumeCheck.NONE,
            Duration.ZERO);

    assertThat(summary(COUNTS, waited, "0").budget().waitedSeconds(), is(new BigDecimal("1.3")));
  }

  @Test
  void theOffsetOfTheClockIsInTenthsOfASecond() {
    FetchUsage late =
        new FetchUsage(
            RequestUsage.NONE,
            Duration.ZERO,
            null,
            null,
            SchemaDrift.NONE,
            List.of(),
            VolumeCheck.NONE,
            Duration.ofMillis(-599_500));

    assertThat(summary(COUNTS, late, "0").clockOffsetSeconds(), is(new BigDecimal("-599.5")));
  }

  private void add(int shards, Outcome outcome) {
    for (int i = 0; i < shards; i++) {
      tally.add(receipt("A" + i, outcome));
    }
  }

  private Verdict verdict(String allowed) {
    return summary(COUNTS, FetchUsage.NONE, allowed).verdict();
  }

  private RunSummary summary(TickerCounts counts, FetchUsage usage, String allowed) {
    return tally.summary(
        RUN, RunFixtures.RULES, API, counts, NO_RUNS, usage, new BigDecimal(allowed), FINISHED);
  }
}
