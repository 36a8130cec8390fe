package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.comparesEqualTo;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.RecordedRequest;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests account limits and signatures. */
@Timeout(60)
class KalshiClientTest {

  private static final HistoricalCutoff CUTOFF =
      new HistoricalCutoff(
          Instant.parse("2026-09-01T00:00:00Z"), Instant.parse("2026-08-30T00:00:00Z"));

  private static final Query ONE_MARKET =
      Datasets.MARKETS.byTicker(Tier.LIVE, List.of(new Ticker("KXA-1-T1")));
  private static final String LIMITS = "/account/limits";

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(Clock.systemUTC())
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(exchange)
          .accept(keys)
          .anonymousLimit(RateLimit.unlimited())
          .signedLimit(RateLimit.of(5_000, 10_000))
          .start();
  private final RequestLedger ledger = new RequestLedger();
  private Path folder;

  @BeforeEach
  void keepFilesIn(@TempDir Path fresh) {
    folder = fresh;
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  static Stream<SimulatorKeys> keysOfAllKinds() {
    return Stream.of(SimulatorKeys.ed25519(), SimulatorKeys.rsa(), SimulatorKeys.rsaAsPkcs8());
  }

  @ParameterizedTest
  @MethodSource("keysOfAllKinds")
  void aKeyOfAnyKindIsAccepted(SimulatorKeys someKeys) throws Exception {
    try (KalshiSimulator strict =
            KalshiSimulator.serving(exchange).accept(someKeys).requireAuth().start();
        KalshiClient client = QuickClients.open(QuickClients.signed(strict, folder, someKeys))) {
      assertThat(client.fetch(ONE_MARKET, ledger).rows(), hasSize(1));
      assertThat(strict.requests().countOf(401), is(0L));
    }
  }

  @Test
  void theSignatureLeavesTheQueryOut() throws Exception {
    KalshiSettings rate =
        QuickClients.settings(kalshi, QuickClients.credentials(folder, keys), BigDecimal.TEN);
    try (KalshiClient client = QuickClients.open(rate)) {
      client.fetch(ONE_MARKET, ledger);
    }

    RecordedRequest request = kalshi.requests().requests().get(0);
    String stamp = request.request().header("KALSHI-ACCESS-TIMESTAMP").orElse("");
    assertThat(
        request.request().header("KALSHI-ACCESS-SIGNATURE").orElse(""),
        is(keys.sign(stamp + "GET/trade-api/v2/markets")));
  }

  @Test
  void anUnsignedRequestHasNoAccountHeaders() throws Exception {
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      client.fetch(ONE_MARKET, ledger);
    }

    Set<String> headers = kalshi.requests().requests().get(0).request().headers().keySet();
    assertThat(headers, hasItem("user-agent"));
    assertThat(headers, everyItem(not(startsWith("kalshi-access"))));
  }

