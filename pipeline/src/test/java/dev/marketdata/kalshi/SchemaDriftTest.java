package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.runs.RunSummary.Drift;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs with objects that differ from the known schema. */
@Timeout(60)
class SchemaDriftTest {

  private static final Logger LOG = Logger.getLogger("dev.marketdata.kalshi.runs.WriteRunSummary");

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time()))
          .event("KXR", "KXR-1")
          .market("KXR-1", "KXR-1-A", MarketState.ACTIVE);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final Warnings warnings = new Warnings();
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder);
    LOG.addHandler(warnings);
  }

  @AfterEach
  void close() {
    LOG.removeHandler(warnings);
    kalshi.close();
  }

  @Test
  void eachDifferenceIsInTheSummaryWithAnExample() throws Exception {
    list("KXR-1-N", "\"title\"", "\"headline\":{\"en\":\"x\"},\"title\"");
    list("KXR-1-T", "\"can_close_early\":true", "\"can_close_early\":\"yes\"");
    list("KXR-1-G", "\"market_type\":\"binary\",", "");
    list("KXR-1-V", "\"status\":\"active\"", "\"status\":\"halted\"");

    TestRun.Left left = run.collect("KXR-1-A", "KXR-1-N", "KXR-1-T", "KXR-1-G", "KXR-1-V");

    assertThat(
        left.summary().schemaDrift(),
        contains(
            new Drift("market_data", "market_type", "gone", 1, "KXR-1-G", null),
            new Drift("market_data", "can_close_early", "type", 1, "KXR-1-T", "\"yes\""),
            new Drift("market_data", "headline", "new", 1, "KXR-1-N", "{\"en\":\"x\"}"),
            new Drift("market_data", "status", "value", 1, "KXR-1-V", "\"halted\"")));
  }

  @Test
  void differencesOfSeveralResponsesAreAddedUp() throws Exception {
    list("KXR-1-N", "\"title\"", "\"headline\":1,\"title\"");

    // The event's page and the look-up of the name.
    TestRun.Left left = run.collect("event:KXR-1", "market:KXR-1-N");

    assertThat(left.summary().schemaDrift().get(0).count(), is(2L));
  }

  @Test
  void differencesDoNotChangeTheVerdict() throws Exception {
    list("KXR-1-G", "\"market_type\":\"binary\",", "");

    assertThat(run.collect("series:KXR").summary().verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void aShardHasTheBytesOfADifferentObject() throws Exception {
    String sent = list("KXR-1-N", "\"title\"", "\"headline\" : [ 1 ],\"title\"");

    run.collect("KXR-1-N");

    assertThat(run.shard("KXR-1-N"), containsString("\"market\":" + sent + "}"));
  }

  @Test
  void aRunWarnsOnceOfDifferences() throws Exception {
    list("KXR-1-N", "\"title\"", "\"headline\":1,\"title\"");
    list("KXR-1-G", "\"market_type\":\"binary\",", "");

    run.collect("series:KXR");

    assertThat(
        warnings.lines,
        contains(
            containsString("2 differences, the first: market_data gone market_type in KXR-1-G")));
  }

  @Test
  void aRunWithoutDifferencesDoesNotWarn() throws Exception {
    run.collect("series:KXR");

    assertThat(warnings.lines, is(empty()));
  }

  @Test
  void theSimulatorHasNoDifferences(@TempDir Path folder) throws Exception {
    SimulatedExchange demo = SimulatedExchange.demo(new ManualClock(TestRun.SLOT.time()));
    try (KalshiSimulator whole = KalshiSimulator.start(demo)) {
      TestRun.Left left =
          new TestRun(whole, folder).including(new OrderBooks()).collect(demo.tickers());

      assertThat(left.summary().schemaDrift(), is(empty()));
    }
  }

  /** Adds a copy of the first market with one change; returns its JSON. */
  private String list(String ticker, String from, String to) throws Exception {
    HttpResponse<String> page =
        HttpClient.newHttpClient()
            .send(
                HttpRequest.newBuilder(URI.create(kalshi.url() + "/markets?tickers=KXR-1-A"))
                    .timeout(Duration.ofSeconds(10))
                    .build(),
                HttpResponse.BodyHandlers.ofString());
    String market = page.body().replaceFirst(".*\\[(\\{\"can_close_early.*\\})\\].*", "$1");
    String changed = market.replace("KXR-1-A", ticker).replace(from, to);
    assertThat(changed.equals(market.replace("KXR-1-A", ticker)), is(false));
    exchange.rawMarket("KXR-1", ticker, changed);
    return changed;
  }

  private static final class Warnings extends Handler {

    private final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord entry) {
      if (entry.getLevel().equals(Level.WARNING)) {
        lines.add(new SimpleFormatter().formatMessage(entry));
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
