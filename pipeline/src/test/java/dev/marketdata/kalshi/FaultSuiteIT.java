package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.matchesRegex;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs with faults of Kalshi. Each run must end, every requested market must be stored or be a
 * miss, and every shard must be complete and correct. {@link RunCheck} checks this.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FaultSuiteIT {

  // Far above the latency in this test, and short enough to wait for.
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private static RunCheck check;

  private final ManualClock clock = new ManualClock(TestRun.SLOT.time());
  private final ExpectedMarkets expected = ExpectedMarkets.ofEveryKind(clock);
  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(expected.exchange())
          .accept(keys)
          .signedLimit(RateLimit.unlimited())
          .anonymousLimit(RateLimit.unlimited())
          .start();
  private TestRun run;

  @BeforeAll
  static void learnFromAQuietRun(@TempDir Path folder) throws IOException {
    check =
        RunCheck.quietly(ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time())), folder);
  }

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder).attemptsOf(PATIENCE);
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  private Left collect() throws IOException {
    Left left = run.collect(expected.selectors());
    check.check(run.files(""), left.folder());
    return left;
  }

  private void nothingIsLost(Left left) {
    assertThat(
        left.missed(),
        contains("KXNONE-1 not_found", "event:KXBARE-1 no_markets", "market:KXNONE-2 not_found"));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(
        left.summary().shards(Datasets.MARKETS).there(), is((long) expected.allMarkets().size()));
  }

  static Stream<Fault> brokenAnswers() {
    return Stream.of(
        Fault.status(408),
        Fault.status(429),
        Fault.status(500),
        Fault.status(502),
        Fault.status(503),
        Fault.status(504),
        Fault.resetBeforeHeaders(),
        Fault.resetInBody(),
        Fault.truncatedWithRightLength(),
        Fault.truncatedWithWrongLength(),
        Fault.html(),
        Fault.garbage(),
        Fault.emptyBody(),
        Fault.brokenGzip(),
        Fault.gzipCutShort());
  }

  /** One fault for each kind of failure; {@code RequestSenderTest} has all faults. */
  static Stream<Fault> oneOfEachWay() {
    return Stream.of(
        Fault.status(503),
        Fault.resetInBody(),
        Fault.truncatedWithRightLength(),
        Fault.html(),
        Fault.brokenGzip());
  }

  static Stream<Fault> ofEveryKind() {
    return Stream.of(Fault.status(503), Fault.resetBeforeHeaders(), Fault.html());
  }

  static Stream<Fault> pagesThatMislead() {
    return Stream.of(
        Fault.wrongContentType(),
        Fault.repeatedCursor(),
        Fault.unrequestedMarket(),
        Fault.marketWithoutTicker(),
        Fault.duplicateMarket());
  }

  static Stream<Fault> hangs() {
    return Stream.of(Fault.hangBeforeHeaders(), Fault.hangInBody(), Fault.slow());
  }

  @ParameterizedTest
  @MethodSource({"oneOfEachWay", "pagesThatMislead"})
  void aFewOfThemLoseNothing(Fault fault) throws Exception {
    kalshi.faults().next(6, FaultSuiteIT::isNoSeries, fault);

    nothingIsLost(collect());
  }

  @ParameterizedTest
  @MethodSource("hangs")
  void aFewHangsLoseNothing(Fault fault) throws Exception {
    kalshi.faults().next(6, FaultSuiteIT::isNoSeries, fault);
    run.attemptsOf(Duration.ofMillis(500));

    nothingIsLost(collect());
  }

  @ParameterizedTest
  @MethodSource({"oneOfEachWay", "pagesThatMislead"})
  void anUnknownEventIsNotFoundAfterAFault(Fault fault) throws Exception {
    kalshi.faults().next(1, FaultSuiteIT::asksWhetherAFamilyExists, fault);

    assertThat(run.collect("event:KXNONE-1").missed(), contains("event:KXNONE-1 not_found"));
  }

  @ParameterizedTest
  @MethodSource("oneOfEachWay")
  void aPermanentFaultLosesEverythingAndIsCounted(Fault fault) throws Exception {
    kalshi.faults().always(request -> true, fault);
    run.waitingOn(clock);

    Left left = collect();

    assertThat(left.summary().shards(Datasets.MARKETS).there(), is(0L));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
    assertThat(left.failed(), is(expected.selectors()));
  }

  @ParameterizedTest
  @MethodSource("pagesThatMislead")
  void aPermanentFaultStoresNothingWrong(Fault fault) throws Exception {
    kalshi.faults().always(FaultSuiteIT::isNoSeries, fault);

    Left left = collect();

    assertThat(left.summary().shards(Datasets.MARKETS).stored(), is(greaterThan(0L)));
  }

  @Test
  void aThirdOfResponsesWith429LosesNothing() throws Exception {
    kalshi.faults().each(0.3, 1, List.of(Fault.status(429)));

    nothingIsLost(collect());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void aThirdOfResponsesBrokenLosesNothing(long seed) throws Exception {
    kalshi.faults().each(0.3, seed, brokenAnswers().toList());

    nothingIsLost(collect());
  }

  @Test
  void fifty503InARowLoseNothing() throws Exception {
    kalshi.faults().next(50, "/markets", Fault.status(503));

    nothingIsLost(collect());
  }

  @Test
  void aBodyOfThreeHundredMegabytesLosesNothing() throws Exception {
    kalshi.faults().next(1, Fault.hugeBody(300_000_000));
    run.attemptsOf(Duration.ofSeconds(20));

    nothingIsLost(collect());
  }

  @Test
  void anUnreachableServerLosesEverything() throws Exception {
    kalshi.close();
    Instant start = clock.instant();
    run.waitingOn(clock);

    Left left = collect();

    assertThat(left.summary().misses().get("unavailable"), is((long) expected.selectors().size()));
    assertThat(
        left.misses().get(0).get("detail").asText(),
        is(
            "Kalshi has been down since "
                + start.truncatedTo(ChronoUnit.SECONDS)
                + ": the connection to 127.0.0.1 failed: connection refused, or host unreachable;"
                + " the run's deadline came first"));
  }

  static Stream<Fault> outages() {
    return Stream.of(
        Fault.status(403, "<html>"),
        Fault.status(429),
        Fault.status(502),
        Fault.status(503),
        Fault.resetBeforeHeaders(),
        Fault.resetInBody());
  }

  @ParameterizedTest
  @MethodSource("outages")
  void anOutageOfFiveMinutesLosesNothing(Fault fault) throws Exception {
    ManualClock time = new ManualClock(clock.instant());
    Instant end = time.instant().plus(Duration.ofMinutes(5));
    kalshi.faults().always(request -> time.instant().isBefore(end), fault);
    run.waitingOn(time);

    Left left = collect();

    nothingIsLost(left);
    assertThat(left.summary().outages(), hasSize(1));
    assertThat(left.summary().outages().get(0).to(), is(notNullValue()));
  }

  @Test
  void anOutageCostsOneProbePerHalfMinute() throws Exception {
    ManualClock time = new ManualClock(clock.instant());
    Instant end = time.instant().plus(Duration.ofHours(1));
    kalshi.faults().always(request -> time.instant().isBefore(end), Fault.status(502));
    run.waitingOn(time);

    nothingIsLost(collect());
    // What was in flight when the gate closed, and the attempts before that, come on top.
    assertThat(kalshi.requests().countOf(502), is(lessThan(120L + 200L)));
  }

  @Test
  void aClockThatIsFortySecondsOffLosesNothing() throws Exception {
    kalshi.clockOffset(Duration.ofSeconds(40));

    nothingIsLost(signed(keys));
  }

  @Test
  void aRefusedKeyLosesEverythingInAFewRequests() throws Exception {
    Left left = signed(SimulatorKeys.ed25519());

    assertThat(left.summary().misses().get("unavailable"), is((long) expected.selectors().size()));
    assertThat(left.summary().stoppedBy(), startsWith("Kalshi refused the credential: HTTP 401"));
    assertThat(kalshi.requests().total(), is(lessThan(10L)));
  }

  @ParameterizedTest
  @MethodSource("ofEveryKind")
  void unavailableLimitsLoseNothing(Fault fault) throws Exception {
    kalshi.faults().always(request -> request.path().contains("/account/"), fault);

    Left left = signed(keys);

    nothingIsLost(left);
    assertThat(left.summary().budget().source(), is("default"));
  }

  /** A listed market of another series looks like a market of the listed series. */
  private static boolean isNoSeries(ApiRequest request) {
    return request.parameter("series_ticker").isEmpty();
  }

  private static boolean asksWhetherAFamilyExists(ApiRequest request) {
    return request.path().contains("/events/") || request.path().contains("/series/");
  }

  private Left signed(SimulatorKeys with) throws IOException {
    run.signedBy(with).waitingOn(new ManualClock(clock.instant()));
    return collect();
  }

  @Test
  void onlyTheNameThatFailsItsBatchIsLost() throws Exception {
    try (KalshiSimulator refusing =
        KalshiSimulator.serving(expected.exchange())
            .anonymousLimit(RateLimit.unlimited())
            .poison("KXM-1-T7")
            .start()) {
      run = run.at(refusing);

      Left left = collect();

      assertThat(
          left.missed().stream().filter(miss -> miss.endsWith("rejected")).toList(),
          is(List.of("market:KXM-1-T7 rejected")));
      assertThat(
          left.summary().shards(Datasets.MARKETS).there(), is(expected.allMarkets().size() - 1L));
    }
  }

  @Test
  void onlyRefusedEventsAreLost() throws Exception {
    kalshi
        .faults()
        .always(request -> request.parameter("event_ticker").isPresent(), Fault.status(403));
    kalshi.faults().each(0.3, 3, brokenAnswers().toList());

    Left left = collect();

    List<String> rejected =
        left.missed().stream().filter(miss -> miss.endsWith("rejected")).toList();
    assertThat(rejected, is(not(empty())));
    assertThat(rejected, everyItem(matchesRegex("event:KX.*|KXNONE-1 .*|KXU-1 .*")));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void aDeadlineEndsARunInWhichEverythingHangs() throws Exception {
    kalshi.faults().always(request -> true, Fault.hangBeforeHeaders());
    run.attemptsOf(Duration.ofMinutes(10)).deadlineIn(Duration.ofSeconds(1));

    Left left = collect();

    assertThat(left.summary().misses().get("timed_out"), is((long) expected.selectors().size()));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }
}
