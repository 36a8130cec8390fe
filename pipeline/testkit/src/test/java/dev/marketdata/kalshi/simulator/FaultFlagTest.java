package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the flag for faults of the simulator. */
class FaultFlagTest {

  private static final ApiRequest REQUEST =
      new ApiRequest("GET", ApiRequest.ROOT + "/markets", "", Map.of());

  private final FaultPlan plan = new FaultPlan((InstantSource) Clock.systemUTC());

  @ParameterizedTest
  @ValueSource(strings = {"reset", "truncated", "garbage", "hang", "429", "503"})
  void aFaultWithHundredPercentAffectsEveryResponse(String name) {
    FaultFlag.plan(name + ":100", 1, plan);

    assertThat(plan.faultFor(REQUEST).isPresent(), is(true));
  }

  @Test
  void anEmptyTextHasNoFaults() {
    FaultFlag.plan("", 1, plan);

    assertThat(plan.faultFor(REQUEST), is(Optional.empty()));
  }

  @Test
  void equalSeedsGiveEqualFaults() {
    FaultPlan other = new FaultPlan((InstantSource) Clock.systemUTC());
    FaultFlag.plan("429:20,hang:20", 7, plan);
    FaultFlag.plan("429:20,hang:20", 7, other);

    assertThat(drawn(plan), is(drawn(other)));
  }

  @Test
  void anUnknownFaultIsReportedWithTheKnownOnes() {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> FaultFlag.plan("fire:5", 1, plan));

    assertThat(e.getMessage(), startsWith("fire is neither a status nor one of [cut, garbage,"));
  }

  private static List<String> drawn(FaultPlan plan) {
    return IntStream.range(0, 100)
        .mapToObj(i -> plan.faultFor(REQUEST).map(Fault::toString).orElse("none"))
        .toList();
  }
}
