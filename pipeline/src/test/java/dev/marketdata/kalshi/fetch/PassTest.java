package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When failures are retried. */
class PassTest {

  private static final Instant NOW = Instant.parse("2026-11-22T14:04:00Z");
  private static final Instant DEADLINE = Instant.parse("2026-11-22T15:40:00Z");

  private static @Nullable Instant retryAt(Pass pass, Instant now) {
    return pass.retryAt(false, now, DEADLINE);
  }

  @Test
  void theSecondPassIsAMinuteAfterTheFirst() {
    assertThat(retryAt(Pass.FIRST, NOW), is(NOW.plus(Duration.ofMinutes(1))));
  }

  @Test
  void theThirdPassIsFiveMinutesAfterTheSecond() {
    assertThat(retryAt(Pass.SECOND, NOW), is(NOW.plus(Duration.ofMinutes(5))));
  }

  @Test
  void theLastPassIsBeforeTheDeadline() {
    assertThat(retryAt(Pass.THIRD, NOW), is(DEADLINE.minus(Duration.ofMinutes(3))));
  }

  @Test
  void aFailureOfTheLastPassIsNotRetried() {
    assertThat(retryAt(Pass.LAST, NOW), is(nullValue()));
  }

  @Test
  void noPassBeginsLaterThanTheLastWould() {
    Instant late = DEADLINE.minus(Duration.ofMinutes(4));

    assertThat(retryAt(Pass.SECOND, late), is(DEADLINE.minus(Duration.ofMinutes(3))));
  }

  @Test
  void shortlyBeforeTheDeadlineTheSecondPassBeginsAtOnce() {
    Instant late = DEADLINE.minus(Duration.ofMinutes(1));

    assertThat(retryAt(Pass.FIRST, late), is(late));
  }

  @Test
  void shortlyBeforeTheDeadlineThereIsNoThirdPass() {
    assertThat(retryAt(Pass.SECOND, DEADLINE.minus(Duration.ofMinutes(1))), is(nullValue()));
  }

  @Test
  void nothingIsRetriedAfterTheDeadline() {
    assertThat(retryAt(Pass.FIRST, DEADLINE), is(nullValue()));
  }

  @Test
  void whatIsNotLikelyToHealHasASecondPass() {
    assertThat(Pass.FIRST.retryAt(true, NOW, DEADLINE), is(NOW.plus(Duration.ofMinutes(1))));
  }

  @Test
  void whatIsNotLikelyToHealHasNoThirdPass() {
    assertThat(Pass.SECOND.retryAt(true, NOW, DEADLINE), is(nullValue()));
  }
}
