package dev.marketdata.kalshi.tables;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {

  @Property(tries = 500)
  void everyMicrosecondIsReadExactly(
      @ForAll @LongRange(min = -60_000_000_000_000_000L, max = 250_000_000_000_000_000L)
          long micros) {
    assertThat(Times.micros(Times.instant(micros).toString()), is(micros));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T14:00:00.5Z, 2026-11-22T14:00:00.500Z",
    "2026-11-22T14:00:00.49656Z, 2026-11-22T14:00:00.496560Z",
    "2026-11-22T14:00:00.123456000Z, 2026-11-22T14:00:00.123456Z",
    "2026-02-28T23:59:59Z, 2026-02-28T23:59:59Z",
    "2024-02-29T00:00:00Z, 2024-02-29T00:00:00Z",
    "2026-11-22T15:00:00+01:00, 2026-11-22T14:00:00Z"
  })
  void aTimeIsReadWithAnyNumberOfDecimals(String text, Instant time) {
    assertThat(Times.micros(text), is(Times.micros(time)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "2026-11-22T14:00:00.1234567Z",
        "2026-11-22",
        "2026-02-30T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-11-2xT14:00:00Z",
        "soon"
      })
  void whatIsNoTimeInMicrosecondsIsNotRead(String text) {
    assertThat(Times.micros(text), nullValue());
  }
}
