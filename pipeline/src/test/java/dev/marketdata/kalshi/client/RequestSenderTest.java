package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests retries and the ledger. */
@Timeout(60)
class RequestSenderTest {

  private static final Query ONE_MARKET =
      Datasets.MARKETS.byTicker(Tier.LIVE, List.of(new Ticker("KXA-1-T1")));

  private final KalshiSimulator kalshi =
      KalshiSimulator.start(
          SimulatedExchange.empty(Clock.systemUTC())
              .event("KXA", "KXA-1")
              .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE));
  private final RequestLedger ledger = new RequestLedger();

  @AfterEach
  void close() {
    kalshi.close();
  }

  static Stream<Arguments> passingFaults() {
    return Stream.of(
        Arguments.of(Fault.status(429), "429"),
        Arguments.of(Fault.status(408), "408"),
        Arguments.of(Fault.status(500), "500"),
        Arguments.of(Fault.status(502), "502"),
        Arguments.of(Fault.status(503), "503"),
        Arguments.of(Fault.status(504), "504"),
        Arguments.of(Fault.resetBeforeHeaders(), "broken"),
        Arguments.of(Fault.resetInBody(), "broken"),
        Arguments.of(Fault.truncatedWithWrongLength(), "broken"),
        Arguments.of(Fault.brokenGzip(), "broken"),
        Arguments.of(Fault.gzipCutShort(), "broken"),
        Arguments.of(Fault.truncatedWithRightLength(), "200"),
        Arguments.of(Fault.garbage(), "200"),
        Arguments.of(Fault.html(), "200"),
        Arguments.of(Fault.emptyBody(), "200"),
        Arguments.of(Fault.status(200, "{}"), "200"),
        Arguments.of(Fault.status(200, "{\"markets\":[]} {}"), "200"),
        Arguments.of(Fault.status(202, "{\"markets\":[]}"), "202"));
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void temporaryFailuresAreRetried(Fault fault, String entered) throws Exception {
    kalshi.faults().next(1, fault);

    assertThat(ask().rows(), hasSize(1));
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void everyAttemptIsInTheLedger(Fault fault, String entered) throws Exception {
    kalshi.faults().next(1, fault);

    ask();

    assertThat(
        ledger.usage().byStatus(),
        is(entered.equals("200") ? Map.of("200", 2L) : Map.of("200", 1L, entered, 1L)));
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void theTokensOfEveryAttemptAreInTheLedger(Fault fault, String entered) throws Exception {
    kalshi.faults().next(2, fault);

    ask();

    assertThat(ledger.usage().tokens(), is(30L));
  }

  @ParameterizedTest
  @MethodSource("passingFaults")
  void everyAttemptAfterTheFirstIsARetryInTheLedger(Fault fault, String entered) throws Exception {
    kalshi.faults().next(2, fault);

    ask();

    assertThat(ledger.usage().retries(), is(2L));
  }

  @Test
  void aWrongContentTypeIsAccepted() throws Exception {
    kalshi.faults().next(1, Fault.wrongContentType());

    assertThat(ask().rows(), hasSize(1));
    assertThat(kalshi.requests().total(), is(1L));
  }

  static Stream<Fault> hangs() {
    return Stream.of(Fault.hangBeforeHeaders(), Fault.hangInBody());
  }

  @ParameterizedTest
  @MethodSource("hangs")
  void aHangIsRetriedAndCountedAsATimeout(Fault fault) throws Exception {
    kalshi.faults().next(1, fault);

    assertThat(ask(attemptsOf(Duration.ofSeconds(1))).rows(), hasSize(1));
    assertThat(ledger.usage().byStatus(), is(Map.of("200", 1L, "timeout", 1L)));
  }

  @Test
  void anEndlessHangReportsTheWaitingTime() {
    kalshi.faults().always(RequestSenderTest::isOfMarkets, Fault.hangBeforeHeaders());

    KalshiException e =
        assertThrows(KalshiException.class, () -> ask(attemptsOf(Duration.ofMillis(50))));

    assertThat(e.reason(), is(Reason.TIMED_OUT));
    assertThat(e.detail(), is("no complete response within 1 s"));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 404, 410, 422})
  void permanentFailuresAreNotRetried(int status) {
    kalshi.faults().next(1, Fault.status(status));

    KalshiException e = assertThrows(KalshiException.class, this::ask);

    assertThat(e.reason(), is(Reason.REJECTED));
    assertThat(e.detail(), containsString("HTTP " + status + ": service_error: error"));
    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void aListThatIsNotFoundIsReportedAsAWrongApiRoot() {
    kalshi.faults().next(1, Fault.status(404));

    KalshiException e = assertThrows(KalshiException.class, this::ask);

    assertThat(e.detail(), startsWith("is the API root right? It has no markets: HTTP 404"));
  }

  @ParameterizedTest
  @ValueSource(ints = {300, 301, 302, 307, 308})
  void aRedirectIsNotFollowed(int status) {
    kalshi
        .faults()
        .next(1, Fault.status(status, "", "Location", kalshi.url() + "/exchange/status"));

    KalshiException e = assertThrows(KalshiException.class, this::ask);

    assertThat(e.reason(), is(Reason.REJECTED));
    assertThat(
        e.detail(), is("HTTP " + status + " (redirects are not followed; is the API root right?)"));
    assertThat(kalshi.requests().total(), is(1L));
  }

  @Test
  void aSignatureIsNotCarriedToAnotherHost(@TempDir Path folder) {
    SimulatorKeys keys = SimulatorKeys.ed25519();
    SimulatedExchange exchange = SimulatedExchange.empty(Clock.systemUTC());
    try (KalshiSimulator elsewhere = KalshiSimulator.start(exchange);
        KalshiSimulator signedAt = KalshiSimulator.serving(exchange).accept(keys).start();
        KalshiClient client = QuickClients.open(QuickClients.signed(signedAt, folder, keys))) {
      signedAt
          .faults()
          .always(
              request -> true,
              Fault.status(307, "", "Location", elsewhere.url() + "/exchange/status"));

      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.reason(), is(Reason.REJECTED));
      assertThat(elsewhere.requests().total(), is(0L));
    }
  }

  static Stream<Arguments> lastingFaults() {
    return Stream.of(
        Arguments.of(Fault.status(429), Reason.UNAVAILABLE, "HTTP 429: too many requests"),
        Arguments.of(Fault.status(503), Reason.UNAVAILABLE, "HTTP 503: service_error: error"),
        Arguments.of(
            Fault.resetBeforeHeaders(), Reason.UNAVAILABLE, "the connection to 127.0.0.1 failed: "),
        Arguments.of(
            Fault.resetInBody(), Reason.UNAVAILABLE, "the connection to 127.0.0.1 failed: "),
        Arguments.of(
            Fault.truncatedWithWrongLength(),
            Reason.UNAVAILABLE,
            "the connection to 127.0.0.1 failed: "),
        Arguments.of(Fault.brokenGzip(), Reason.MALFORMED, "the response is not valid gzip"),
        Arguments.of(Fault.html(), Reason.MALFORMED, "not the expected JSON: "),
        Arguments.of(Fault.garbage(), Reason.MALFORMED, "not the expected JSON: "),
        Arguments.of(Fault.truncatedWithRightLength(), Reason.MALFORMED, "not the expected JSON: "),
        Arguments.of(Fault.emptyBody(), Reason.MALFORMED, "the response is not a JSON object"),
        Arguments.of(
            Fault.status(200, "{}"), Reason.MALFORMED, "the response has no array \"markets\""));
  }

  @ParameterizedTest
  @MethodSource("lastingFaults")
  void aLastingFailureIsReportedAfterTheLastAttempt(Fault fault, Reason kind, String detail) {
    kalshi.faults().always(RequestSenderTest::isOfMarkets, fault);

    KalshiException e = assertThrows(KalshiException.class, this::ask);

    assertThat(e.reason(), is(kind));
    assertThat(e.detail(), startsWith(detail));
    assertThat(kalshi.requests().countTo("/markets"), is(4L));
  }

  @Test
  void aRefusalByKalshiOfOneRequestIsPermanentAfterItsAttempts() {
    kalshi.faults().always(RequestSenderTest::isOfMarkets, Fault.status(403));

    assertThat(assertThrows(KalshiException.class, this::ask).reason(), is(Reason.REJECTED));
    assertThat(kalshi.requests().countTo("/markets"), is(4L));
  }

  @Test
  void aRefusalBySomebodyElseIsNotPermanent() {
    kalshi.faults().always(RequestSenderTest::isOfMarkets, Fault.status(403, "<html>"));

    assertThat(assertThrows(KalshiException.class, this::ask).reason(), is(Reason.UNAVAILABLE));
  }

  private static boolean isOfMarkets(ApiRequest request) {
    return request.path().endsWith("/markets");
  }

  @Test
  void aDetailIsOneLine() {
    kalshi
        .faults()
        .always(RequestSenderTest::isOfMarkets, Fault.status(502, "<html>\n<h1>Bad\tgateway</h1>"));

    KalshiException e = assertThrows(KalshiException.class, this::ask);

    assertThat(e.detail(), is("HTTP 502: <html> <h1>Bad gateway</h1>"));
  }

  @Test
  void theQuerysDeadlineEndsTheAttempts() {
    kalshi.faults().always(RequestSenderTest::isOfMarkets, Fault.status(503));
    RetryPolicy impatient =
        new RetryPolicy(
            1_000_000,
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofSeconds(10),
            Duration.ofSeconds(1));

    KalshiException e = assertThrows(KalshiException.class, () -> ask(impatient));

    assertThat(e.detail(), is("HTTP 503: service_error: error"));
    assertThat(kalshi.requests().total(), lessThan(10L));
  }

  @Test
  void aRunAfterItsDeadlineSendsNothing() {
    KalshiSettings settings = QuickClients.unsigned(kalshi);
    KalshiSettings overdue =
        new KalshiSettings(
            settings.run(), settings.api(), null, settings.budget(), Instant.now().minusSeconds(1));
    try (KalshiClient client = QuickClients.open(overdue)) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.reason(), is(Reason.TIMED_OUT));
      assertThat(e.detail(), is("the run's deadline leaves no time for the request"));
      assertThat(kalshi.requests().total(), is(0L));
    }
  }

  @Test
  void aBudgetAfterTheDeadlineIsATimeout() {
    KalshiSettings slow = QuickClients.settings(kalshi, null, new BigDecimal("0.0001"));
    try (KalshiClient client = QuickClients.open(slow)) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.detail(), containsString("the run's deadline leaves no time"));
    }
  }

  private Page ask() throws KalshiException {
    return ask(QuickClients.FOUR_ATTEMPTS);
  }

  private Page ask(RetryPolicy policy) throws KalshiException {
    try (KalshiClient client =
        QuickClients.open(QuickClients.unsigned(kalshi), Clock.systemUTC(), policy)) {
      return client.fetch(ONE_MARKET, ledger);
    }
  }

  private static RetryPolicy attemptsOf(Duration timeout) {
    RetryPolicy usual = QuickClients.FOUR_ATTEMPTS;
    return new RetryPolicy(
        usual.attempts(), usual.firstPause(), usual.maxPause(), timeout, usual.queryDeadline());
  }
}
