package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the estimates of requests, time and cost. */
class RunEstimateTest {

  private static final BudgetRate BASIC = new BudgetRate(new BigDecimal("180"), 360, "account");
  private static final Window WINDOW = Window.before(Instant.EPOCH, Duration.ofHours(2));
  private static final OutputRoot BUCKET = new OutputRoot("gs://bucket");
  private static final EarlierRun NOTHING = found(Stream.of(), Tier.LIVE);

  @Test
  void aRequestHasAHundredNames() {
    assertThat(estimate(names("market:M", 1_001), false).requests(), is(2L + 11L));
  }

  @Test
  void namesWithAndWithoutTheirKindShareRequests() {
    assertThat(estimate(and(names("market:M", 50), names("U", 50)), false).requests(), is(2L + 1L));
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
    assertThat(estimate(names("M", 1), false).runsPerMonth(), is(365L));
  }

  @Test
  void aMonthsWritesAreChargedEach() {
    // 1,000 shards and 4 files of the run, 365 times, at half a cent a thousand.
    assertThat(print(estimate(names("M", 1_000), false)), containsString("$1.83 for 365 runs"));
  }

  @Test
  void theFilesOfARunAreWritesToo() {
    assertThat(
        print(estimate(names("M", 1_000), false)), containsString("bucket writes          1,004"));
  }

  @Test
  void theBudgetIsTheTimeItTakes() {
    assertThat(
        print(estimate(names("M", 179_800), false)),
        containsString("time to fetch        100.0 s"));
  }

  @Test
  void resultsOfAnEarlierRunReplaceAverages() {
    List<TickerSelector> asked =
        List.of(
            selector("event:E-1"),
            selector("series:E"),
            selector("E-2"),
            selector("E-2-T1"),
            selector("series:OTHER"));
    EarlierRun earlier = found(Stream.of("E-1-T1", "E-1-T2", "E-2-T1", "EX-1-T1"), Tier.LIVE);
    RunEstimate estimate =
        new RunEstimate(asked, BUCKET, earlier, null, BASIC, Duration.ofHours(2), rules(false));

    // Three markets, each reached by several selectors, and a series' average.
    assertThat(estimate.shards(), is(3L + 50L));
    // The budget, the two names, the one that is an event, four listings, whether the series that
    // yielded nothing exists and has combos, and where history begins.
    assertThat(estimate.requests(), is(2L + 1L + 1L + 4L + 2L + 1L));
    assertThat(print(estimate), containsString("based on               runs/r/"));
    assertThat(print(estimate), containsString("bytes                  53,000"));
  }

  @Test
  void aLongListIsListedAgainByEachOfFiveStatuses() {
    EarlierRun earlier = found(IntStream.range(0, 2_500).mapToObj(i -> "S-T" + i), Tier.LIVE);

    // Three pages of one status and an empty one of each other, after the first page of all.
    assertThat(after(earlier, List.of(selector("series:S"))), is(2L + 1L + 3L + 4L + 1L));
  }

  @Test
  void historicalMarketsAreListedInTheirTierToo() {
    FetchRules settled =
        new FetchRules(
            new MarketSelection(Set.of(MarketStatus.SETTLED), Instant.EPOCH, false),
            List.of(),
            WINDOW);

    assertThat(
        new RunEstimate(
                names("event:E", 3), BUCKET, null, null, BASIC, Duration.ofHours(2), settled)
            .requests(),
        is(2L + 3L + 3L));
  }

  @Test
  void aLiveMarketIsLookedUpOnce() {
    assertThat(after(found(ofNames("U", 150), Tier.LIVE), names("U", 150)), is(2L + 2L));
  }

  @Test
  void aPastMarketWithItsKindIsLookedUpInBothTiers() {
    assertThat(
        after(found(ofNames("M", 150), Tier.HISTORICAL), names("market:M", 150)), is(2L + 2L + 2L));
  }

  @Test
  void aMarketThatIsInNeitherTierIsLookedUpInBoth() {
    assertThat(after(NOTHING, names("market:M", 150)), is(2L + 2L + 2L));
  }

  @Test
  void aPastMarketOfUnknownKindIsLookedUpAmongTheEventsToo() {
    assertThat(
        after(found(ofNames("U", 250), Tier.HISTORICAL), names("U", 250)), is(2L + 3L + 2L + 3L));
  }

  @Test
  void anEventOfUnknownKindIsListed() {
    EarlierRun earlier = found(IntStream.range(0, 201).mapToObj(i -> "U" + i + "-T1"), Tier.LIVE);

    assertThat(after(earlier, names("U", 201)), is(2L + 3L + 2L + 201L + 1L));
  }

