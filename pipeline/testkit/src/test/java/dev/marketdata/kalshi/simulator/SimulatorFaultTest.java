package dev.marketdata.kalshi.simulator;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the injected faults. */
@Timeout(30)
class SimulatorFaultTest {
  private static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");
  private static final String PAGE = "/markets?limit=3";

  private final KalshiSimulator kalshi =
      KalshiSimulator.start(SimulatedExchange.demo(Clock.fixed(NOW, ZoneOffset.UTC)));
  private final SimulatorClient client = new SimulatorClient(kalshi);

  @AfterEach
  void close() {
    kalshi.close();
  }

  static Stream<Fault> faultsThatBreakTheConnection() {
    return Stream.of(
        Fault.resetBeforeHeaders(), Fault.resetInBody(), Fault.truncatedWithWrongLength());
  }

  @ParameterizedTest
  @MethodSource("faultsThatBreakTheConnection")
  void aBrokenConnectionIsAnError(Fault fault) {
    kalshi.faults().always(request -> true, fault);

    assertThrows(IOException.class, () -> client.get(PAGE));
  }

  static Stream<Fault> faultsThatNeverEnd() {
    return Stream.of(Fault.hangBeforeHeaders(), Fault.hangInBody(), Fault.slow());
  }

  @ParameterizedTest
  @MethodSource("faultsThatNeverEnd")
  void aHangLastsUntilTheSimulatorCloses(Fault fault) throws Exception {
    kalshi.faults().next(1, fault);
    Thread closer =
        new Thread(
            () -> {
              while (kalshi.requests().total() == 0) {
                Thread.onSpinWait();
              }
              kalshi.close();
            });
    closer.start();

    assertThrows(IOException.class, () -> client.get(PAGE));
    closer.join();
  }

  @Test
  void aHangLastsLongerThanTheClientsTimeout() {
    kalshi.faults().next(1, Fault.hangBeforeHeaders());

    assertThrows(
        HttpTimeoutException.class,
        () -> client.send(client.request(PAGE).timeout(Duration.ofMillis(50))));
  }

  static Stream<Fault> faultsWithoutJson() {
    return Stream.of(Fault.html(), Fault.garbage(), Fault.truncatedWithRightLength());
  }

  @ParameterizedTest
  @MethodSource("faultsWithoutJson")
  void aBodyThatIsNotJsonHasStatus200(Fault fault) throws Exception {
    kalshi.faults().next(1, fault);

    HttpResponse<String> response = client.get(PAGE);

    assertThat(response.statusCode(), is(200));
    assertThrows(JsonProcessingException.class, () -> Json.MAPPER.readTree(response.body()));
  }

  @ParameterizedTest
  @ValueSource(ints = {429, 500, 502, 503})
  void anErrorIsSentTheGivenNumberOfTimes(int status) throws Exception {
    kalshi.faults().next(2, "/markets", Fault.status(status));

    assertThat(client.get("/exchange/status").statusCode(), is(200));
    assertThat(client.get(PAGE).statusCode(), is(status));
    assertThat(client.get(PAGE).statusCode(), is(status));
    assertThat(client.get(PAGE).statusCode(), is(200));
  }

  @Test
  void anEmptyBodyHasStatus200() throws Exception {
    kalshi.faults().next(1, Fault.emptyBody());

    HttpResponse<String> response = client.get(PAGE);

    assertThat(response.statusCode(), is(200));
    assertThat(response.body(), is(""));
  }

  @Test
  void aWrongContentTypeHasTheCorrectBody() throws Exception {
    kalshi.faults().next(1, Fault.wrongContentType());

    HttpResponse<String> response = client.get(PAGE);

    assertThat(response.headers().firstValue("Content-Type").orElse(""), startsWith("text/plain"));
    assertThat(Json.MAPPER.readTree(response.body()).has("markets"), is(true));
  }

  @Test
  void brokenGzipHasTheGzipHeader() throws Exception {
    kalshi.faults().next(1, Fault.brokenGzip());

    HttpResponse<String> response = client.get(PAGE);

    assertThat(response.headers().firstValue("Content-Encoding").orElse(""), is("gzip"));
    assertThat(response.body(), containsString("not gzip"));
  }

