package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests a run with an unknown key. */
@Timeout(60)
class RefusedKeyTest {

  private static final List<String> NAMES =
      IntStream.range(0, 1_000)
          .mapToObj(i -> (i % 2 == 0 ? "" : "market:") + String.format("KXA-1-T%04d", i))
          .toList();

  private final ManualClock clock = new ManualClock(TestRun.SLOT.time());
  private final SimulatorKeys known = SimulatorKeys.ed25519();
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(
              SimulatedExchange.empty(clock)
                  .event("KXA", "KXA-1")
                  .market("KXA-1", "KXA-1-T0000", MarketState.ACTIVE))
          .accept(known)
          .start();
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder).waitingOn(clock);
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void itEndsAfterAFewRequests() throws Exception {
    run.signedBy(SimulatorKeys.ed25519()).collect(NAMES);

    assertThat(kalshi.requests().total(), is(lessThan(10L)));
  }

  @Test
  void everyNameIsAMissInFailedTxt() throws Exception {
    Left left = run.signedBy(SimulatorKeys.ed25519()).collect(NAMES);

    assertThat(left.summary().misses().get("unavailable"), is(1_000L));
    assertThat(left.failed(), is(NAMES));
    assertThat(
        left.misses().stream().map(miss -> miss.get("detail").asText()).toList(),
        everyItem(is("Kalshi refused the credential: HTTP 401: authentication_error: NOT_FOUND")));
  }

  @Test
  void theSummaryHasTheReasonOfTheStop() throws Exception {
    Left left = run.signedBy(SimulatorKeys.ed25519()).collect(NAMES);

    assertThat(left.summary().verdict(), is(Verdict.FAILED));
    assertThat(
        left.summary().stoppedBy(),
        is("Kalshi refused the credential: HTTP 401: authentication_error: NOT_FOUND"));
    assertThat(
        left.whyFailed(),
        is(
            "the run was stopped: Kalshi refused the credential: HTTP 401:"
                + " authentication_error: NOT_FOUND"));
  }

  @Test
  void aStoppedRunFailsWithAnyAllowedFraction() throws Exception {
    Left left = run.allowing("1").signedBy(SimulatorKeys.ed25519()).collect("KXA-1-T0000");

    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  static Stream<SimulatorKeys> strangers() {
    return Stream.of(SimulatorKeys.ed25519(), SimulatorKeys.rsa(), SimulatorKeys.rsaAsPkcs8());
  }

  @ParameterizedTest
  @MethodSource("strangers")
  void noOutputContainsARefusedKey(SimulatorKeys stranger) throws Exception {
    Left left = run.signedBy(stranger).collect("KXA-1-T0000", "KXNONE-1");

    StringWriter failure = new StringWriter();
    if (left.failure() != null) {
      left.failure().printStackTrace(new PrintWriter(failure));
    }
    List<String> texts = new ArrayList<>(run.files("").values());
    texts.add(failure.toString());
    assertThat(leaks(stranger, texts), is(empty()));
  }

  @Test
  void noFileOfACompleteRunContainsTheKey() throws Exception {
    run.signedBy(known).collect("KXA-1-T0000", "KXNONE-1");

    assertThat(leaks(known, List.copyOf(run.files("").values())), is(empty()));
  }

  /** Returns the pieces of the key that the texts contain. */
  private static List<String> leaks(SimulatorKeys keys, List<String> texts) {
    List<String> secrets = new ArrayList<>(List.of(keys.keyId()));
    String body =
        String.join(
            "", Arrays.stream(keys.pem().split("\n", -1)).filter(l -> !l.startsWith("-")).toList());
    // The first letters of a PEM are the same for all keys of its kind.
    for (int from = 40; from + 16 <= body.length(); from++) {
      secrets.add(body.substring(from, from + 16));
    }
    return secrets.stream()
        .filter(secret -> texts.stream().anyMatch(text -> text.contains(secret)))
        .toList();
  }
}
