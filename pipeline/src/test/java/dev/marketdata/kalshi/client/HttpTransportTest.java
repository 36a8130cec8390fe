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
import java.io.IOException;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
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

  @Test
  void aSelfSignedCertificateIsToldInPlainWords() throws Exception {
    try (ServerSocket server = selfSigned()) {
      CompletableFuture<Void> unused = CompletableFuture.runAsync(() -> shakeHands(server));
      URI url = URI.create("https://localhost:" + server.getLocalPort() + "/");

      assertThat(
          assertThrows(KalshiException.class, () -> transport.get(url, Map.of(), PATIENT)).detail(),
          startsWith("the connection to localhost failed: its certificate is not trusted: "));
    }
  }

  private static ServerSocket selfSigned() throws Exception {
    KeyPair pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
    X500Name name = new X500Name("CN=localhost");
    X509Certificate certificate =
        new JcaX509CertificateConverter()
            .getCertificate(
                new JcaX509v3CertificateBuilder(
                        name,
                        BigInteger.ONE,
                        Date.from(Instant.now().minus(Duration.ofDays(1))),
                        Date.from(Instant.now().plus(Duration.ofDays(1))),
                        name,
                        pair.getPublic())
                    .build(new JcaContentSignerBuilder("SHA256withRSA").build(pair.getPrivate())));
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("server", pair.getPrivate(), new char[0], new Certificate[] {certificate});
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, new char[0]);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), null, null);
    return tls.getServerSocketFactory().createServerSocket(0, 1, InetAddress.getLoopbackAddress());
  }

  private static void shakeHands(ServerSocket server) {
    try (Socket socket = server.accept()) {
      int unused = socket.getInputStream().read();
    } catch (IOException e) {
      // The client refuses the certificate.
      return;
    }
  }
}
