package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;

import java.math.BigInteger;
import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

/** Tests the pauses before retries. */
class RetryPolicyTest {

  /** Returns the max random number. */
  private static final RandomGenerator UNLUCKY =
      new RandomGenerator() {
        @Override
        public long nextLong() {
          return Long.MAX_VALUE;
        }

        @Override
        public long nextLong(long bound) {
          return bound - 1;
        }
      };

  @Property(tries = 1_000)
  void aPauseIsNeverLongerThanTheDoubledFirstNorTheCap(
      @ForAll @LongRange(min = 1, max = 10_000) long firstMillis,
      @ForAll @LongRange(min = 1, max = 3_600_000) long longestMillis,
      @ForAll @IntRange(min = 1, max = 1_000) int attempt) {
    Duration pause = policy(firstMillis, longestMillis).pauseAfter(attempt, UNLUCKY);

    BigInteger doubled = BigInteger.valueOf(firstMillis).shiftLeft(attempt - 1);
    assertThat(
        BigInteger.valueOf(pause.toMillis()),
        is(lessThanOrEqualTo(doubled.min(BigInteger.valueOf(longestMillis)))));
  }

  @Property(tries = 1_000)
  void aPauseIsNeverNegative(
      @ForAll @LongRange(min = 1, max = 10_000) long firstMillis,
      @ForAll @LongRange(min = 1, max = 3_600_000) long longestMillis,
      @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE) int attempt,
      @ForAll Random chance) {
    Duration pause = policy(firstMillis, longestMillis).pauseAfter(attempt, chance);

    assertThat(pause, is(greaterThanOrEqualTo(Duration.ZERO)));
  }

  @Test
  void theLongestFirstPauseIsTheFirstPause() {
    assertThat(policy(200, 10_000).pauseAfter(1, UNLUCKY), is(Duration.ofMillis(200)));
  }

  @Test
  void theLongestPauseDoublesEachTime() {
    assertThat(policy(200, 10_000).pauseAfter(4, UNLUCKY), is(Duration.ofMillis(1_600)));
  }

  @Test
  void doublingEndsAtTheCap() {
    assertThat(policy(200, 10_000).pauseAfter(8, UNLUCKY), is(Duration.ofSeconds(10)));
  }

  @Test
  void aPauseMayBeZero() {
    RandomGenerator lucky = () -> 0;

    assertThat(policy(200, 10_000).pauseAfter(8, lucky), is(Duration.ZERO));
  }

  private static RetryPolicy policy(long firstMillis, long longestMillis) {
    return new RetryPolicy(
        8,
        Duration.ofMillis(firstMillis),
        Duration.ofMillis(longestMillis),
        Duration.ofSeconds(15),
        Duration.ofMinutes(2));
  }
}
