package dev.marketdata.kalshi.runs;

import static dev.marketdata.kalshi.runs.NoticeFixtures.summary;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.runs.Notice.Reason;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of which runs somebody is told, and what. */
class NoticeTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "well | -",
        "well well | - -",
        "failed | incident",
        "failed failed failed | incident - -",
        "failed well | incident recovered",
        "failed failed well well | incident - recovered -",
        "failed well failed | incident recovered incident",
        "partial | incident",
        "partial partial well | incident - recovered",
        "partial failed | incident incident",
        "failed partial failed | incident - incident",
        "failed partial well | incident - recovered",
        "late | incident",
        "late late well | incident - recovered",
        "late volumes | incident -",
        "volumes | incident",
        "unknown | incident",
        "drift | schema_drift",
        "drift drift | schema_drift -",
        "drift well drift | schema_drift - -",
        "drift failed well drift | schema_drift incident recovered -",
        "failed drift | incident recovered",
      })
  void somebodyIsToldOncePerIncident(String runs, String told) {
    List<String> all = new ArrayList<>();
    Told before = Told.NOTHING;
    for (String run : runs.split(" ", -1)) {
      RunSummary summary = summary(run);
      Notice notice = Notice.of(before, summary, List.of(), NoticeFixtures.COMMANDS, "out/runs/r");
      all.add(notice == null ? "-" : notice.kind().jsonName());
      before = new Told(before.notices().after(summary), summary.verdict() == Verdict.FAILED);
    }

    assertThat(String.join(" ", all), is(told));
  }

  @Test
  void anIncidentBeginsWithItsFirstRun() {
    Notices after = new Notices("2026-11-22T02:00:00Z", List.of()).after(summary("failed"));

    assertThat(after.incidentSince(), is("2026-11-22T02:00:00Z"));
  }

  @Test
  void theReasonsAreThoseOfMostMisses() {
    assertThat(
        NoticeFixtures.notice("failed").reasons(),
        contains(new Reason("unavailable: HTTP 503", 3), new Reason("timed_out: the deadline", 1)));
  }

  @Test
  void thereAreNoMoreThanFiveReasons() {
    Notice notice =
        Notice.of(
            Told.NOTHING,
            summary("late"),
            IntStream.range(0, 9)
                .mapToObj(i -> NoticeFixtures.miss(MissReason.UNAVAILABLE, "why " + i))
                .toList(),
            NoticeFixtures.COMMANDS,
            "r");

    assertThat(notice == null ? List.of() : notice.reasons(), hasSize(5));
    assertThat(
        notice == null ? "" : notice.reasons().get(4).text(),
        is("the run started 45 minutes after its slot"));
  }

  @Test
  void whatStoppedARunIsNamedOnce() {
    Notice notice =
        Notice.of(
            Told.NOTHING,
            summary("stopped"),
            List.of(NoticeFixtures.miss(MissReason.UNAVAILABLE, "the key is refused")),
            NoticeFixtures.COMMANDS,
            "r");

    assertThat(
        notice == null ? List.of() : notice.reasons(),
        contains(new Reason("stopped: the key is refused", 1)));
  }

  @Test
  void aFailedRunHasTheCommandThatRepairsIt() {
    assertThat(
        NoticeFixtures.notice("failed").body(),
        is(
            """
            1 stored, 4 failed
            - 3 x unavailable: HTTP 503
            - timed_out: the deadline
            Run: out/runs/r
            Until 2026-11-22T16:00:00Z: ./kalshi collect --tickers=failed.txt"""));
  }

  @Test
  void aLateRunHasTheCommandThatShowsWhatIsMissing() {
    assertThat(
        NoticeFixtures.notice("late").body(),
        is(
            """
            1 stored, 0 failed
            - the run started 45 minutes after its slot
            Run: out/runs/r
            ./kalshi coverage"""));
  }

  @Test
  void aRecoveryNamesTheFirstRunOfTheIncident() {
    Told told = new Told(new Notices("2026-11-22T02:00:00Z", List.of()), true);
    Notice notice =
        Notice.of(told, summary("well"), List.of(), NoticeFixtures.COMMANDS, "out/runs/r");

    assertThat(
        notice == null ? "" : notice.title() + "\n" + notice.body(),
        startsWith(
            """
            kalshi-market-data 2026-11-22T14:00:00Z: well again
            1 stored, 0 failed; something was wrong since 2026-11-22T02:00:00Z
            """));
  }
}
