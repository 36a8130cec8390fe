package dev.marketdata.kalshi.budget;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the limits of the budget settings. */
class BudgetSettingsTest {

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "0.9", "1", "1.000"})
  void aShareUpToTheWholeIsGood(BigDecimal share) {
    assertThat(new BudgetSettings(share, null).share(), is(share));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-0.1", "1.001", "90"})
  void anyOtherShareIsRefused(BigDecimal share) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new BudgetSettings(share, null))
            .getMessage(),
        is("must be above 0 and at most 1, such as 0.9"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "0.00009", "1000000.1", "1e999999999", "1e-999999999"})
  void aRateThatNoBucketCanHaveIsRefused(BigDecimal requestsPerSecond) {
    assertThat(
        assertThrows(
                IllegalArgumentException.class,
                () -> new BudgetSettings(BigDecimal.ONE, requestsPerSecond))
            .getMessage(),
        is("must be from 0.0001 to 1000000, such as 10"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0001", "1000000"})
  void aRateAtTheEdgeMakesABucket(BigDecimal requestsPerSecond) {
    BudgetRate rate =
        new BudgetSettings(BigDecimal.ONE, requestsPerSecond)
            .partOfRequests(requestsPerSecond, "flag");
    ManualTime time = new ManualTime();

    assertThat(new ReadBudget(rate, time, time).rate(), is(rate));
  }

  @Test
  void noWorkersAreRefused() {
    assertThat(
        assertThrows(
                IllegalArgumentException.class, () -> new BudgetSettings(BigDecimal.ONE, null, 0))
            .getMessage(),
        is("must be at least 1 worker"));
  }

  @Test
  void eachOfThreeWorkersHoldsAThirdOfTheShare() {
    BudgetSettings settings = new BudgetSettings(new BigDecimal("0.9"), null, 3);

    assertThat(
        settings.partOf(new BudgetRate(new BigDecimal("200"), 400, "account")),
        is(new BudgetRate(new BigDecimal("60"), 120, "account")));
  }

  @Test
  void eachOfThreeWorkersHoldsAThirdOfAGivenRate() {
    BudgetSettings settings = new BudgetSettings(new BigDecimal("0.9"), BigDecimal.TEN, 3);

    assertThat(
        settings.partOfRequests(BigDecimal.TEN, "flag"),
        is(new BudgetRate(new BigDecimal("33.333"), 33, "flag")));
  }

  @Test
  void allWorkersTogetherHoldTheirPartsSum() {
    BudgetSettings settings = new BudgetSettings(new BigDecimal("0.9"), null, 3);

    assertThat(
        settings.ofAllWorkers(new BudgetRate(new BigDecimal("60"), 120, "account")),
        is(new BudgetRate(new BigDecimal("180"), 360, "account")));
  }
}
