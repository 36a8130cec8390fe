package dev.marketdata.kalshi.budget;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.both;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.BigRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Scale;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Tests the token bucket, with a manual clock. */
class ReadBudgetTest {

  private static final Duration NO_PATIENCE = Duration.ZERO;
  private static final Duration AN_HOUR = Duration.ofHours(1);

  private final ManualTime time = new ManualTime();

  @Test
  void itBeginsHalfFull() throws Exception {
    assertThat(drain(budget("100", 400)), is(200L));
  }

  @Test
  void itFillsAtItsRate() throws Exception {
    ReadBudget budget = drained("100", 400);

    time.advance(Duration.ofMillis(500));

    assertThat(drain(budget), is(50L));
  }

  @Test
  void itFillsAtItsNewRate() throws Exception {
    ReadBudget budget = drained("100", 400);
    budget.changeTo(new BudgetRate(new BigDecimal("1000"), 4_000, "account"));

    time.advance(Duration.ofSeconds(3));

    assertThat(drain(budget), is(3_000L));
    assertThat(budget.rate().source(), is("account"));
  }

  @Test
  void aNewRateAddsNoTokens() throws Exception {
    ReadBudget budget = drained("100", 400);
    budget.changeTo(new BudgetRate(new BigDecimal("1000"), 4_000, "account"));

    assertThat(drain(budget), is(0L));
  }

  @Test
  void itNeverHoldsMoreThanItsCapacity() throws Exception {
    ReadBudget budget = drained("100", 400);

    time.advance(AN_HOUR);

    assertThat(drain(budget), is(400L));
  }

  @Test
  void aThousandthOfATokenASecondIsATokenInAThousandSeconds() throws Exception {
    ReadBudget budget = drained("0.001", 10);

    time.advance(Duration.ofSeconds(1_000));

    assertThat(drain(budget), is(1L));
  }

  @Test
  void fractionsOfATokenAreNotLost() throws Exception {
    ReadBudget budget = drained("33.333", 400);
    long taken = 0;
    for (int i = 0; i < 3_000; i++) {
      time.advance(Duration.ofMillis(1));
      taken += drain(budget);
    }

    assertThat(taken, is(99L));
  }

  @Test
  void aRequestWaitsForWhatIsMissing() throws Exception {
    ReadBudget budget = drained("100", 400);

    budget.take(10, AN_HOUR);

    assertThat(time.parked(), is(Duration.ofMillis(100)));
  }

  @Test
  void aRequestThatWaitedIsGranted() throws Exception {
    assertThat(drained("100", 400).take(10, Duration.ofMillis(100)), is(true));
  }

  @Test
  void aRequestWithATooShortTimeoutIsRefused() throws Exception {
    assertThat(drained("100", 400).take(10, Duration.ofMillis(99)), is(false));
  }

  @Test
  void aRefusalIsImmediate() throws Exception {
    drained("100", 400).take(10, Duration.ofMillis(99));

    assertThat(time.parked(), is(Duration.ZERO));
  }

  @Test
  void aRefusalCostsNothing() throws Exception {
    ReadBudget budget = budget("100", 400);

    budget.take(300, Duration.ofMillis(1));

    assertThat(drain(budget), is(200L));
  }

  @Test
  void aTimeoutOfZeroDoesNotWait() throws Exception {
    assertThat(drained("100", 400).take(1, Duration.ofSeconds(-1)), is(false));
  }

  @Test
  void availableTokensNeedNoTimeout() throws Exception {
    assertThat(budget("100", 400).take(200, NO_PATIENCE), is(true));
  }

  @Test
  void aRequestAboveTheCapacityWaitsForAFullBucket() throws Exception {
    ReadBudget budget = budget("100", 400);

    budget.take(1_000_000, AN_HOUR);

    assertThat(time.parked(), is(Duration.ofSeconds(2)));
  }

  @Test
  void aRequestAboveTheCapacityIsGranted() throws Exception {
    assertThat(budget("100", 400).take(401, AN_HOUR), is(true));
  }

  @Test
  void waitingIsMeasuredByTheClock() throws Exception {
    ReadBudget budget = drained("100", 400);
    budget.take(10, AN_HOUR);
    budget.take(20, AN_HOUR);

    assertThat(budget.takeWaited(), is(Duration.ofMillis(300)));
  }

  @Test
  void waitingIsReportedOnce() throws Exception {
    ReadBudget budget = drained("100", 400);
    budget.take(10, AN_HOUR);
    Duration told = budget.takeWaited();

    assertThat(
        List.of(told, budget.takeWaited()), is(List.of(Duration.ofMillis(100), Duration.ZERO)));
  }

  @Test
  void timeAfterAWaitIsNoWaiting() throws Exception {
    ReadBudget budget = drained("100", 400);
    budget.take(10, AN_HOUR);
    time.advance(Duration.ofSeconds(9));

    assertThat(budget.takeWaited(), is(Duration.ofMillis(100)));
  }

