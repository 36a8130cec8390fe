package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The time that a slot covers. */
class WindowTest {

  private static final Instant SLOT = Instant.parse("2026-11-22T14:00:00Z");

  @Test
  void itEndsAtItsSlot() {
    assertThat(
        Window.before(SLOT, Duration.ofHours(2)),
        is(new Window(Instant.parse("2026-11-22T12:00:00Z"), SLOT)));
  }

  @Test
  void itHasTheGivenLength() {
    assertThat(Window.before(SLOT, Duration.ofHours(2)).length(), is(Duration.ofHours(2)));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void itsEndIsAfterItsStart(long nanos) {
    assertThat(
        assertThrows(IllegalArgumentException.class, () -> new Window(SLOT, SLOT.plusNanos(nanos)))
            .getMessage(),
        is("a window must end after its start"));
  }
}
