package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests signatures, timestamps and rate limits. */
@Timeout(30)
class SimulatorAccessTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");
  private static final String LIMITS = "/account/limits";

  private final SimulatorKeys keys = SimulatorKeys.ed25519();
  private final SimulatedExchange exchange =
      SimulatedExchange.demo(Clock.fixed(NOW, ZoneOffset.UTC));
  private final KalshiSimulator kalshi = KalshiSimulator.serving(exchange).accept(keys).start();
  private final SimulatorClient client = new SimulatorClient(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  static Stream<SimulatorKeys> everyKindOfKey() {
    return Stream.of(SimulatorKeys.rsa(), SimulatorKeys.rsaAsPkcs8(), SimulatorKeys.ed25519());
  }

  @ParameterizedTest
  @MethodSource("everyKindOfKey")
  void aValidSignatureIsAccepted(SimulatorKeys known) throws Exception {
    try (KalshiSimulator simulator = KalshiSimulator.serving(exchange).accept(known).start()) {
      SimulatorClient signer = new SimulatorClient(simulator);

      assertThat(signer.send(signer.signed(LIMITS, known, NOW)).statusCode(), is(200));
    }
  }

  @Test
  void theQueryIsNotSigned() throws Exception {
    assertThat(client.send(client.signed("/markets?limit=1", keys, NOW)).statusCode(), is(200));
  }

  @Test
  void theLimitsIncludeTheTier() throws Exception {
    HttpResponse<String> response = client.send(client.signed(LIMITS, keys, NOW));
    JsonNode limits = Json.MAPPER.readTree(response.body());

    assertThat(limits.at("/read/refill_rate").asInt(), is(200));
    assertThat(limits.at("/read/bucket_capacity").asInt(), is(400));
    assertThat(limits.get("usage_tier").asText(), is("basic"));
  }

  @Test
  void aProtectedEndpointRequiresASignature() throws Exception {
    assertRefused(client.get(LIMITS), "token_authentication_failure", "");
  }

  @Test
  void everyEndpointCanBeProtected() throws Exception {
    try (KalshiSimulator simulator = KalshiSimulator.serving(exchange).requireAuth().start()) {
      assertThat(new SimulatorClient(simulator).get("/markets").statusCode(), is(401));
    }
  }

  @Test
  void aSignatureOfAnotherTextIsRefused() throws Exception {
    String stamp = Long.toString(NOW.toEpochMilli());
    HttpResponse<String> response =
        client.send(
            client
                .request("/markets")
                .header("KALSHI-ACCESS-KEY", keys.keyId())
                .header("KALSHI-ACCESS-TIMESTAMP", stamp)
                .header("KALSHI-ACCESS-SIGNATURE", keys.sign(stamp + "GET/markets")));

    assertRefused(response, "authentication_error", "INCORRECT_API_KEY_SIGNATURE");
  }

  @Test
  void anUnknownKeyIsRefused() throws Exception {
    assertRefused(
        client.send(client.signed("/markets", SimulatorKeys.ed25519(), NOW)),
        "authentication_error",
        "NOT_FOUND");
  }

  @Test
  void aKeyWithoutSignatureIsRefused() throws Exception {
    HttpResponse<String> response =
        client.send(
            client
                .request("/markets")
                .header("KALSHI-ACCESS-KEY", keys.keyId())
                .header("KALSHI-ACCESS-TIMESTAMP", "1"));

    assertRefused(response, "signature_is_missing_from_headers", "");
  }

  @ParameterizedTest
  @ValueSource(longs = {-10, 10})
  void aTimestampTenSecondsOffIsAccepted(long seconds) throws Exception {
    HttpResponse<String> response =
        client.send(client.signed(LIMITS, keys, NOW.plusSeconds(seconds)));

    assertThat(response.statusCode(), is(200));
  }

  @ParameterizedTest
  @ValueSource(longs = {-11, 11})
  void aTimestampElevenSecondsOffIsRefused(long seconds) throws Exception {
    assertRefused(
        client.send(client.signed(LIMITS, keys, NOW.plusSeconds(seconds))),
        "header_timestamp_expired",
        "");
  }

  @Test
  void theDateHeaderAndTheTimestampCheckUseTheSameClock() throws Exception {
    kalshi.clockOffset(Duration.ofMinutes(5));

    HttpResponse<String> refused = client.send(client.signed(LIMITS, keys, NOW));
    HttpResponse<String> accepted =
        client.send(client.signed(LIMITS, keys, NOW.plus(Duration.ofMinutes(5))));

    assertRefused(refused, "header_timestamp_expired", "");
    assertThat(
        refused.headers().firstValue("Date").orElse(""), is("Sun, 22 Nov 2026 14:05:00 GMT"));
    assertThat(accepted.statusCode(), is(200));
  }

  @Test
  void aRateLimitErrorHasNoRetryAfter() throws Exception {
    RateLimit three = new RateLimit(0, 30, 30);
    try (KalshiSimulator simulator =
        KalshiSimulator.serving(exchange).anonymousLimit(three).start()) {
      SimulatorClient hasty = new SimulatorClient(simulator);
      for (int i = 0; i < 3; i++) {
        assertThat(hasty.get("/exchange/status").statusCode(), is(200));
      }
      HttpResponse<String> fourth = hasty.get("/exchange/status");

      assertThat(fourth.statusCode(), is(429));
      assertThat(fourth.body(), is("{\"error\":\"too many requests\"}"));
      assertThat(fourth.headers().firstValue("Retry-After").isPresent(), is(false));
    }
  }

  @Test
  void signedRequestsHaveTheirOwnBucket() throws Exception {
    try (KalshiSimulator simulator =
        KalshiSimulator.serving(exchange)
            .accept(keys)
            .anonymousLimit(new RateLimit(0, 10, 0))
            .start()) {
      SimulatorClient both = new SimulatorClient(simulator);

      assertThat(both.get("/markets").statusCode(), is(429));
      assertThat(both.send(both.signed("/markets", keys, NOW)).statusCode(), is(200));
    }
  }

  @Test
  void aListedCostIsReportedAndCharged() throws Exception {
    try (KalshiSimulator simulator =
        KalshiSimulator.serving(exchange)
            .cost("GET", "/trade-api/v2/markets/:ticker", 50)
            .anonymousLimit(new RateLimit(0, 60, 60))
            .start()) {
      SimulatorClient client = new SimulatorClient(simulator);

      assertThat(
          client.json("/account/endpoint_costs").at("/endpoint_costs/0/cost").asInt(), is(50));
      assertThat(client.get("/markets/KXNFLMVP-27-PMAH").statusCode(), is(200));
      assertThat(client.get("/exchange/status").statusCode(), is(429));
    }
  }

  @Test
  void aBucketRefillsContinuously() {
    TokenBucketMeter bucket = new TokenBucketMeter(new RateLimit(100, 20, 0), 0);

    assertThat(bucket.take(10, 99_000_000), is(false));
    assertThat(bucket.take(10, 100_000_000), is(true));
    assertThat(bucket.take(20, 10_000_000_000L), is(true));
    assertThat(bucket.take(1, 10_000_000_000L), is(false));
  }

  @Test
  void keysHaveTheFormatsOfTheExchange() {
    assertThat(SimulatorKeys.rsa().pem(), startsWith("-----BEGIN RSA PRIVATE KEY-----\n"));
    assertThat(SimulatorKeys.ed25519().pem(), startsWith("-----BEGIN PRIVATE KEY-----\n"));
  }

  private static void assertRefused(HttpResponse<String> response, String code, String details)
      throws Exception {
    JsonNode error = Json.MAPPER.readTree(response.body()).get("error");
    assertThat(response.statusCode(), is(401));
    assertThat(error.get("code").asText(), is(code));
    assertThat(error.path("details").asText(), is(details));
  }
}
