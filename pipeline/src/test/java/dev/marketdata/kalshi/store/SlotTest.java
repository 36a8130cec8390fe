package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests slots and their formats. */
class SlotTest {

  private static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T14:04:11.093Z, PT2H, 2026-11-22T14:00:00Z",
    "2026-11-22T14:00:00Z, PT2H, 2026-11-22T14:00:00Z",
    "2026-11-22T13:59:59.999999999Z, PT2H, 2026-11-22T12:00:00Z",
    "2026-11-22T23:59:59Z, P1D, 2026-11-22T00:00:00Z",
    "2026-11-22T14:04:11Z, PT1S, 2026-11-22T14:04:11Z",
    "2026-11-22T14:59:59Z, PT15M, 2026-11-22T14:45:00Z",
    "1969-12-31T23:00:00Z, PT2H, 1969-12-31T22:00:00Z"
  })
  void aTimeIsFlooredToItsInterval(Instant time, Duration interval, Instant slot) {
    assertThat(Slot.floor(time, interval), is(new Slot(slot)));
  }

  @Property(tries = 500)
  void aSlotIsNeverAfterItsTime(
      @ForAll("times") Instant time, @ForAll("intervals") Duration interval) {
    assertThat(Slot.floor(time, interval).time(), is(lessThanOrEqualTo(time)));
  }

  @Property(tries = 500)
  void theNextSlotIsAfterTheTime(
      @ForAll("times") Instant time, @ForAll("intervals") Duration interval) {
    assertThat(Slot.floor(time, interval).time().plus(interval), is(greaterThan(time)));
  }

  @Property(tries = 500)
  void aSlotIsItsOwnFloor(@ForAll("times") Instant time, @ForAll("intervals") Duration interval) {
    Slot slot = Slot.floor(time, interval);

    assertThat(Slot.floor(slot.time(), interval), is(slot));
  }

  @Property(tries = 500)
  void aSlotIsOfItsTimesDay(@ForAll("times") Instant time, @ForAll("intervals") Duration interval) {
    assertThat(time.toString(), startsWith(Slot.floor(time, interval).date()));
  }

  @Property(tries = 500)
  void slotsFallOnTheSameTimesEveryDay(
      @ForAll("times") Instant time, @ForAll("intervals") Duration interval) {
    Duration day = Duration.ofDays(1);

    assertThat(
        Slot.floor(time.plus(day), interval).time(),
        is(Slot.floor(time, interval).time().plus(day)));
  }

  @Property(tries = 500)
  void stampsSortAsTheirTimes(@ForAll("times") Instant one, @ForAll("times") Instant other) {
    Instant first = one.truncatedTo(ChronoUnit.SECONDS);
    Instant second = other.truncatedTo(ChronoUnit.SECONDS);

    assertThat(
        Integer.signum(new Slot(first).stamp().compareTo(new Slot(second).stamp())),
        is(first.compareTo(second)));
  }

  @Provide
  Arbitrary<Instant> times() {
    return Arbitraries.longs()
        .between(
            Instant.parse("1000-01-02T00:00:00Z").toEpochMilli(),
            Instant.parse("9999-12-30T00:00:00Z").toEpochMilli())
        .map(Instant::ofEpochMilli);
  }

  @Provide
  Arbitrary<Duration> intervals() {
    long day = Duration.ofDays(1).toSeconds();
    return Arbitraries.of(
        LongStream.rangeClosed(1, day)
            .filter(seconds -> day % seconds == 0)
            .mapToObj(Duration::ofSeconds)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT0S", "PT-2H", "PT7H", "PT48H", "PT0.5S", "PT1.5S", "PT24H0.001S"})
  void anIntervalMustDivideADay(Duration interval) {
    IllegalArgumentException refusal =
        assertThrows(IllegalArgumentException.class, () -> Slot.floor(Instant.EPOCH, interval));

    assertThat(refusal.getMessage(), is("must be whole seconds that divide a day, such as PT2H"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T14:00:00.001Z",
        "2026-11-22T14:00:00.000000001Z",
        "0999-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
        "+10000-01-01T00:00:00Z"
      })
  void aSlotIsWholeSecondsInAYearOfFourDigits(Instant time) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new Slot(time)).getMessage(),
        is("must be whole seconds in a year of four digits, such as 2026-11-22T14:00:00Z"));
  }

  @Test
  void itsDateIsTheUtcDay() {
    assertThat(SLOT.date(), is("2026-11-22"));
  }

  @Test
  void itsStampHasNoColons() {
    assertThat(SLOT.stamp(), is("20261122T140000Z"));
  }

  @Test
  void itsTextIsItsTime() {
    assertThat(SLOT.toString(), is("2026-11-22T14:00:00Z"));
  }

  @Test
  void anyTimeIsStampedInWholeSeconds() {
    assertThat(Slot.stamp(Instant.parse("2026-01-02T03:04:05.678Z")), is("20260102T030405Z"));
  }
}
