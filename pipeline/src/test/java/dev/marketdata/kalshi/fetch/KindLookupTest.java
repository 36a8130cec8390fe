package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.fetch.TestFetch.Got;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests names that are not live markets. */
@Timeout(60)
class KindLookupTest {

  private static final int MAX_ONE_BY_ONE = 20;

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestFetch.NOW))
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void anEventWinsOverAPastMarketOfItsName() throws Exception {
    exchange.historicalMarket("KXA-1", "KXA-1");

    assertThat(TestFetch.from(kalshi).fetch("KXA-1").sources(), contains("KXA-1-T1 live"));
  }

  @Test
  void aPastMarketWinsOverASeriesOfItsName() throws Exception {
    exchange.historicalMarket("KXA-1", "KXA");

    assertThat(TestFetch.from(kalshi).fetch("KXA").sources(), contains("KXA historical"));
  }

  @Test
  void eventsAreAskedForTogether() throws Exception {
    TestFetch.from(kalshi).fetch(unknown(200));

    assertThat(kalshi.requests().countTo("/events"), is(1L));
  }

  @Test
  void moreThanTwoHundredEventsAreAskedForInSeveralRequests() throws Exception {
    TestFetch.from(kalshi).fetch(unknown(201));

    assertThat(kalshi.requests().countTo("/events"), is(2L));
  }

  @Test
  void aFailedRequestForEventsIsAMissPerName() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/events"), Fault.status(503));

    assertThat(
        TestFetch.from(kalshi).fetch("KXA-1", "KXA-1-T1").missed(), contains("KXA-1 unavailable"));
  }

  @Test
  void whereThereIsNoListOfEventsEachNameIsListed() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/events"), Fault.status(404));

    Got got = TestFetch.from(kalshi).fetch("KXA-1", "KXNONE");

    assertThat(got.markets(), contains("KXA-1-T1"));
    assertThat(got.missed(), contains("KXNONE not_found"));
  }

  @Test
  void aNameThatFailsTheRequestForEventsEndsUpAlone() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/events") && request.query().contains("KXNONE000"),
            Fault.status(400));

    Got got = TestFetch.from(kalshi).fetch("KXNONE000", "KXA-1");

    assertThat(got.missed(), contains("KXNONE000 rejected"));
    assertThat(got.markets(), contains("KXA-1-T1"));
  }

  @Test
  void anUnreadableTextOfAnEventDoesNotHideItsName() throws Exception {
    kalshi
        .faults()
        .always(request -> true, Fault.replacing("The simulator", new byte[] {(byte) 0xE9}));

    assertThat(TestFetch.from(kalshi).fetch("KXA-1").markets(), contains("KXA-1-T1"));
  }

  @Test
  void aFilterOfEventsThatIsIgnoredIsMalformed() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/events"),
            Fault.status(
                200, "{\"events\":[{\"event_ticker\":\"KXB\"},{\"event_ticker\":\"KXC\"}]}"));

    Got got = TestFetch.from(kalshi).fetch("KXNONE-1", "KXNONE-2");

    assertThat(got.missed(), contains("KXNONE-1 malformed", "KXNONE-2 malformed"));
    assertThat(kalshi.requests().countTo("/events"), is(1L));
  }

  @Test
  void aFewNamesAreTriedAsSeriesOneByOne() throws Exception {
    Got got = TestFetch.from(kalshi).fetch(withSeries(MAX_ONE_BY_ONE));

    assertThat(kalshi.requests().countTo("/series"), is(0L));
    assertThat(got.markets(), contains("KXA-1-T1"));
    assertThat(got.missed(), hasSize(MAX_ONE_BY_ONE - 1));
  }

  @Test
  void manyNamesAreLookedForInTheListOfAllSeries() throws Exception {
    Got got = TestFetch.from(kalshi).fetch(withSeries(MAX_ONE_BY_ONE + 1));

    assertThat(kalshi.requests().countTo("/series"), is(1L));
    assertThat(kalshi.requests().countTo("/series/{series_ticker}"), is(0L));
    assertThat(got.markets(), contains("KXA-1-T1"));
    assertThat(got.missed(), hasSize(MAX_ONE_BY_ONE));
    assertThat(got.missed(), hasItem("KXNONE000 not_found"));
  }

  @Test
  void aNameThatIsNotInTheListIsNotFound() throws Exception {
    assertThat(
        TestFetch.from(kalshi).fetch(unknown(MAX_ONE_BY_ONE + 1)).answered(),
        is(MAX_ONE_BY_ONE + 1L));
  }

  @Test
  void namesAreRequestedOneByOneIfTheListOfSeriesFails() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/series"), Fault.status(503));

    Got got = TestFetch.from(kalshi).fetch(withSeries(MAX_ONE_BY_ONE + 1));

    assertThat(got.markets(), contains("KXA-1-T1"));
    assertThat(got.missed(), hasSize(MAX_ONE_BY_ONE));
    assertThat(got.missed(), hasItem("KXNONE000 not_found"));
  }

  @Test
  void combosAreLookedForAsEventsBeforeSeries() throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);

    assertThat(
        TestFetch.from(kalshi).withCombos().fetch("KXMVE-1", "KXA").markets(),
        contains("KXA-1-T1", "KXMVE-1-A"));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, MAX_ONE_BY_ONE + 1})
  void anEventOfCombosThatAreNotWantedIsNotCalledUnknown(int names) throws Exception {
    exchange.comboEvent("KXMVE", "KXMVE-1").market("KXMVE-1", "KXMVE-1-A", MarketState.ACTIVE);
    List<String> asked = new ArrayList<>(unknown(names - 1));
    asked.add("KXMVE-1");

    assertThat(TestFetch.from(kalshi).fetch(asked).missed(), hasItem("KXMVE-1 no_markets"));
  }

  @Test
  void aNameLikeThatOfCombosThatIsNothingIsNotFound() throws Exception {
    assertThat(TestFetch.from(kalshi).fetch("KXMVE-1").missed(), contains("KXMVE-1 not_found"));
  }

  @Test
  void aNameThatIsNothingIsNotFoundWhereCombosAreWantedToo() throws Exception {
    assertThat(
        TestFetch.from(kalshi).withCombos().fetch("KXNONE").missed(), contains("KXNONE not_found"));
  }

  @Test
  void aStoppedRunFailsTheNamesThatAreLeft(@TempDir Path folder) throws Exception {
    SimulatorKeys keys = SimulatorKeys.ed25519();
    try (KalshiSimulator strict = KalshiSimulator.serving(exchange).accept(keys).start()) {
      strict.faults().always(request -> request.path().endsWith("/series"), Fault.status(401));

      Got got =
          TestFetch.from(strict)
              .through(QuickClients.signed(strict, folder, keys))
              .fetch(unknown(MAX_ONE_BY_ONE + 1));

      assertThat(got.misses(), hasSize(MAX_ONE_BY_ONE + 1));
      assertThat(
          got.misses().stream().map(miss -> miss.reason()).toList(),
          everyItem(is(MissReason.UNAVAILABLE)));
      assertThat(strict.requests().requests(), is(not(empty())));
    }
  }

  private static List<String> withSeries(int count) {
    List<String> names = new ArrayList<>(unknown(count - 1));
    names.add("KXA");
    return names;
  }

  private static List<String> unknown(int count) {
    return IntStream.range(0, count).mapToObj(i -> String.format("KXNONE%03d", i)).toList();
  }
}