  @Test
  void theBudgetIsAShareOfTheAccounts() throws Exception {
    try (KalshiClient client = signed()) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("4500"), 9_000, "account")));
    }
  }

  @ParameterizedTest
  @CsvSource({"5000, 225", "200, 9", "20, 8", "100000, 256"})
  void theWindowFollowsTheBudget(int tokensPerSecond, int requests) throws Exception {
    try (KalshiSimulator other =
            KalshiSimulator.serving(exchange)
                .accept(keys)
                .signedLimit(RateLimit.of(tokensPerSecond, 1_000))
                .start();
        KalshiClient client = QuickClients.open(QuickClients.signed(other, folder, keys))) {
      assertThat(client.maxInFlight(ledger), is(requests));
    }
  }

  @Test
  void theAccountLimitsAreRequestedOnce() throws Exception {
    try (KalshiClient client = signed()) {
      client.fetch(ONE_MARKET, ledger);
      client.fetch(ONE_MARKET, ledger);
    }

    assertThat(kalshi.requests().countTo(LIMITS), is(1L));
  }

  static Stream<Fault> unreadableAnswers() {
    return Stream.of(
        Fault.html(),
        Fault.emptyBody(),
        Fault.status(200, "{}"),
        Fault.status(200, "{\"read\":{\"refill_rate\":0,\"bucket_capacity\":0}}"),
        Fault.status(403),
        Fault.status(503));
  }

  @ParameterizedTest
  @MethodSource("unreadableAnswers")
  void limitsThatCannotBeReadLeaveTheDefault(Fault fault) throws Exception {
    kalshi.faults().always(request -> request.path().endsWith(LIMITS), fault);
    try (KalshiClient client = signed()) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("100"), 100, "default")));
    }
  }

  @Test
  void limitsThatCannotBeReadAreRequestedAgainAfterTwoMinutes() throws Exception {
    kalshi.faults().next(3, LIMITS, Fault.status(503));
    ManualClock clock = new ManualClock(Instant.now());
    try (KalshiClient client = signed(clock)) {
      client.fetch(ONE_MARKET, ledger);
      pass(Duration.ofSeconds(119), clock);
      client.fetch(ONE_MARKET, ledger);
      assertThat(kalshi.requests().countTo(LIMITS), is(3L));

      pass(Duration.ofSeconds(1), clock);
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("4500"), 9_000, "account")));
    }
  }

  @Test
  void limitsThatWereReadAtLastAreNotRequestedAgain() throws Exception {
    kalshi.faults().next(3, LIMITS, Fault.status(503));
    ManualClock clock = new ManualClock(Instant.now());
    try (KalshiClient client = signed(clock)) {
      for (int i = 0; i < 4; i++) {
        client.fetch(ONE_MARKET, ledger);
        pass(Duration.ofMinutes(2), clock);
      }

      assertThat(kalshi.requests().countTo(LIMITS), is(4L));
    }
  }

  @Test
  void costsThatCannotBeReadAreRequestedAgain() throws Exception {
    kalshi.faults().next(3, "/account/endpoint_costs", Fault.html());
    ManualClock clock = new ManualClock(Instant.now());
    try (KalshiClient client = signed(clock)) {
      client.fetch(ONE_MARKET, ledger);
      pass(Duration.ofMinutes(2), clock);
      client.fetch(ONE_MARKET, ledger);

      assertThat(kalshi.requests().countTo("/account/endpoint_costs"), is(4L));
    }
  }

  @Test
  void aRequestGoesOnWithTheDefaultIfTheLimitsCannotBeReadAgain() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith(LIMITS), Fault.status(503));
    ManualClock clock = new ManualClock(Instant.now());
    try (KalshiClient client = signed(clock)) {
      client.fetch(ONE_MARKET, ledger);
      pass(Duration.ofMinutes(2), clock);

      assertThat(client.fetch(ONE_MARKET, ledger).rows(), hasSize(1));
      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("100"), 100, "default")));
    }
  }

  @Test
  void anInterruptedRequestForTheLimitsIsNoAnswer() throws Exception {
    try (KalshiClient client = signed(new ManualClock(Instant.now()))) {
      Thread.currentThread().interrupt();
      assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));
      assertThat(Thread.interrupted(), is(true));

      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("4500"), 9_000, "account")));
    }
  }

  @Test
  void costsThatCannotBeReadLeaveTheAccountsLimits() throws Exception {
    kalshi.faults().always(request -> request.path().endsWith("/endpoint_costs"), Fault.html());
    try (KalshiClient client = signed()) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("4500"), 9_000, "account")));
    }
  }

  @Test
  void aGivenRateNeedsNoAccountLimits() throws Exception {
    KalshiSettings given =
        QuickClients.settings(
            kalshi, QuickClients.credentials(folder, keys), new BigDecimal("2.5"));
    try (KalshiClient client = QuickClients.open(given)) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("25"), 25, "flag")));
      assertThat(kalshi.requests().byEndpoint().keySet(), is(Set.of("/markets")));
    }
  }

  @Test
  void theRateIsThatOfAllWorkersTogether() throws Exception {
    KalshiSettings alone = QuickClients.signed(kalshi, folder, keys);
    KalshiSettings ofThree =
        new KalshiSettings(
            alone.run(),
            alone.api(),
            alone.credentials(),
            new BudgetSettings(new BigDecimal("0.9"), null, 3),
            alone.deadline());
    try (KalshiClient client = QuickClients.open(ofThree)) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("4500"), 9_000, "account")));
    }
  }

  @Test
  void anUnsignedClientHasTheDefaultRateWithoutARequest() throws Exception {
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(client.rate(), is(new BudgetRate(new BigDecimal("100"), 100, "default")));
      assertThat(kalshi.requests().byEndpoint().keySet(), is(Set.of("/markets")));
    }
  }

  @Test
  void anEndpointIsPaidAtTheAccountsPrice() throws Exception {
    try (KalshiSimulator dear =
            KalshiSimulator.serving(exchange)
                .accept(keys)
                .cost("GET", "/trade-api/v2/markets", 30)
                .start();
        KalshiClient client = QuickClients.open(QuickClients.signed(dear, folder, keys))) {
      client.fetch(ONE_MARKET, ledger);

      assertThat(ledger.usage().tokens(), is(10L + 10 + 30));
    }
  }

  @ParameterizedTest
  @CsvSource({"40", "-40", "3600"})
  void anExpiredStampIsRepeatedWithKalshisTime(long secondsAhead) throws Exception {
    kalshi.clockOffset(Duration.ofSeconds(secondsAhead));
    try (KalshiClient client = signed()) {
      assertThat(client.fetch(ONE_MARKET, ledger).rows(), hasSize(1));
    }

    assertThat(ledger.usage().retries(), is(1L));
  }

  @Test
  void kalshisTimeIsRemembered() throws Exception {
    kalshi.clockOffset(Duration.ofSeconds(40));
    try (KalshiClient client = signed()) {
      client.fetch(ONE_MARKET, ledger);
      client.fetch(ONE_MARKET, ledger);
    }

    assertThat(kalshi.requests().countOf(401), is(1L));
  }

  @Test
  void aStampThatExpiresAgainEndsTheRun() throws Exception {
    kalshi
        .faults()
        .always(
            request -> true,
            Fault.status(401, "{\"error\":{\"code\":\"header_timestamp_expired\"}}"));
    try (KalshiClient client = signed()) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(
          e.detail(), is("Kalshi refused the credential: HTTP 401: header_timestamp_expired"));
      assertThat(kalshi.requests().total(), is(4L));
    }
  }

  @Test
  void aRefusedKeyEndsTheRunAfterTwoRefusalsOfTwoRequests() throws Exception {
    try (KalshiClient client =
        QuickClients.open(QuickClients.signed(kalshi, folder, SimulatorKeys.ed25519()))) {
      assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.reason(), is(Reason.STOPPED));
      assertThat(kalshi.requests().total(), is(4L));
      assertThat(
          client.stoppedBy(),
          is("Kalshi refused the credential: HTTP 401: authentication_error: NOT_FOUND"));
    }
  }

  @Test
  void aKeyIdWithAnotherPrivateKeyEndsTheRun() throws Exception {
    KalshiSettings mixed = QuickClients.signed(kalshi, folder, keys);
    Files.writeString(folder.resolve("private-key.pem"), SimulatorKeys.rsa().pem());
    try (KalshiClient client = QuickClients.open(mixed)) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.detail(), containsString("INCORRECT_API_KEY_SIGNATURE"));
    }
  }

  @Test
  void anExchangeThatRequiresACredentialEndsAnUnsignedRun() throws Exception {
    try (KalshiSimulator strict = KalshiSimulator.serving(exchange).requireAuth().start();
        KalshiClient client = QuickClients.open(QuickClients.unsigned(strict))) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.detail(), startsWith("Kalshi requires a credential: HTTP 401"));
    }
  }

  @Test
  void aKeyThatCannotBeReadEndsTheRunWithoutARequest() throws Exception {
    KalshiSettings settings = QuickClients.signed(kalshi, folder, keys);
    Files.delete(folder.resolve("private-key.pem"));
    try (KalshiClient client = QuickClients.open(settings)) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(e.detail(), is("there is no file " + folder.resolve("private-key.pem")));
      assertThat(kalshi.requests().total(), is(0L));
    }
  }

  @Test
  void aRefusalDoesNotShowTheKey() throws Exception {
    SimulatorKeys stranger = SimulatorKeys.rsa();
    try (KalshiClient client = QuickClients.open(QuickClients.signed(kalshi, folder, stranger))) {
      KalshiException e =
          assertThrows(KalshiException.class, () -> client.fetch(ONE_MARKET, ledger));

      assertThat(
          e.toString(),
          allOf(
              not(containsString(stranger.keyId())),
              not(containsString(stranger.pem().substring(40, 56)))));
    }
  }

  @Test
  void anExistingEventExists() throws Exception {
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      assertThat(client.exists(family("KXA-1"), ledger), is(true));
    }
  }

  @Test
  void anUnknownEventDoesNotExist() throws Exception {
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      assertThat(client.exists(family("KXA-2"), ledger), is(false));
    }
  }

  @Test
  void theHistoricalCutoffIsRequestedAgainAfterAnHour() throws Exception {
    ManualClock clock = new ManualClock(Instant.now());
    exchange.cutoff(CUTOFF.settled()).tradesCutoff(CUTOFF.traded());
    KalshiSettings settings =
        QuickClients.unsigned(kalshi).until(clock.instant().plus(Duration.ofHours(2)));
    try (KalshiClient client = QuickClients.open(settings, clock)) {
      client.historicalCutoff(ledger);
      clock.advance(Duration.ofMinutes(59));
      assertThat(client.historicalCutoff(ledger), is(CUTOFF));
      assertThat(kalshi.requests().total(), is(1L));
      HistoricalCutoff moved =
          new HistoricalCutoff(
              CUTOFF.settled().plus(Duration.ofDays(1)), CUTOFF.traded().plus(Duration.ofDays(1)));
      exchange.cutoff(moved.settled()).tradesCutoff(moved.traded());

      clock.advance(Duration.ofMinutes(1));
      assertThat(client.historicalCutoff(ledger), is(moved));
    }
  }

  @Test
  void aCutoffThatCannotBeReadIsRequestedAgainAfterTwoMinutes() throws Exception {
    exchange.cutoff(CUTOFF.settled()).tradesCutoff(CUTOFF.traded());
    kalshi.faults().next(3, "/historical/cutoff", Fault.status(503));
    ManualClock clock = new ManualClock(Instant.now());
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi), clock)) {
      assertThat(client.historicalCutoff(ledger), is(nullValue()));
      long sent = kalshi.requests().countTo("/historical/cutoff");
      clock.advance(Duration.ofSeconds(119));
      assertThat(client.historicalCutoff(ledger), is(nullValue()));
      assertThat(kalshi.requests().countTo("/historical/cutoff"), is(sent));

      clock.advance(Duration.ofSeconds(1));
      assertThat(client.historicalCutoff(ledger), is(CUTOFF));
    }
  }

  @Test
  void anInterruptedRequestForTheCutoffIsNoAnswer() throws Exception {
    exchange.cutoff(CUTOFF.settled()).tradesCutoff(CUTOFF.traded());
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      Thread.currentThread().interrupt();
      assertThrows(KalshiException.class, () -> client.historicalCutoff(ledger));
      assertThat(Thread.interrupted(), is(true));

      assertThat(client.historicalCutoff(ledger), is(CUTOFF));
    }
  }

  @Test
  void aCutoffThatCannotBeReadIsUnknown() throws Exception {
    kalshi.faults().always(request -> true, Fault.status(200, "{}"));
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      assertThat(client.historicalCutoff(ledger), is(nullValue()));
    }
  }

  @ParameterizedTest
  // Room for what sixteen threads have paid for and not sent: a machine may stall in between.
  @CsvSource({"200, 200", "200, 400", "400, 200"})
  void manyThreadsNeverOverdrawTheAccount(double tokensPerSecond, double capacity)
      throws Exception {
    try (KalshiSimulator small =
            KalshiSimulator.serving(exchange)
                .accept(keys)
                .signedLimit(RateLimit.of(tokensPerSecond, capacity))
                .start();
        KalshiClient client =
            new KalshiClient(
                QuickClients.signed(small, folder, keys),
                Timing.system(),
                QuickClients.FOUR_ATTEMPTS)) {
      askFromThreads(client, 16, 50);

      assertThat(small.requests().byStatus(), is(Map.of(200, 52L)));
    }
  }

  @Test
  void waitingForTheBudgetIsReported() throws Exception {
    try (KalshiClient client = QuickClients.open(QuickClients.unsigned(kalshi))) {
      for (int i = 0; i < 7; i++) {
        client.fetch(ONE_MARKET, ledger);
      }

      assertThat(client.takeWaited(), comparesEqualTo(Duration.ofMillis(200)));
    }
  }

  /** Advances the clock, and Kalshi's, because it refuses stamps of another time. */
  private void pass(Duration time, ManualClock clock) {
    clock.advance(time);
    kalshi.clockOffset(Duration.between(Instant.now(), clock.instant()));
  }

  private KalshiClient signed(ManualClock clock) {
    return QuickClients.open(QuickClients.signed(kalshi, folder, keys), clock);
  }

  private KalshiClient signed() {
    return QuickClients.open(QuickClients.signed(kalshi, folder, keys));
  }

  private static EventOrSeries family(String event) {
    return new EventOrSeries(EventOrSeries.Level.EVENT, new Ticker(event));
  }

  private void askFromThreads(KalshiClient client, int threads, int questions) throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<Page>> answers = new ArrayList<>();
      for (int i = 0; i < questions; i++) {
        answers.add(pool.submit(() -> client.fetch(ONE_MARKET, ledger)));
      }
      for (Future<Page> answer : answers) {
        answer.get();
      }
    } finally {
      pool.shutdownNow();
    }
  }
}
