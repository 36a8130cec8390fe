package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a run is expected to take. */
class RunEstimateTest {

  private static final BudgetRate BASIC = new BudgetRate(new BigDecimal("180"), 360, "account");

  @Test
  void namesGoOutAHundredARequest() {
    assertThat(estimate(names("market:M", 1_001), false).requests(), is(2L + 11L));
  }

  @Test
  void namesOfUnsaidKindGoOutApart() {
    assertThat(estimate(and(names("market:M", 50), names("U", 50)), false).requests(), is(2L + 2L));
  }

  @Test
  void anEventOrASeriesIsARequest() {
    assertThat(
        estimate(and(names("event:E", 3), names("series:S", 4)), false).requests(),
        is(2L + 7L + 1L));
  }

  @Test
  void orderBooksAreRequestsOfTheirOwn() {
    assertThat(estimate(names("market:M", 1_000), true).requests(), is(2L + 20L));
  }

  @Test
  void everyDatasetHasItsShard() {
    assertThat(estimate(names("market:M", 1_000), true).shards(), is(2_000L));
  }

  @Test
  void aMonthOfTwoHourlyRunsHas365() {
    assertThat(estimate(names("M", 1), false).runsAMonth(), is(365L));
  }

  @Test
  void aMonthsWritesAreChargedEach() {
    // 1,000 shards and 4 files of the run, 365 times, at half a cent a thousand.
    assertThat(print(estimate(names("M", 1_000), false)), containsString("$1.83 for 365 runs"));
  }

  @Test
  void theFilesOfARunAreWritesToo() {
    assertThat(
        print(estimate(names("M", 1_000), false)), containsString("bucket writes     1,004"));
  }

  @Test
  void theBudgetIsTheTimeItTakes() {
    assertThat(
        print(estimate(names("M", 179_800), false)), containsString("spent in        100.0 s"));
  }

  @Test
  void whatAnEarlierRunFoundTakesThePlaceOfAverages() {
    List<TickerSelector> asked =
        List.of(
            selector("event:E-1"),
            selector("series:E"),
            selector("E-2"),
            selector("E-2-T1"),
            selector("series:OTHER"));
    EarlierRun earlier =
        new EarlierRun(
            "runs/r/", new TreeSet<>(List.of("E-1-T1", "E-1-T2", "E-2-T1", "EX-1-T1")), 1_000);
    RunEstimate estimate = new RunEstimate(asked, earlier, BASIC, Duration.ofHours(2), false);

    // Three markets, each reached by several selectors, and a series' average.
    assertThat(estimate.shards(), is(3L + 50L));
    // The budget, the two names, four families, and the beginning of history.
    assertThat(estimate.requests(), is(2L + 1L + 4L + 1L));
    assertThat(print(estimate), containsString("sizes from        runs/r/"));
    assertThat(print(estimate), containsString("bytes             53,000"));
  }

  @Test
  void whatNobodyHasSeenIsEstimatedByAverages() {
    assertThat(estimate(names("event:E", 10), false).shards(), is(60L));
    assertThat(estimate(names("series:S", 10), false).shards(), is(500L));
    assertThat(estimate(names("U", 10), false).shards(), is(10L));
    assertThat(
        print(estimate(names("event:E", 10), false)), containsString("bytes             150,000"));
  }

  @Test
  void aRateThatIsGivenIsNotAskedFor() {
    BudgetRate given = new BudgetRate(new BigDecimal("180"), 360, "flag");
    RunEstimate estimate =
        new RunEstimate(names("market:M", 100), null, given, Duration.ofHours(2), false);

    assertThat(estimate.requests(), is(1L));
  }

  @Test
  void spaceIsChargedForAMonthsShards() {
    // 1,000 shards of 2,500 bytes, 365 times: 0.9125 GB at two cents.
    assertThat(
        print(estimate(names("M", 1_000), false)),
        containsString("bucket space      $0.0183 a month more"));
  }

  @ParameterizedTest
  @CsvSource({"1000, 1", "1001, 3", "2000, 3", "2001, 4", "2500, 4"})
  void aFamilyOfSeveralPagesIsAskedForItsFirstTwice(int markets, long pages) {
    TreeSet<String> tickers =
        IntStream.range(0, markets)
            .mapToObj(i -> "S-T" + i)
            .collect(Collectors.toCollection(TreeSet::new));
    RunEstimate estimate =
        new RunEstimate(
            List.of(selector("series:S")),
            new EarlierRun("runs/r/", tickers, 1_000),
            BASIC,
            Duration.ofHours(2),
            false);

    assertThat(estimate.requests(), is(2L + pages + 1L));
  }

  private static RunEstimate estimate(List<TickerSelector> selectors, boolean books) {
    return new RunEstimate(selectors, null, BASIC, Duration.ofHours(2), books);
  }

  private static List<TickerSelector> names(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> selector(prefix + i)).toList();
  }

  private static List<TickerSelector> and(List<TickerSelector> some, List<TickerSelector> more) {
    return Stream.concat(some.stream(), more.stream()).toList();
  }

  private static TickerSelector selector(String text) {
    return TickerSelector.parse(text, new SourceLine("t.txt", 1));
  }

  private static String print(RunEstimate estimate) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    estimate.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
