package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.Verdict;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Six hundred markets while a good part of the answers goes wrong. */
@Timeout(120)
class StormTest {

  private static final List<Fault> MIXED =
      List.of(
          Fault.status(429),
          Fault.status(500),
          Fault.status(502),
          Fault.status(503),
          Fault.resetBeforeHeaders(),
          Fault.resetInBody(),
          Fault.truncatedWithRightLength(),
          Fault.truncatedWithWrongLength(),
          Fault.html(),
          Fault.garbage(),
          Fault.emptyBody(),
          Fault.brokenGzip(),
          Fault.wrongContentType());

  private final SimulatedExchange exchange =
      SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time()));
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private final List<String> selectors = new ArrayList<>();
  private final List<String> markets = new ArrayList<>();
  private TestRun run;

  @BeforeEach
  void begin(@TempDir Path folder) {
    run = new TestRun(kalshi, folder);
    for (int i = 0; i < 60; i++) {
      String event = "KXA-" + i;
      List<String> names = IntStream.range(0, 10).mapToObj(t -> event + "-T" + t).toList();
      exchange.event("KXA", event).markets(event, names);
      markets.addAll(names);
      if (i < 30) {
        selectors.add("event:" + event);
      } else {
        selectors.addAll(names);
      }
    }
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void nothingIsMissedWhenAThirdOfTheAnswersGoesWrong() throws Exception {
    kalshi.faults().each(0.3, 1, MIXED);

    Left left = run.collect(selectors);

    assertThat(left.missed(), is(empty()));
    assertThat(run.shards("market_data"), containsInAnyOrder(markets.toArray()));
  }

  @Test
  void everyShardIsWholeWhateverWentWrong() throws Exception {
    kalshi.faults().each(0.3, 2, MIXED);

    run.collect(selectors);

    ObjectMapper json = new ObjectMapper();
    List<String> shards = List.copyOf(run.files("market_data").values());
    assertThat(shards, everyItem(endsWith("}}\n")));
    for (String shard : shards) {
      assertThat(json.readTree(shard).at("/market/ticker").asText().isEmpty(), is(false));
    }
  }

  @Test
  void theSumsAddUpWhenSomeOfItIsLost() throws Exception {
    kalshi
        .faults()
        .always(request -> request.parameter("event_ticker").isPresent(), Fault.status(403));
    kalshi.faults().each(0.3, 3, MIXED);

    Left left = run.collect(selectors);

    RunSummary summary = left.summary();
    assertThat(summary.markets().stored(), is(300L));
    assertThat(summary.misses().get("rejected"), is(30L));
    assertThat(summary.failed(), is(30L));
    assertThat(summary.verdict(), is(Verdict.FAILED));
    assertThat(left.receipts().size() + left.misses().size(), is(330));
  }

  @Test
  void aHundred503sInARowLoseNothing() throws Exception {
    kalshi.faults().next(100, "/markets", Fault.status(503));

    Left left = run.collect(selectors);

    assertThat(left.missed(), is(empty()));
    assertThat(left.summary().requests().retries(), is(greaterThan(0L)));
    assertThat(left.summary().requests().byStatus().get("503"), is(100L));
  }
}
