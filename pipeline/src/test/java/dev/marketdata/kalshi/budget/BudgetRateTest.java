package dev.marketdata.kalshi.budget;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.math.BigDecimal;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import org.junit.jupiter.api.Test;

/** Tests the numbers of a rate limit. */
class BudgetRateTest {

  @Test
  void aRequestASecondIsTenTokensASecond() {
    assertThat(requests("12").tokensPerSecond(), comparesEqualTo(new BigDecimal("120")));
  }

  @Test
  void aRateOfRequestsHasRoomForOneSecond() {
    assertThat(requests("12").capacity(), is(120L));
  }

  @Test
  void aBucketHoldsAtLeastOneRequest() {
    assertThat(requests("0.05").capacity(), is(10L));
  }

  @Test
  void theRateIsCutToThousandths() {
    assertThat(requests("0.33333").tokensPerSecond(), comparesEqualTo(new BigDecimal("3.333")));
  }

  @Test
  void aRateIsNeverZero() {
    assertThat(requests("0.0000001").tokensPerSecond(), comparesEqualTo(new BigDecimal("0.001")));
  }

  @Test
  void aShareIsOfTheRate() {
    BudgetRate account = new BudgetRate(new BigDecimal("200"), 400, "account");

    assertThat(
        account.times(new BigDecimal("0.9")).tokensPerSecond(),
        comparesEqualTo(new BigDecimal("180")));
  }

  @Test
  void aShareIsOfTheCapacityToo() {
    BudgetRate account = new BudgetRate(new BigDecimal("200"), 400, "account");

    assertThat(account.times(new BigDecimal("0.9")).capacity(), is(360L));
  }

  @Test
  void aShareKeepsItsSource() {
    BudgetRate account = new BudgetRate(new BigDecimal("200"), 400, "account");

    assertThat(account.times(BigDecimal.ONE), is(account));
  }

  @Property(tries = 300)
  void aShareIsNeverMoreThanTheWhole(
      @ForAll @BigRange(min = "0.001", max = "12000") @Scale(3) BigDecimal tokens,
      @ForAll @LongRange(min = 10, max = 100_000) long capacity,
      @ForAll @BigRange(min = "0.01", max = "1") @Scale(2) BigDecimal share) {
    BudgetRate whole = new BudgetRate(tokens, capacity, "account");
    BudgetRate part = whole.times(share);

    assertThat(part.tokensPerSecond(), is(lessThanOrEqualTo(whole.tokensPerSecond())));
    assertThat(part.capacity(), is(lessThanOrEqualTo(whole.capacity())));
  }

  private static BudgetRate requests(String aSecond) {
    return BudgetRate.ofRequests(new BigDecimal(aSecond), "flag");
  }
}
