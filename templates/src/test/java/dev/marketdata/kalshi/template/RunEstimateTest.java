package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.kalshi.BudgetRate;
import dev.marketdata.kalshi.tickers.TickerCensus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a run is expected to take. */
class RunEstimateTest {

  private static final BudgetRate BASIC = new BudgetRate(new BigDecimal("180"), 360, "account");

  @Test
  void namesGoOutAHundredARequest() {
    assertThat(estimate(1_001, 0, 0, false).requests(), is(11L));
  }

  @Test
  void namesOfUnsaidKindGoOutApart() {
    assertThat(
        new RunEstimate(census(50, 0, 0, 50), BASIC, Duration.ofHours(2), false).requests(),
        is(2L));
  }

  @Test
  void anEventOrASeriesIsARequest() {
    assertThat(estimate(0, 3, 4, false).requests(), is(7L));
  }

  @Test
  void orderBooksAreRequestsOfTheirOwn() {
    assertThat(estimate(1_000, 0, 0, true).requests(), is(20L));
  }

  @Test
  void everyDatasetHasItsShard() {
    assertThat(estimate(1_000, 0, 0, true).shards(), is(2_000L));
  }

  @Test
  void aMonthOfTwoHourlyRunsHas365() {
    assertThat(estimate(1, 0, 0, false).runsAMonth(), is(365L));
  }

  @Test
  void aMonthsWritesAreChargedEach() {
    // 1,000 shards and 4 files of the run, 365 times, at half a cent a thousand.
    assertThat(print(estimate(1_000, 0, 0, false)), containsString("$1.83 for 365 runs"));
  }

  @Test
  void theBudgetIsTheTimeItTakes() {
    assertThat(print(estimate(180_000, 0, 0, false)), containsString("spent in        100.0 s"));
  }

  private static RunEstimate estimate(long market, long event, long series, boolean books) {
    return new RunEstimate(census(market, event, series, 0), BASIC, Duration.ofHours(2), books);
  }

  private static TickerCensus census(long market, long event, long series, long unsaid) {
    return new TickerCensus("tickers.txt", null, market, event, series, unsaid, 0, null);
  }

  private static String print(RunEstimate estimate) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    estimate.print(new PrintStream(out, true, StandardCharsets.UTF_8));
    return out.toString(StandardCharsets.UTF_8);
  }
}
