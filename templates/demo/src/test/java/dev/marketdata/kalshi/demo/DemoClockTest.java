package dev.marketdata.kalshi.demo;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class DemoClockTest {

  private static final Instant PAST = Instant.parse("2026-11-25T12:03:00Z");

  private final ManualClock real = new ManualClock(Instant.parse("2026-11-27T13:30:00Z"));
  private final DemoClock clock = new DemoClock(real);

  @Test
  void itGoesOnFromWhereItWasMovedTo() {
    clock.moveTo(PAST);
    real.advance(Duration.ofSeconds(7));

    assertThat(clock.instant(), is(PAST.plusSeconds(7)));
  }

  @Test
  void aRunThatSkipsMovesItInsteadOfWaiting() throws Exception {
    clock.moveTo(PAST);
    Timing timing = clock.skipping();
    long before = timing.meter().currentTimeNanos();

    timing.waiting().park(Duration.ofHours(1).toNanos());

    assertThat(clock.instant(), is(PAST.plus(Duration.ofHours(1))));
    assertThat(timing.meter().currentTimeNanos() - before, is(Duration.ofHours(1).toNanos()));
  }
}
