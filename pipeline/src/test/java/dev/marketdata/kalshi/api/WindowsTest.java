package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class WindowsTest {

  private static final Instant SLOT = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final Windows FIVE = new Windows(window(0), 5);

  private static Window window(int number) {
    return Window.before(SLOT.plus(INTERVAL.multipliedBy(number)), INTERVAL);
  }

  @Test
  void eachStartsWhereTheOneBeforeEnds() {
    assertThat(FIVE.list(), contains(window(0), window(1), window(2), window(3), window(4)));
    assertThat(FIVE.span(), is(new Window(window(0).start(), window(4).end())));
  }

  @Test
  void thePartsAreAsLongAsAllowedButTheLast() {
    assertThat(
        FIVE.parts(2),
        contains(new Windows(window(0), 2), new Windows(window(2), 2), Windows.of(window(4))));
  }

  @Test
  void onlyTheEndsAreTrimmed() {
    assertThat(
        FIVE.trimmed(window -> window.equals(window(1)) || window.equals(window(3))),
        is(new Windows(window(1), 3)));
    assertThat(FIVE.trimmed(window -> false), is(nullValue()));
  }

  @Test
  void consecutiveOnesAreJoined() {
    assertThat(Windows.of(window(0)).plus(new Windows(window(1), 4)), contains(FIVE));
    assertThat(
        Windows.of(window(0)).plus(Windows.of(window(2))),
        contains(Windows.of(window(0)), Windows.of(window(2))));
  }

  @Test
  void aWindowOfASlotAtNoRegularTimeStandsAlone() {
    Window now = new Window(SLOT, SLOT.plusSeconds(600), SLOT.plusSeconds(663));

    assertThat(
        Windows.of(window(0)).plus(Windows.of(now)),
        contains(Windows.of(window(0)), Windows.of(now)));
    assertThat(Windows.of(now).get(0), is(now));
    assertThrows(IllegalArgumentException.class, () -> new Windows(now, 2));
  }
}
