package dev.marketdata.kalshi.auth;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.simulator.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the time of request timestamps. */
class ServerClockTest {

  private static final Instant START = Instant.parse("2026-11-22T14:00:00Z");

  private final ManualClock machine = new ManualClock(START);
  private final ServerClock clock = new ServerClock(machine);

  @Test
  void itIsTheMachinesTimeBeforeTheFirstResponse() {
    assertThat(clock.now(), is(START));
  }

  @ParameterizedTest
  @CsvSource({"40", "-40", "86400"})
  void itIsTheMiddleOfTheSecondOfKalshisDate(long seconds) {
    clock.adopt(START.plusSeconds(seconds));

    assertThat(clock.now(), is(START.plusSeconds(seconds).plusMillis(500)));
  }

  @Test
  void itAdvancesWithTheMachinesClock() {
    clock.adopt(START.plusSeconds(40));
    machine.advance(Duration.ofSeconds(7));

    assertThat(clock.now(), is(START.plusSeconds(47).plusMillis(500)));
  }

  @Test
  void theLastDateIsUsed() {
    clock.adopt(START.plusSeconds(40));
    clock.adopt(START.plusSeconds(10));

    assertThat(clock.offset(), is(Duration.ofMillis(10_500)));
  }

  @Test
  void theOffsetIsFromTheMachinesTimeNotFromTheTimeBefore() {
    clock.adopt(START.plusSeconds(40));
    machine.advance(Duration.ofSeconds(5));
    clock.adopt(START.plusSeconds(45));

    assertThat(clock.offset(), is(Duration.ofMillis(40_500)));
  }

  @ParameterizedTest
  // Half a second is added: 1,500 ms say that the clock is exactly two seconds off.
  @CsvSource({"1500, false", "1501, true", "-2500, false", "-2501, true", "0, false"})
  void moreThanTwoSecondsAreNews(long millis, boolean news) {
    assertThat(clock.adopt(START.plusMillis(millis)), is(news));
  }

  @Test
  void theSameTimeAgainIsNoNews() {
    boolean first = clock.adopt(START.plusSeconds(40));
    boolean second = clock.adopt(START.plusSeconds(41));

    assertThat(first, is(true));
    assertThat(second, is(false));
  }

  @Test
  void anotherTimeIsNewsAgain() {
    clock.adopt(START.plusSeconds(40));

    assertThat(clock.adopt(START.plusSeconds(80)), is(true));
  }

  @ParameterizedTest
  // The response took 10 s, and its Date is cut to the second.
  @CsvSource({
    "41, true",
    "40, false",
    "0, false",
    "-30, false",
    "-31, false",
    "-32, true",
    "600, true"
  })
  void aDateMovesTheClockThatIsCertainlyHalfAMinuteOff(long secondsAhead, boolean moves) {
    assertThat(
        clock.observe(START.plusSeconds(secondsAhead), START, START.plusSeconds(10)), is(moves));
  }

  @Test
  void aDateThatAgreesWithAnEarlierOneDoesNotMoveTheClock() {
    clock.observe(START.plusSeconds(600), START, START);
    machine.advance(Duration.ofSeconds(20));

    assertThat(
        clock.observe(START.plusSeconds(620), machine.instant(), machine.instant()), is(false));
    assertThat(clock.offset(), is(Duration.ofMillis(600_500)));
  }

  @Test
  void theWayBackIsNewsToo() {
    clock.adopt(START.plusSeconds(40));

    assertThat(clock.adopt(START), is(true));
  }
}
