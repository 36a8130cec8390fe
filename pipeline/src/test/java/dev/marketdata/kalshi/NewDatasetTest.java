package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ApiRequest;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.JsonPage;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests a new dataset, {@link Prints}, without a change of the main code. */
@Timeout(60)
class NewDatasetTest {

  private static final String BEFORE = print("p0", "A", "2026-11-22T11:59:59.999Z");
  private static final String FIRST = print("p1", "A", "2026-11-22T12:00:00Z");
  private static final String SECOND = print("p2", "A", "2026-11-22T13:00:00.5Z");
  private static final String LAST = print("p3", "A", "2026-11-22T13:59:59.999999Z");
  private static final String AFTER = print("p4", "A", "2026-11-22T14:00:00Z");

  private final Map<String, List<String>> tape =
      Map.of("A", List.of(AFTER, LAST, SECOND, FIRST, BEFORE), "B", List.of());
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(
              SimulatedExchange.empty(new ManualClock(TestRun.SLOT.time()))
                  .event("E", "E-1")
                  .market("E-1", "A", MarketState.ACTIVE)
                  .market("E-1", "B", MarketState.ACTIVE))
          .anonymousLimit(RateLimit.unlimited())
          .endpoint(Prints.PATH, this::prints)
          .start();
  private TestRun run;

  private static String print(String id, String ticker, String at) {
    return "{\"print_id\":\"" + id + "\",\"ticker\":\"" + ticker + "\",\"at\":\"" + at + "\"}";
  }

  private String prints(ApiRequest request) {
    String ticker = request.parameters("ticker").get(0);
    return JsonPage.of(request, "prints", tape.getOrDefault(ticker, List.of()));
  }

  @BeforeEach
  void begin(@TempDir Path folder) {
    run =
        new TestRun(kalshi, folder)
            .including(new Prints())
            .waitingOn(new ManualClock(TestRun.SLOT.time()));
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  @Test
  void aShardHoldsTheItemsOfAllPagesInTheWindowInKalshisOrder() throws Exception {
    run.collect("event:E-1");

    assertThat(itemsOfA(), contains(LAST, SECOND, FIRST));
  }

  @Test
  void aShardNamesItsWindow() throws Exception {
    run.collect("event:E-1");

    JsonNode shard = shardOfA();
    assertThat(shard.get("window_start").asText(), is("2026-11-22T12:00:00Z"));
    assertThat(shard.get("window_end").asText(), is("2026-11-22T14:00:00Z"));
  }

  @Test
  void aMarketWithoutItemsHasAnEmptyReceiptAndNoShard() throws Exception {
    Left left = run.collect("event:E-1");

    assertThat(run.shards("prints"), contains("A"));
    assertThat(
        left.receipts().stream()
            .map(receipt -> receipt.get("path").asText() + " " + receipt.get("outcome").asText())
            .toList(),
        hasItem("prints/ticker=B/date=2026-11-22/20261122T140000Z.json empty"));
  }

  @Test
  void itsShardsAreCountedByItsKey() throws Exception {
    RunSummary summary = run.collect("event:E-1").summary();

    assertThat(summary.shards().get("prints"), is(new RunSummary.Shards(1, 0, 1L)));
    assertThat(summary.stored(), is(3L));
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void runningTheSlotAgainChangesNothing() throws Exception {
    run.collect("event:E-1");
    Map<String, String> before = run.files("prints");

    RunSummary summary = run.collect("event:E-1").summary();

    assertThat(summary.shards().get("prints"), is(new RunSummary.Shards(0, 1, 1L)));
    assertThat(run.files("prints"), is(before));
  }

  @Test
  void aFailedRequestIsRetriedWithoutItsMarket() throws Exception {
    kalshi.faults().next(8, Prints.PATH, Fault.status(503));

    Left left = run.collect("market:A");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(itemsOfA(), hasSize(3));
    assertThat(kalshi.requests().countTo("/markets"), is(1L));
  }

  @Test
  void aMarketWithAFailedPageIsAMissWithoutAShard() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith(Prints.PATH) && request.query().contains("cursor"),
            Fault.status(503));

    Left left = run.collect("event:E-1");

    assertThat(run.shards("prints"), is(empty()));
    assertThat(left.missed(), contains("event:E-1 unavailable"));
    assertThat(left.misses().get(0).get("dataset").asText(), is("prints"));
    assertThat(left.failed(), contains("market:A"));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void aListWithoutEndIsAMiss() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith(Prints.PATH),
            Fault.status(200, "{\"prints\":[],\"cursor\":\"next\"}"));

    assertThat(run.collect("market:A").missed(), contains("market:A malformed"));
  }

  @Test
  void aMarketIsNotEmptyIfAnItemHasNoMarket() throws Exception {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith(Prints.PATH),
            Fault.status(200, "{\"prints\":[{\"print_id\":\"p\"}],\"cursor\":\"\"}"));

    Left left = run.collect("market:B");

    assertThat(left.missed(), contains("market:B malformed"));
    assertThat(left.receipts(), hasSize(1));
  }

  @Test
  void itsSchemaDriftIsReportedForItsItems() throws Exception {
    kalshi
        .faults()
        .next(
            1,
            Prints.PATH,
            Fault.status(
                200,
                "{\"prints\":[{\"print_id\":\"p\",\"ticker\":\"A\",\"at\":\"2026-11-22T13:00:00Z\","
                    + "\"legs\":[{\"side\":\"yes\"}]}],\"cursor\":\"\"}"));

    List<String> drift = new ArrayList<>();
    for (RunSummary.Drift found : run.collect("market:A").summary().schemaDrift()) {
      drift.add(found.dataset() + " " + found.finding() + " " + found.field());
    }

    assertThat(drift, contains("prints gone legs[].size", "prints new legs[].side"));
  }

  private List<String> itemsOfA() throws Exception {
    List<String> items = new ArrayList<>();
    shardOfA().get("prints").forEach(item -> items.add(item.toString()));
    return items;
  }

  private JsonNode shardOfA() throws Exception {
    return new ObjectMapper()
        .readTree(run.files("prints").get("prints/ticker=A/date=2026-11-22/20261122T140000Z.json"));
  }
}
