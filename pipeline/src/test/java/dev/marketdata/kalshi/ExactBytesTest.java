package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesRegex;

import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that a shard has Kalshi's own bytes. */
@Timeout(60)
class ExactBytesTest {

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time())).event("KXR", "KXR-1");
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder);
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  static Stream<String> marketsOfManyKinds() {
    return Stream.of(
        "{\"ticker\":\"KXR-1-A\"}",
        "{ \"ticker\" :\t\"KXR-1-A\" , \"yes_bid\":1.10, \"volume\" : 5.4E1 }",
        "{\"ticker\":\"KXR-1-A\",\"big\":123456789012345678901234567890.000000000000000000001}",
        "{\"ticker\":\"KXR-1-A\",\"n\":-0.0,\"m\":1e-7,\"k\":0.10000000000000000}",
        "{\"title\":\"\\u00b0 \\/ \\\\ \\\" \\n \\ud83d\\ude00\",\"ticker\":\"KXR-1-A\"}",
        "{\"title\":\"São Paulo 80° ⚽ “x” \uD83D\uDE00\",\"ticker\":\"KXR-1-A\"}",
        "{\"new\":{\"a\":[1,{\"b\":null}],\"ticker\":\"X\"},\"ticker\":\"KXR-1-A\",\"z\":[]}",
        "{\"ticker\":\"KXR-1-A\",\"text\":\"}],\\\"cursor\\\":\\\"x\\\"\"}");
  }

  @ParameterizedTest
  @MethodSource("marketsOfManyKinds")
  void theMarketIsWhatKalshiSent(String json) throws Exception {
    exchange.rawMarket("KXR-1", "KXR-1-A", json);

    run.collect("KXR-1-A");

    assertThat(marketOf("KXR-1-A"), is(json));
  }

  @Test
  void aLineBreakBetweenTokensBecomesABlank() throws Exception {
    exchange.rawMarket("KXR-1", "KXR-1-A", "{\r\n\"ticker\":\"KXR-1-A\",\n \"a\":1\r}");

    run.collect("KXR-1-A");

    assertThat(marketOf("KXR-1-A"), is("{  \"ticker\":\"KXR-1-A\",  \"a\":1 }"));
  }

  @Test
  void marketsOfOnePageAreSeparateShards() throws Exception {
    List<String> all = marketsOfManyKinds().toList();
    for (int i = 0; i < all.size(); i++) {
      exchange.rawMarket("KXR-1", "KXR-1-" + i, all.get(i).replace("KXR-1-A", "KXR-1-" + i));
    }

    run.collect("series:KXR");

    for (int i = 0; i < all.size(); i++) {
      assertThat(marketOf("KXR-1-" + i), is(all.get(i).replace("KXR-1-A", "KXR-1-" + i)));
    }
  }

  @Test
  void theEnvelopeHasTimesAndApi() throws Exception {
    exchange.rawMarket("KXR-1", "KXR-1-A", "{\"ticker\":\"KXR-1-A\"}");

    run.collect("KXR-1-A");

    String time = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z";
    assertThat(
        run.shard("KXR-1-A"),
        matchesRegex(
            "\\{\"schema\":1,\"market_ticker\":\"KXR-1-A\",\"slot\":\"2026-11-22T14:00:00Z\","
                + "\"requested_at\":\""
                + time
                + "\",\"received_at\":\""
                + time
                + "\",\"api\":\"http://127\\.0\\.0\\.1:\\d+/trade-api/v2\",\"source\":\"live\","
                + "\"market\":\\{\"ticker\":\"KXR-1-A\"\\}\\}\n"));
  }

  @Test
  void aShardPathHasTickerAndSlot() throws Exception {
    exchange.rawMarket("KXR-1", "KXR-1-A", "{\"ticker\":\"KXR-1-A\"}");

    run.collect("KXR-1-A");

    assertThat(
        run.files("market_data").keySet(),
        contains("market_data/ticker=KXR-1-A/date=2026-11-22/20261122T140000Z.json"));
  }

  private String marketOf(String ticker) throws Exception {
    String shard = run.shard(ticker);
    int from = shard.indexOf("\"market\":") + "\"market\":".length();
    return shard.substring(from, shard.length() - "}\n".length());
  }
}
