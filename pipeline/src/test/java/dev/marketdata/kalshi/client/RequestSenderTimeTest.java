package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ManualTime;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a request waits for, and how long: tokens of the real budget, pauses, and the end of a
 * maintenance. Two clocks, which move only when somebody waits: the budget's, and everybody else's.
 */
@Timeout(60)
class RequestSenderTimeTest {

  private static final Instant START = Instant.parse("2026-11-26T08:00:00Z");
  private static final Instant DEADLINE = START.plus(Duration.ofHours(1));
  private static final String PATH = "/historical/cutoff";

  /** The first request finds its ten tokens, each further one waits a second for its own. */
  private static final BudgetRate ONE_REQUEST_PER_SECOND =
      new BudgetRate(BigDecimal.TEN, 20, "flag");

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final ManualClock clock = new ManualClock(START);
  private final ManualTime tokenTime = new ManualTime();
  private final ReadBudget budget = new ReadBudget(ONE_REQUEST_PER_SECOND, tokenTime, tokenTime);
  private final RequestLedger ledger = new RequestLedger();
  private final HttpTransport transport = new HttpTransport(clock, "test");
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(SimulatedExchange.empty(clock))
          .accept(keys)
          .signedLimit(RateLimit.unlimited())
          .anonymousLimit(RateLimit.unlimited())
          .start();
  private final RequestSender sender = sender(null);
  private Runnable whileItIsClosed = () -> {};

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void everyRequestIsPaid() throws Exception {
    send();
    send();
    send();

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(2)));
  }

  static Stream<Fault> passingFaults() {
    return Stream.of(
        Fault.status(408),
        Fault.status(500),
        Fault.status(503),
        Fault.resetBeforeHeaders(),
        Fault.resetInBody(),
        Fault.brokenGzip(),
        Fault.html(),
        Fault.status(202, "{}"));
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void everyRetryIsPaid(Fault fault) throws Exception {
    kalshi.faults().next(3, fault);

    send();

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(3)));
  }

  @Test
  void theRetryOfAnExpiredStampIsPaid(@TempDir Path folder) throws Exception {
    kalshi.clockOffset(Duration.ofSeconds(40));

    send(sender(signer(folder)));

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(1)));
  }

  @ParameterizedTest
  // What Kalshi says is cut to the second, and half a second is added.
  @CsvSource({"400, 400 s behind, true", "-400, 399 s ahead of, true", "400, 400 s behind, false"})
  void aClockThatIsFarOffIsReportedOnce(
      long secondsAhead, String told, boolean signed, @TempDir Path folder) throws Exception {
    kalshi.clockOffset(Duration.ofSeconds(secondsAhead));
    RequestSender sender = sender(signed ? signer(folder) : null);

    assertThat(
        logged(sender).stream()
            .map(line -> line.replaceAll(".* clock is | Kalshi's.*", ""))
            .toList(),
        is(List.of(told)));
  }

  @Test
  void aClockThatIsRightIsNotReported() throws Exception {
    assertThat(logged(sender(null)), is(List.of()));
  }

  /** Returns what is logged about two requests. */
  private List<String> logged(RequestSender sender) throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    Handler log =
        new Handler() {
          @Override
          public void publish(LogRecord line) {
            lines.add(new SimpleFormatter().formatMessage(line));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(RequestSender.class.getName());
    logger.addHandler(log);
    try {
      send(sender);
      send(sender);
    } finally {
      logger.removeHandler(log);
    }
    return lines;
  }

  @Test
  void theStatusRequestIsPaid() {
    kalshi.faults().always(isOf(PATH), Fault.status(503));

    assertThrows(KalshiException.class, this::send);

    assertThat(kalshi.requests().countTo("/exchange/status"), is(1L));
    assertThat(budget.takeWaited(), is(Duration.ofSeconds(4)));
  }

  @Test
  void everyRequestIsPaidAtItsOwnPrice() {
    EndpointCosts costs =
        new EndpointCosts(
            10,
            List.of(
                new EndpointCosts.Listed(EndpointCosts.pattern("/trade-api/v2" + PATH), 5),
                new EndpointCosts.Listed(
                    EndpointCosts.pattern("/trade-api/v2/exchange/status"), 20)));
    kalshi.faults().always(isOf(PATH), Fault.status(503));

    assertThrows(KalshiException.class, () -> send(sender, QuickClients.FOUR_ATTEMPTS, costs));

    // Four of 5 and one of 20, of which ten tokens were there.
    assertThat(budget.takeWaited(), is(Duration.ofSeconds(3)));
    assertThat(ledger.usage().tokens(), is(40L));
  }

  @Test
  void anEmptyBucketAtKalshiLowersTheRateByATenth() throws Exception {
    kalshi.faults().next(1, Fault.status(429));

    send(sender, QuickClients.FOUR_ATTEMPTS, new EndpointCosts(9, List.of()));
    budget.takeWaited();
    send(sender, QuickClients.FOUR_ATTEMPTS, new EndpointCosts(9, List.of()));

    assertThat(budget.takeWaited(), is(Duration.ofSeconds(1)));
  }

  @Test
  void anyOtherFailureLeavesTheRateAlone() throws Exception {
    kalshi.faults().next(1, Fault.status(503));

    send(sender, QuickClients.FOUR_ATTEMPTS, new EndpointCosts(9, List.of()));
    budget.takeWaited();
    send(sender, QuickClients.FOUR_ATTEMPTS, new EndpointCosts(9, List.of()));

    assertThat(budget.takeWaited(), is(Duration.ofMillis(900)));
  }

  @Test
  void aRequestThatCannotBePaidBeforeTheDeadlineIsNotSent() throws Exception {
    send();
    clock.advance(Duration.ofMinutes(60).minusMillis(999));

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(e.reason(), is(Reason.TIMED_OUT));
    assertThat(e.detail(), is("the run's deadline leaves no time for the request"));
    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void aLackOfTimeNamesTheFailureBeforeIt() {
    clock.advance(Duration.ofMinutes(60).minusMillis(999));
    kalshi.faults().always(isOf(PATH), Fault.resetBeforeHeaders());

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(
        e.detail(),
        startsWith(
            "the run's deadline leaves no time for the request; before that: the connection to"));
    assertThat(e.isDivisible(), is(false));
  }

  @Test
  void aLackOfTimeNamesTheFailureOfTheRequestBeforeIt() {
    kalshi.faults().always(isOf(PATH), Fault.status(500));
    assertThrows(KalshiException.class, this::send);
    clock.advance(Duration.ofMinutes(60));

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(
        e.detail(),
        is(
            "the run's deadline leaves no time for the request; before that: HTTP 500:"
                + " service_error: error"));
  }

  @Test
  void aLackOfTimeNamesNoFailureBeforeASuccess() throws Exception {
    kalshi.faults().next(1, isOf(PATH), Fault.status(500));
    send();
    clock.advance(Duration.ofMinutes(60));

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(e.detail(), is("the run's deadline leaves no time for the request"));
  }

  @Test
  void aRetryThatCannotBePaidWithinTheQuerysTimeIsNotSent() {
    RetryPolicy hasty =
        new RetryPolicy(
            4, Duration.ofNanos(1), Duration.ofNanos(1), Duration.ofSeconds(10), ofMillis(999));
    kalshi.faults().always(isOf(PATH), Fault.status(500));

    KalshiException e =
        assertThrows(KalshiException.class, () -> send(sender, hasty, EndpointCosts.DOCUMENTED));

    assertThat(
        e.detail(),
        is(
            "the query's deadline leaves no time for the request; before that: HTTP 500:"
                + " service_error: error"));
    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void theTimeOfAQueryBeginsAfterItsFirstWaitForTokens() throws Exception {
    RetryPolicy hasty =
        new RetryPolicy(1, ofMillis(1), ofMillis(1), Duration.ofSeconds(10), ofMillis(10));
    send();

    assertThat(send(sender, hasty, EndpointCosts.DOCUMENTED), is("sent"));
  }

  @Test
  void aRunThatIsStoppedTakesNoTokens() throws Exception {
    sender.stop("enough");

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(e.reason(), is(Reason.STOPPED));
    assertThat(e.detail(), is("enough"));
    assertThat(budget.take(10, Duration.ZERO), is(true));
  }

  @Test
  void theFirstReasonToStopIsKept() {
    sender.stop("the first");
    sender.stop("the second");

    assertThat(sender.stoppedBy(), is("the first"));
  }

  @Test
  void anOutageUsesUpNoAttempts() throws Exception {
    kalshi.faults().maintenance(Duration.ofMinutes(20));

    assertThat(send(), is("sent"));
    // Four attempts, and one after the outage, which a probe per half minute waited for.
    assertThat(kalshi.requests().countTo(PATH), is(4L + 1L));
    assertThat(kalshi.requests().countTo("/exchange/status"), is(1L + 40L));
  }

  @Test
  void theTimeAfterAnOutageEndsWithTheRun() {
    Instant open = START.plus(Duration.ofMinutes(59));
    RetryPolicy endless =
        new RetryPolicy(
            10_000,
            Duration.ofMillis(200),
            Duration.ofSeconds(1),
            Duration.ofSeconds(10),
            Duration.ofMinutes(2));
    kalshi.faults().maintenanceUntil(open);
    kalshi.faults().always(isOf(PATH).and(from(open)), Fault.status(502));

    assertThrows(KalshiException.class, () -> send(sender, endless, EndpointCosts.DOCUMENTED));

    assertThat(clock.instant(), is(lessThanOrEqualTo(DEADLINE)));
  }

  @Test
  void afterAnOutageAQueryHasAllItsAttemptsAgain() throws Exception {
    Instant open = START.plus(Duration.ofMinutes(20));
    kalshi.faults().maintenanceUntil(open);
    kalshi.faults().next(3, isOf(PATH).and(from(open)), Fault.status(502));

    assertThat(send(), is("sent"));
  }

  @Test
  void anOutageBeyondTheDeadlineStopsTheRun() {
    kalshi.faults().maintenance(Duration.ofHours(2));

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(e.reason(), is(Reason.STOPPED));
    assertThat(
        sender.stoppedBy(),
        matchesPattern(
            "Kalshi has been down since 2026-11-26T08:00:00Z: .*; the run's deadline came first"));
    assertThat(clock.instant(), is(DEADLINE));
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void aRequestThatFailsWhileTheExchangeIsUpIsGivenUp(Fault fault) {
    kalshi.faults().always(isOf(PATH), fault);

    KalshiException e = assertThrows(KalshiException.class, this::send);

    assertThat(e.reason(), is(not(Reason.STOPPED)));
    assertThat(kalshi.requests().countTo(PATH), is(4L));
    assertThat(kalshi.requests().countTo("/exchange/status"), is(1L));
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void anyFaultOfAllRequestsIsWaitedFor(Fault fault) throws Exception {
    Instant open = START.plus(Duration.ofMinutes(5));
    kalshi.faults().always(from(open).negate(), fault);

    assertThat(send(), is("sent"));
    assertThat(clock.instant(), is(greaterThanOrEqualTo(open)));
  }

  static Stream<Fault> lastingFaults() {
    return Stream.of(
        Fault.status(403),
        Fault.status(429),
        Fault.status(502),
        Fault.status(504),
        Fault.resetBeforeHeaders(),
        Fault.resetInBody());
  }

  @Test
  void aRetryWaitsForItsPause() throws Exception {
    kalshi.faults().next(1, Fault.status(500));
    Duration pause = QuickClients.FOUR_ATTEMPTS.pauseAfter(1, new Random(1));

    send();

    assertThat(clock.instant(), is(START.plus(pause)));
  }

  private String send() throws KalshiException {
    return send(sender);
  }

  private String send(RequestSender through) throws KalshiException {
    return send(through, QuickClients.FOUR_ATTEMPTS, EndpointCosts.DOCUMENTED);
  }

  private String send(RequestSender through, RetryPolicy policy, EndpointCosts costs)
      throws KalshiException {
    return through.send(
        AccountApi.CUTOFF,
        new RequestSender.Terms(budget, costs),
        ledger,
        policy,
        response -> {
          AccountApi.historicalCutoff(response);
          return "sent";
        });
  }

  private RequestSender sender(@Nullable RequestSigner signer) {
    return new RequestSender(
        new KalshiSettings(
            "test",
            new ApiRoot(kalshi.url().toString()),
            null,
            new BudgetSettings(BigDecimal.ONE, null),
            DEADLINE),
        transport,
        signer,
        new Timing(clock, tokenTime, this::park, new Random(1)));
  }

  private void park(long nanos) {
    if (kalshi.requests().countTo("/exchange/status") > 0) {
      whileItIsClosed.run();
    }
    clock.advance(Duration.ofNanos(nanos));
  }

  private RequestSigner signer(Path folder) throws Exception {
    return RequestSigner.of(QuickClients.credentials(folder, keys));
  }

  private static Predicate<ApiRequest> isOf(String path) {
    return request -> request.path().endsWith(path);
  }

  private Predicate<ApiRequest> from(Instant time) {
    return request -> !clock.instant().isBefore(time);
  }

  private static Duration ofMillis(long millis) {
    return Duration.ofMillis(millis);
  }
}
