package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.SchemaDrift.Difference;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Sighting;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.RequestUsage;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Tests the sum of the usage of chunks. */
class FetchUsageTest {

  private static final BudgetRate RATE = new BudgetRate(new BigDecimal("180"), 360, "account");
  private static final FetchUsage ONE = usage(1, RATE, "refused");
  private static final FetchUsage OTHER =
      usage(2, new BudgetRate(new BigDecimal("90"), 180, "flag"), "later");

  @Test
  void nothingAddsNothing() {
    assertThat(FetchUsage.NONE.plus(ONE), is(ONE));
    assertThat(ONE.plus(FetchUsage.NONE), is(ONE));
  }

  @Test
  void requestsAreSummed() {
    assertThat(ONE.plus(OTHER).requests().total(), is(3L));
  }

  @Test
  void timesWaitedAreSummed() {
    assertThat(ONE.plus(OTHER).waited(), is(Duration.ofSeconds(3)));
  }

  @Test
  void differencesFromTheSchemaAreSummed() {
    assertThat(ONE.plus(OTHER).drift().differences().values().iterator().next().count(), is(3L));
  }

  @Test
  void anOffsetOfTheClockCountsBeforeNone() {
    FetchUsage off =
        new FetchUsage(
            RequestUsage.NONE,
            Duration.ZERO,
            null,
            null,
            SchemaDrift.NONE,
            List.of(),
            VolumeCheck.NONE,
            Duration.ofMinutes(10));

    assertThat(off.plus(ONE).clockOffset(), is(Duration.ofMinutes(10)));
    assertThat(ONE.plus(off).clockOffset(), is(Duration.ofMinutes(10)));
  }

  @Test
  void theFirstRateCounts() {
    assertThat(ONE.plus(OTHER).rate(), is(RATE));
  }

  @Test
  void theAccountsRateReplacesTheDefault() {
    FetchUsage unknown = usage(1, new BudgetRate(new BigDecimal("100"), 100, "default"), "refused");

    assertThat(unknown.plus(ONE).rate(), is(RATE));
    assertThat(ONE.plus(unknown).rate(), is(RATE));
  }

  @Test
  void theFirstReasonToStopCounts() {
    assertThat(ONE.plus(OTHER).stoppedBy(), is("refused"));
  }

  private static FetchUsage usage(long number, BudgetRate rate, String stoppedBy) {
    return new FetchUsage(
        new RequestUsage(
            new TreeMap<>(Map.of("200", number)), 0, number * 10, 0, Instant.EPOCH, Instant.EPOCH),
        Duration.ofSeconds(number),
        rate,
        stoppedBy,
        new SchemaDrift(
            new TreeMap<>(
                Map.of(
                    new Difference(Finding.NEW, "market_data", "x", ""),
                    new Sighting(number, "A", "1")))),
        List.of(),
        VolumeCheck.NONE,
        Duration.ZERO);
  }
}
