package dev.marketdata.kalshi.client;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests a GET request and its response. */
@Timeout(60)
class HttpTransportTest {

  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");
  private static final Duration PATIENT = Duration.ofSeconds(30);
  private static final int TOO_LARGE = 64 * 1024 * 1024 + 1;

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(NOW))
          .event("KXA", "KXA-1")
          .market("KXA-1", "KXA-1-T1", MarketState.ACTIVE);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final HttpTransport transport =
      new HttpTransport(Clock.systemUTC(), "kalshi-market-data/1");

  @AfterEach
  void close() {
    kalshi.close();
  }

  @ParameterizedTest
  @CsvSource({
    "Accept, application/json",
    "Accept-Encoding, gzip",
    "Accept-Language, en",
    "User-Agent, kalshi-market-data/1",
  })
  void everyRequestHasAHeader(String name, String value) throws Exception {
    get();

    assertThat(
        kalshi.requests().requests().get(0).request().header(name).orElse("none"), is(value));
  }

  @Test
  void theClientsAgentIsItsNameAndVersion() {
    assertThat(Version.userAgent(), is("kalshi-market-data/" + Version.value()));
  }

  @Test
  void aCompressedResponseIsDecompressed() throws Exception {
    String packed = text(transport.get(markets(kalshi), Map.of(), PATIENT));
    try (KalshiSimulator plain = KalshiSimulator.serving(exchange).withoutGzip().start()) {
      assertThat(packed, is(text(transport.get(markets(plain), Map.of(), PATIENT))));
    }
  }

  @Test
  void theDateIsTheServersTime() throws Exception {
    assertThat(get().serverTime(), is(NOW));
  }

  @Test
  void anInvalidDateIsIgnored() throws Exception {
    kalshi.faults().next(1, Fault.status(401, "{}", "Date", "soon"));

    assertThat(get().status(), is(401));
  }

  @Test
  void theResponseIsReceivedAfterTheRequest() throws Exception {
    Response response = get();

    assertThat(response.receivedAt(), is(greaterThanOrEqualTo(response.requestedAt())));
  }

  @Test
  void aRedirectIsAResponseLikeOthers() throws Exception {
    Response response = transport.get(URI.create(kalshi.url() + "/markets/"), Map.of(), PATIENT);

    assertThat(response.status(), is(301));
    assertThat(kalshi.requests().total(), is(1L));
  }

  static Stream<Fault> endlessAnswers() {
    return Stream.of(Fault.hangBeforeHeaders(), Fault.hangInBody(), Fault.slow());
  }

  @ParameterizedTest
  @MethodSource("endlessAnswers")
  void theTimeoutCoversTheLastByte(Fault fault) {
    kalshi.faults().next(1, fault);

    KalshiException e =
        assertThrows(
            KalshiException.class,
            () -> transport.get(markets(kalshi), Map.of(), Duration.ofSeconds(1)));

    assertThat(e.reason(), is(Reason.TIMED_OUT));
    assertThat(e.detail(), is("no complete response within 1 s"));
    assertThat(e.status(), is(nullValue()));
  }

  @Test
  void aResponseAboveTheMaxSizeIsMalformed() {
    kalshi.faults().next(1, Fault.hugeBody(TOO_LARGE));

    KalshiException e = assertThrows(KalshiException.class, this::get);

    assertThat(e.reason(), is(Reason.MALFORMED));
    assertThat(e.detail(), is("the response is larger than 67108864 bytes"));
  }

  @Test
  void invalidGzipIsMalformed() {
    kalshi.faults().next(1, Fault.brokenGzip());

    KalshiException e = assertThrows(KalshiException.class, this::get);

    assertThat(e.reason(), is(Reason.MALFORMED));
    assertThat(e.detail(), is("the response is not valid gzip"));
  }

  @Test
  void anUnreachableServerIsUnavailable() {
    URI nobody = markets(kalshi);
    kalshi.close();

    KalshiException e =
        assertThrows(KalshiException.class, () -> transport.get(nobody, Map.of(), PATIENT));

    assertThat(e.reason(), is(Reason.UNAVAILABLE));
    assertThat(e.detail(), startsWith("the connection to 127.0.0.1 failed: "));
  }

  private Response get() throws Exception {
    return transport.get(URI.create(kalshi.url() + "/exchange/status"), Map.of(), PATIENT);
  }

  private static URI markets(KalshiSimulator at) {
    return URI.create(at.url() + "/markets");
  }

  private static String text(Response response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }
}