  @Test
  void aWaitThatIsRefusedAddsNoWaiting() throws Exception {
    ReadBudget budget = drained("100", 400);
    budget.take(10, Duration.ofMillis(99));
    time.advance(Duration.ofSeconds(9));

    assertThat(budget.takeWaited(), is(Duration.ZERO));
  }

  @Test
  void aRequestWithoutAWaitAddsNoWaiting() throws Exception {
    ReadBudget budget = budget("100", 400);
    budget.take(10, AN_HOUR);

    assertThat(budget.takeWaited(), is(Duration.ZERO));
  }

  @Test
  void currentWaitingIsReported() {
    ReadBudget budget = budget("100", 400);
    budget.countWaiters(1);
    time.advance(Duration.ofSeconds(3));

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(3)));
  }

  @Test
  void currentWaitingIsReportedOnce() {
    ReadBudget budget = budget("100", 400);
    budget.countWaiters(1);
    time.advance(Duration.ofSeconds(3));
    Duration told = budget.takeWaited();
    time.advance(Duration.ofSeconds(1));
    budget.countWaiters(-1);

    assertThat(
        List.of(told, budget.takeWaited()),
        is(List.of(Duration.ofSeconds(3), Duration.ofSeconds(1))));
  }

  @Test
  void waitsOneAfterTheOtherAreAddedUp() {
    ReadBudget budget = budget("100", 400);
    budget.countWaiters(1);
    time.advance(Duration.ofSeconds(1));
    budget.countWaiters(-1);
    time.advance(Duration.ofSeconds(10));
    budget.countWaiters(1);
    time.advance(Duration.ofSeconds(2));
    budget.countWaiters(-1);

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(3)));
  }

  @Test
  void waitsAtTheSameTimeCountOnce() {
    ReadBudget budget = budget("100", 400);
    budget.countWaiters(1);
    time.advance(Duration.ofSeconds(1));
    budget.countWaiters(1);
    time.advance(Duration.ofSeconds(1));
    budget.countWaiters(-1);
    time.advance(Duration.ofSeconds(1));
    budget.countWaiters(-1);

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(3)));
  }

  @Test
  void yieldingLowersTheRateByATenth() throws Exception {
    ReadBudget budget = drained("1000", 1_000);

    budget.onThrottled();

    assertThat(grantedWithin(budget, Duration.ofMillis(500)), is(450L));
  }

  @Test
  void yieldingGivesNoTokensAway() throws Exception {
    ReadBudget budget = budget("1000", 1_000);

    budget.onThrottled();

    assertThat(drain(budget), is(500L));
  }

  @Test
  void yieldingTwiceWithinASecondLowersTheRateOnce() throws Exception {
    ReadBudget budget = drained("1000", 1_000);
    budget.onThrottled();
    time.advance(Duration.ofMillis(400));
    budget.onThrottled();
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(500)), is(450L));
  }

  @Test
  void yieldingAgainAfterASecondLowersTheRateAgain() throws Exception {
    ReadBudget budget = drained("1000", 1_000);
    budget.onThrottled();
    time.advance(Duration.ofSeconds(1));
    budget.onThrottled();
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(500)), is(405L));
  }

  @Test
  void yieldingWithoutEndLeavesATenthOfTheRate() throws Exception {
    ReadBudget budget = drained("1000", 1_000);
    yieldForAMinute(budget);
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(500)), is(50L));
  }

  @Test
  void theWholeRateIsBackTenSecondsAfterTheLastYielding() throws Exception {
    ReadBudget budget = drained("1000", 1_000);
    yieldForAMinute(budget);
    time.advance(Duration.ofSeconds(10));
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(500)), is(500L));
  }

  @Test
  void halfTheRateIsBackSoonerThanAllOfIt() throws Exception {
    ReadBudget budget = drained("1000", 1_000);
    yieldForAMinute(budget);
    time.advance(Duration.ofSeconds(5));
    drain(budget);

    assertThat(
        grantedWithin(budget, Duration.ofMillis(500)),
        is(both(greaterThanOrEqualTo(225L)).and(lessThanOrEqualTo(300L))));
  }

  @Test
  void yieldingOnTheWayBackLowersTheRateThatIsReached() throws Exception {
    ReadBudget budget = drained("2000", 10_000);
    budget.onThrottled();
    // A second of standing still, and half a tenth back in the half second after it.
    time.advance(Duration.ofMillis(1_500));
    budget.onThrottled();
    drain(budget);

    // 0.95 of the rate, less a tenth of that.
    assertThat(grantedWithin(budget, Duration.ofSeconds(1)), is(1_710L));
  }

  @Test
  void theRateStandsStillForASecondAfterTheLastYielding() throws Exception {
    ReadBudget budget = drained("1000", 10_000);
    budget.onThrottled();
    time.advance(Duration.ofSeconds(1));
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(100)), is(90L));
  }

  @Test
  void theRateComesBackInStepsOfLessThanATwentieth() throws Exception {
    ReadBudget budget = drained("2000", 10_000);
    budget.onThrottled();
    time.advance(Duration.ofMillis(1_500));
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(100)), is(190L));
  }

  @Test
  void theLastStepOfTheRecoveryMayBeSmall() throws Exception {
    ReadBudget budget = drained("2000", 10_000);
    budget.onThrottled();
    time.advance(Duration.ofMillis(1_980));
    drain(budget);
    time.advance(Duration.ofMillis(20));
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofSeconds(1)), is(2_000L));
  }

  @Test
  void theRateNeverClimbsAboveTheWhole() throws Exception {
    ReadBudget budget = drained("1000", 10_000);
    budget.onThrottled();
    time.advance(AN_HOUR);
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(500)), is(500L));
  }

  @Test
  void aYieldingRightAtTheBeginningCounts() throws Exception {
    ReadBudget budget = budget("1000", 1_000);
    budget.onThrottled();
    drain(budget);

    assertThat(grantedWithin(budget, Duration.ofMillis(100)), is(90L));
  }

  @Test
  void theReportedRateIsTheFullRate() {
    ReadBudget budget = budget("1000", 1_000);

    budget.onThrottled();

    assertThat(budget.rate().tokensPerSecond(), is(new BigDecimal("1E+3")));
  }

  @Property(tries = 500)
  void grantsNeverExceedHalfTheCapacityPlusTheRefill(
      @ForAll @BigRange(min = "0.001", max = "5000") @Scale(3) BigDecimal tokensPerSecond,
      @ForAll @LongRange(min = 10, max = 20_000) long capacity,
      @ForAll @Size(max = 60) List<@From("steps") Step> steps)
      throws Exception {
    ManualTime clock = new ManualTime();
    long start = clock.currentTimeNanos();
    BudgetRate rate = new BudgetRate(tokensPerSecond, capacity, "flag");
    ReadBudget budget = new ReadBudget(rate, clock, clock);
    long granted = 0;

    for (Step step : steps) {
      clock.advance(step.pause());
      if (step.yields()) {
        budget.onThrottled();
      }
      if (budget.take(step.tokens(), step.patience())) {
        granted += Math.min(step.tokens(), rate.capacity());
      }
      // A wait is cut to whole nanoseconds, so a grant may be one early.
      BigDecimal elapsed = BigDecimal.valueOf(clock.currentTimeNanos() - start + 1, 9);
      BigDecimal most =
          rate.tokensPerSecond().multiply(elapsed).add(BigDecimal.valueOf(capacity / 2));
      assertThat(BigDecimal.valueOf(granted), is(lessThanOrEqualTo(most)));
    }
  }

  @Property(tries = 50)
  void manyThreadsShareTheAvailableTokens(
      @ForAll @LongRange(min = 10, max = 500) long capacity,
      @ForAll @IntRange(min = 2, max = 8) int threads,
      @ForAll @Size(min = 1, max = 40) List<@LongRange(min = 1, max = 60) Long> costs)
      throws Exception {
    ManualTime clock = new ManualTime();
    ReadBudget budget =
        new ReadBudget(new BudgetRate(BigDecimal.TEN, capacity, "flag"), clock, clock);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      long granted = 0;
      List<Callable<Long>> takers =
          costs.stream()
              .<Callable<Long>>map(cost -> () -> budget.take(cost, NO_PATIENCE) ? cost : 0L)
              .toList();
      for (Future<Long> taken : pool.invokeAll(takers)) {
        granted += taken.get();
      }

      assertThat(granted, is(lessThanOrEqualTo(capacity / 2)));
    } finally {
      pool.shutdownNow();
    }
  }

  record Step(Duration pause, boolean yields, long tokens, Duration patience) {}

  @Provide
  Arbitrary<Step> steps() {
    Arbitrary<Duration> pauses =
        Arbitraries.longs().between(0, Duration.ofSeconds(20).toNanos()).map(Duration::ofNanos);
    return Combinators.combine(
            Arbitraries.oneOf(Arbitraries.just(Duration.ZERO), pauses),
            Arbitraries.of(false, false, false, true),
            Arbitraries.longs().between(1, 400),
            Arbitraries.oneOf(Arbitraries.just(Duration.ZERO), pauses))
        .as(Step::new);
  }

  private ReadBudget budget(String tokensPerSecond, long capacity) {
    return new ReadBudget(
        new BudgetRate(new BigDecimal(tokensPerSecond), capacity, "flag"), time, time);
  }

  private ReadBudget drained(String tokensPerSecond, long capacity) throws InterruptedException {
    ReadBudget budget = budget(tokensPerSecond, capacity);
    drain(budget);
    return budget;
  }

  private long grantedWithin(ReadBudget budget, Duration span) throws InterruptedException {
    time.advance(span);
    return drain(budget);
  }

  private void yieldForAMinute(ReadBudget budget) {
    for (int second = 0; second < 60; second++) {
      time.advance(Duration.ofSeconds(1));
      budget.onThrottled();
    }
  }

  private static long drain(ReadBudget budget) throws InterruptedException {
    long taken = 0;
    while (budget.take(1, NO_PATIENCE)) {
      taken++;
    }
    return taken;
  }
}
