package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.VolumeCheck;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Candlesticks and trades of consecutive slots, against the simulator's tape. */
@Timeout(120)
class WindowDatasetsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Instant START = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final Duration LAUNCH = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(START.plus(LAUNCH));
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("E", "E-1")
          .market("E-1", "BUSY", MarketState.ACTIVE)
          .market("E-1", "QUIET", MarketState.ACTIVE)
          .tradesPerHour("BUSY", 900)
          .tradesPerHour("QUIET", 0);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private TestRun run;

  @BeforeEach
  void begin() {
    run = new TestRun(kalshi, folder).including(Datasets.TRADES);
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  /** Runs the slot that the clock is in, and moves the clock to the next launch. */
  private Left collectNext(String... lines) throws IOException {
    Instant slot = clock.instant().minus(LAUNCH);
    Left left = run.slot(slot).waitingOn(clock).collect(lines);
    clock.advance(Duration.between(clock.instant(), slot.plus(INTERVAL).plus(LAUNCH)));
    return left;
  }

  private List<JsonNode> itemsOfShards(String dataset) throws IOException {
    List<JsonNode> items = new ArrayList<>();
    for (String content : run.files(dataset).values()) {
      JSON.readTree(content).get(dataset).forEach(items::add);
    }
    return items;
  }

  private Tape tape() {
    return new Tape(kalshi, run);
  }

  @Test
  void eachTradeOfConsecutiveSlotsIsStoredOnce() throws IOException {
    for (int slot = 0; slot < 3; slot++) {
      collectNext("event:E-1");
    }

    List<String> all =
        tape().trades("BUSY", START.minus(INTERVAL), START.plus(INTERVAL.multipliedBy(2)));
    assertThat(all.size(), is(greaterThan(1_000)));
    assertThat(tape().storedTrades(), is(all));
  }

  @Test
  void eachCandleOfConsecutiveSlotsIsStoredOnce() throws IOException {
    for (int slot = 0; slot < 3; slot++) {
      collectNext("event:E-1");
    }

    assertThat(
        tape().storedCandles(),
        is(tape().candles("BUSY", START.minus(INTERVAL), START.plus(INTERVAL.multipliedBy(2)))));
  }

  @Test
  void theTradesOfAMarketAddUpToItsCandles() throws IOException {
    VolumeCheck check = Objects.requireNonNull(collectNext("event:E-1").summary().volumeCheck());

    assertThat(check.equal() + check.edges(), is(1L));
    assertThat(check.untraded(), is(1L));
    assertThat(check.different(), is(0L));
  }

  @Test
  void aRunWithoutTradesHasNoVolumeCheck() throws IOException {
    run.including(Datasets.CANDLESTICKS);

    assertThat(collectNext("event:E-1").summary().volumeCheck(), is(nullValue()));
  }

  @Test
  void aMarketThatDidNotTradeHasAReceiptAndCostsNoRequest() throws IOException {
    Left left = collectNext("event:E-1");

    assertThat(
        left.receipts().stream()
            .filter(receipt -> receipt.get("path").asText().startsWith("trades/"))
            .map(receipt -> receipt.get("ticker").asText() + " " + receipt.get("outcome").asText())
            .toList(),
        hasItem("QUIET empty"));
    assertThat(kalshi.requests().countTo("/markets/trades"), is(lessThanOrEqualTo(3L)));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void nothingIsRequestedBeforeAMinuteAfterTheSlot() throws IOException {
    clock.advance(Duration.ofSeconds(7_200 - LAUNCH.toSeconds()));
    Instant slot = clock.instant();

    run.slot(slot).waitingOn(clock).collect("event:E-1");

    assertThat(clock.instant().isBefore(slot.plusSeconds(60)), is(false));
  }

  @Test
  void aMarketThatOnlyHadBlockTradesIsFoundByTheirList() throws IOException {
    exchange.tradesPerHour("QUIET", 60).blockTrades("QUIET", 100);
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/markets/candlesticks"),
            Fault.replacing(
                "\"volume_fp\":\"",
                "\"volume_fp\":\"0.00\",\"other\":\"".getBytes(StandardCharsets.US_ASCII)));

    VolumeCheck check = Objects.requireNonNull(collectNext("market:QUIET").summary().volumeCheck());

    assertThat(check.blockTrades(), is(1L));
    assertThat(itemsOfShards("trades"), is(not(empty())));
  }

  @Test
  void aMarketThatIsLeftOutIsRequestedAgain() throws IOException {
    kalshi
        .faults()
        .next(
            1,
            "/markets/candlesticks",
            Fault.replacing("\"BUSY\"", "\"OTHER\"".getBytes(StandardCharsets.US_ASCII)));

    Left left = collectNext("event:E-1");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(itemsOfShards("candlesticks"), is(not(empty())));
    assertThat(kalshi.requests().countTo("/markets/candlesticks"), is(2L));
  }

  @Test
  void aMarketThatIsAlwaysLeftOutIsAMiss() throws IOException {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/markets/candlesticks"),
            Fault.replacing("\"BUSY\"", "\"OTHER\"".getBytes(StandardCharsets.US_ASCII)));

    Left left = collectNext("event:E-1");

    assertThat(left.summary().verdict(), is(Verdict.FAILED));
    assertThat(left.misses().get(0).get("dataset").asText(), is("candlesticks"));
  }

  @Test
  void tradesThatAreNotThoseOfTheCandlesAreRequestedTwiceAndNamed() throws IOException {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/markets/trades"),
            Fault.replacing(
                "\"count_fp\":\"", "\"count_fp\":\"1".getBytes(StandardCharsets.US_ASCII)));

    Left left = collectNext("market:BUSY");
    VolumeCheck check = Objects.requireNonNull(left.summary().volumeCheck());

    assertThat(check.different(), is(1L));
    assertThat(check.differences().get(0).ticker(), is("BUSY"));
    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
  }

  @Test
  void aBusyMarketIsOneShardOfSeveralPages() throws IOException {
    exchange.tradesPerHour("BUSY", 3_000);

    collectNext("market:BUSY");

    assertThat(run.files("trades").size(), is(1));
    assertThat(itemsOfShards("trades").size(), is(greaterThan(5_000)));
  }

  /** The tests run in a heap of 1 GiB, which the simulator shares. */
  @Test
  void aMarketWithTwoHundredThousandTradesFitsIntoASmallHeap() throws IOException {
    exchange.tradesPerHour("BUSY", 100_000);

    Left left = collectNext("market:BUSY");

    assertThat(left.summary().shards(Datasets.TRADES).stored(), is(1L));
    assertThat(Objects.requireNonNull(left.summary().volumeCheck()).different(), is(0L));
  }

  @Test
  void tradesAreStoredEvenIfTheCandlesCannotBeHad() throws IOException {
    kalshi
        .faults()
        .always(request -> request.path().endsWith("/markets/candlesticks"), Fault.status(400));

    Left left = collectNext("market:BUSY");

    assertThat(itemsOfShards("trades"), is(not(empty())));
    assertThat(Objects.requireNonNull(left.summary().volumeCheck()).unchecked(), is(1L));
    assertThat(left.summary().verdict(), is(Verdict.FAILED));
  }

  @Test
  void aMarketThatTwoSelectorsYieldIsRequestedOnce() throws IOException {
    collectNext("market:BUSY", "event:E-1");

    assertThat(kalshi.requests().countTo("/markets/candlesticks"), is(1L));
    assertThat(run.files("trades").size(), is(1));
  }

  @Test
  void tradesAreRequestedIfTheCandlesDoNotTellTheVolume() throws IOException {
    kalshi
        .faults()
        .always(
            request -> request.path().endsWith("/markets/candlesticks"),
            Fault.replacing("\"volume_fp\"", "\"renamed\"".getBytes(StandardCharsets.US_ASCII)));

    Left left = collectNext("market:BUSY");

    assertThat(itemsOfShards("trades"), is(not(empty())));
    assertThat(Objects.requireNonNull(left.summary().volumeCheck()).unchecked(), is(1L));
  }
}
