package dev.marketdata.kalshi.store;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the name of a run. */
class RunIdTest {

  private static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));
  private static final Instant START = Instant.parse("2026-11-23T00:04:11Z");
  private static final RunId RUN = new RunId(SLOT, "kalshi-market-data", START);

  @Test
  void itsNameIsSlotJobAndStart() {
    assertThat(RUN.name(), is("20261122T140000Z-kalshi-market-data-20261123T000411Z"));
  }

  @Test
  void itsFolderIsUnderTheSlotsDay() {
    assertThat(
        RUN.folder(),
        is("runs/date=2026-11-22/20261122T140000Z-kalshi-market-data-20261123T000411Z"));
  }

  @Test
  void aRunIsKnownByItsName() {
    assertThat(RunId.parse(RUN.name()), is(RUN));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "20261122T140000Z",
        "20261122T140000Z-20261123T000411Z",
        "20261122T140000Z-job-20261123T000411",
        "20261322T140000Z-job-20261123T000411Z"
      })
  void anotherNameIsNoRuns(String name) {
    assertThat(RunId.parse(name), is(nullValue()));
  }

  @Test
  void aLaterRunOfTheSlotHasAnotherName() {
    RunId later = new RunId(SLOT, "kalshi-market-data", START.plusSeconds(1));

    assertThat(later.name(), is(not(RUN.name())));
  }
}