  @Test
  void aHugeBodyHasItsSize() throws Exception {
    kalshi.faults().next(1, Fault.hugeBody(5_000_000));

    assertThat(client.get(PAGE).body().length() > 4_000_000, is(true));
  }

  @Test
  void aRepeatedCursorIsTheCursorOfTheRequest() throws Exception {
    String cursor = client.json(PAGE).get("cursor").asText();
    kalshi.faults().next(1, Fault.repeatedCursor());

    assertThat(client.json(PAGE + "&cursor=" + cursor).get("cursor").asText(), is(cursor));
  }

  @ParameterizedTest
  @ValueSource(strings = {PAGE, "/markets/trades?limit=3"})
  void anEmptyPageLeadsToThePageThatWasAskedFor(String list) throws Exception {
    JsonNode first = client.json(list);
    String next = list + "&cursor=" + first.get("cursor").asText();
    JsonNode second = client.json(next);
    kalshi.faults().next(2, Fault.emptyPage());

    JsonNode empty = client.json(list);
    JsonNode emptyToo = client.json(next);

    assertThat(empty.findValuesAsText("ticker"), hasSize(0));
    assertThat(emptyToo.findValuesAsText("ticker"), hasSize(0));
    assertThat(client.json(list + "&cursor=" + empty.get("cursor").asText()), is(first));
    assertThat(client.json(list + "&cursor=" + emptyToo.get("cursor").asText()), is(second));
  }

  @Test
  void anUnrequestedMarketIsAdded() throws Exception {
    kalshi.faults().next(1, Fault.unrequestedMarket());

    assertThat(
        client.tickers("/markets?tickers=KXNFLMVP-27-PMAH"), hasItem("KXNOTASKED-26NOV22-T1"));
  }

  @Test
  void aMarketCanLackItsTicker() throws Exception {
    kalshi.faults().next(1, Fault.marketWithoutTicker());

    JsonNode markets = client.json(PAGE).get("markets");

    assertThat(markets.get(0).has("ticker"), is(false));
    assertThat(markets.get(1).has("ticker"), is(true));
  }

  @Test
  void aMarketCanBeSentTwice() throws Exception {
    kalshi.faults().next(1, Fault.duplicateMarket());

    List<String> tickers = client.tickers(PAGE);

    assertThat(tickers, hasSize(4));
    assertThat(tickers.get(3), is(tickers.get(0)));
  }

  @Test
  void randomFaultsDependOnTheirSeed() throws Exception {
    kalshi.faults().each(0.3, 7, List.of(Fault.status(500), Fault.status(502)));
    List<Integer> first = statusesOfTen();
    kalshi.faults().clear().each(0.3, 7, List.of(Fault.status(500), Fault.status(502)));

    assertThat(statusesOfTen(), is(first));
    assertThat(first.stream().anyMatch(status -> status >= 500), is(true));
  }

  @Test
  void maintenanceClosesAllExceptTheStatus() throws Exception {
    kalshi.faults().maintenance(Duration.ofMinutes(30));

    JsonNode status = client.json("/exchange/status");

    assertThat(client.get(PAGE).statusCode(), is(503));
    assertThat(status.get("exchange_active").asBoolean(), is(false));
    assertThat(status.get("exchange_estimated_resume_time").asText(), is("2026-11-22T14:30:00Z"));
  }

  @Test
  void maintenanceEndsAtItsTime() throws Exception {
    kalshi.faults().maintenance(Duration.ofMinutes(30));
    kalshi.clockOffset(Duration.ofMinutes(31));

    assertThat(client.get(PAGE).statusCode(), is(200));
    assertThat(client.json("/exchange/status").get("exchange_active").asBoolean(), is(true));
  }

  private List<Integer> statusesOfTen() throws Exception {
    return Stream.generate(() -> PAGE).limit(10).map(this::status).toList();
  }

  private int status(String path) {
    try {
      return client.get(path).statusCode();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