  @Test
  void aFewUnknownNamesAreTwoRequestsEach() {
    assertThat(after(NOTHING, names("U", 20)), is(2L + 1L + 1L + 1L + 40L));
  }

  @Test
  void manyUnknownNamesNeedTheListOfAllSeries() {
    assertThat(after(NOTHING, names("U", 21)), is(2L + 1L + 1L + 1L + 1L));
  }

  @Test
  void unknownNamesAreRequestedOneByOneIfCombosAreIncluded() {
    FetchRules combos =
        new FetchRules(new MarketSelection(Set.of(), Instant.EPOCH, true), List.of(), WINDOW);

    assertThat(
        new RunEstimate(names("U", 30), BUCKET, NOTHING, null, BASIC, Duration.ofHours(2), combos)
            .requests(),
        is(2L + 1L + 1L + 1L + 120L));
  }

  @Test
  void aPastMarketHasNoOrderBook() {
    EarlierRun earlier = found(ofNames("M", 150), Tier.HISTORICAL);
    ofNames("M", 50).forEach(name -> earlier.markets().put(name, Tier.LIVE));

    assertThat(
        new RunEstimate(
                names("market:M", 150),
                BUCKET,
                earlier,
                null,
                BASIC,
                Duration.ofHours(2),
                rules(true))
            .requests(),
        is(2L + 2L + 1L + 1L));
  }

  @Test
  void withoutAnEarlierRunTheMaxIsShownToo() {
    // The live tier, events, the historical tier, all series, and two for each that is one.
    assertThat(
        print(estimate(names("U", 1_000), false)),
        containsString("  max                  2,028 (if no name is a live market)"));
  }

  @Test
  void afterAnEarlierRunNoMaxIsShown() {
    RunEstimate estimate =
        new RunEstimate(
            names("U", 9), BUCKET, NOTHING, null, BASIC, Duration.ofHours(2), rules(false));

    assertThat(print(estimate), not(containsString("at most")));
  }

  @Test
  void newSelectorsAreEstimatedByAverages() {
    assertThat(estimate(names("event:E", 10), false).shards(), is(60L));
    assertThat(estimate(names("series:S", 10), false).shards(), is(500L));
    assertThat(estimate(names("U", 10), false).shards(), is(10L));
    assertThat(
        print(estimate(names("event:E", 10), false)),
        containsString("bytes                  150,000"));
  }

  @Test
  void namesOfUnknownKindAreSaidToCountAsMarkets() {
    assertThat(
        print(estimate(names("U", 10), false)),
        containsString("  kind not given       10 (counted as one market each; "));
  }

  @Test
  void aGivenRateIsNotRequested() {
    BudgetRate given = new BudgetRate(new BigDecimal("180"), 360, "flag");
    RunEstimate estimate =
        new RunEstimate(
            names("market:M", 100), BUCKET, null, null, given, Duration.ofHours(2), rules(false));

    assertThat(estimate.requests(), is(1L));
  }

  @Test
  void spaceIsChargedForAMonthsShards() {
    // 1,000 shards of 2,500 bytes, 365 times: 0.9125 GB at two cents.
    assertThat(
        print(estimate(names("M", 1_000), false)),
        containsString("bucket space           $0.0183 per month more"));
  }

  @ParameterizedTest
  @CsvSource({"1000, 1", "1001, 7", "2000, 7", "2001, 8", "2500, 8"})
  void aSeriesOfSeveralPagesIsListedAgainByStatus(int markets, long pages) {
    EarlierRun earlier = found(IntStream.range(0, markets).mapToObj(i -> "S-T" + i), Tier.LIVE);

    assertThat(after(earlier, List.of(selector("series:S"))), is(2L + pages + 1L));
  }

  private static Stream<String> ofNames(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i);
  }

  private static EarlierRun found(Stream<String> markets, Tier tier) {
    return new EarlierRun(
        "runs/r/",
        markets.collect(
            Collectors.toMap(name -> name, name -> tier, (one, other) -> one, TreeMap::new)),
        Map.of("market_data", 1_000L));
  }

  private static long after(EarlierRun earlier, List<TickerSelector> selectors) {
    return new RunEstimate(
            selectors, BUCKET, earlier, null, BASIC, Duration.ofHours(2), rules(false))
        .requests();
  }

  private static FetchRules rules(boolean books) {
    return new FetchRules(
        new MarketSelection(Set.of(), Instant.EPOCH, false),
        books ? List.of(new OrderBooks()) : List.of(),
        WINDOW);
  }

  private static RunEstimate estimate(List<TickerSelector> selectors, boolean books) {
    return new RunEstimate(selectors, BUCKET, null, null, BASIC, Duration.ofHours(2), rules(books));
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
