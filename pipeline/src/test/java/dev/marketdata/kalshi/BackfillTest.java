package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A run of past slots: candlesticks and trades of both tiers, and nothing else. */
@Timeout(60)
class BackfillTest {

  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final Instant FROM = Instant.parse("2026-11-21T18:00:00Z");
  private static final Instant TO = Instant.parse("2026-11-21T22:00:00Z");
  private static final Instant START = FROM.minus(INTERVAL);

  private static final Instant OPENED = Instant.parse("2026-11-01T00:00:00Z");
  private static final Instant CLOSED = Instant.parse("2026-11-23T00:00:00Z");

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(Instant.parse("2026-11-26T12:00:00Z"));
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("E", "E-1")
          .market("E-1", "BUSY", MarketState.ACTIVE)
          .tradesPerHour("BUSY", 60);
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

  private Left backfill(String... lines) throws IOException {
    return run.backfilling(FROM, TO).waitingOn(clock).collect(lines);
  }

  private Tape tape() {
    return new Tape(kalshi, run);
  }

  @Test
  void allSlotsOfTheRangeAreCollected() throws IOException {
    Left left = backfill("event:E-1");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(run.files("candlesticks").size(), is(3));
    assertThat(tape().storedTrades(), is(tape().trades("BUSY", START, TO)));
    assertThat(tape().storedCandles(), is(tape().candles("BUSY", START, TO)));
  }

  @Test
  void marketsAreNotStored() throws IOException {
    backfill("event:E-1", "BUSY");

    assertThat(run.files("market_data"), is(anEmptyMap()));
  }

  @Test
  void theSummaryNamesTheFirstAndTheLastSlot() throws IOException {
    Left left = backfill("BUSY");

    assertThat(
        left.summary().backfill(), is(new RunSummary.Backfill(FROM.toString(), TO.toString())));
    assertThat(left.folder(), startsWith("runs/date=2026-11-21/20261121T220000Z-"));
  }

  @Test
  void aSecondRunChangesNothing() throws IOException {
    backfill("BUSY");
    Map<String, String> stored = run.files("trades");

    Left left = backfill("BUSY");

    assertThat(run.files("trades"), is(stored));
    assertThat(left.summary().stored(), is(0L));
  }

  @Test
  void aMarketOfTheHistoricalTierIsStoredAsThatTierSendsIt() throws IOException {
    exchange.cutoff(Instant.parse("2026-11-25T00:00:00Z"));
    exchange.historicalMarket("E-1", "OLD", OPENED, CLOSED, CLOSED);
    exchange.tradesPerHour("OLD", 20);

    Left left = backfill("market:OLD");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(tape().storedCandles(), is(not(empty())));
    assertThat(tape().storedCandles(), is(tape().historicalCandles("OLD", START, TO)));
    assertThat(tape().storedTrades(), is(tape().trades("OLD", START, TO)));
    assertThat(sources(left), is(List.of("historical")));
  }

  @Test
  void aSeriesYieldsItsMarketsOfTheHistoricalTier() throws IOException {
    exchange.cutoff(Instant.parse("2026-11-25T00:00:00Z"));
    exchange.event("PAST", "PAST-1");
    exchange.historicalMarket("PAST-1", "PAST-1-A", OPENED, CLOSED, CLOSED);

    backfill("series:PAST");

    assertThat(run.files("candlesticks").size(), is(3));
  }

  @Test
  void tradesOnBothSidesOfTheCutoffAreStoredOnce() throws IOException {
    exchange.tradesCutoff(Instant.parse("2026-11-21T19:30:00Z"));
    exchange.tradesOverlap(Duration.ofMinutes(30));

    Left left = backfill("BUSY");

    assertThat(tape().storedTrades(), is(tape().trades("BUSY", START, TO)));
    assertThat(Objects.requireNonNull(left.summary().volumeCheck()).different(), is(0L));
  }

  @Test
  void oneRequestIsForAsManySlotsAsItsLimitAllows() throws IOException {
    backfill("BUSY");

    assertThat(kalshi.requests().countTo("/markets/candlesticks"), is(1L));
  }

  private static List<String> sources(Left left) {
    return left.receipts().stream()
        .map(receipt -> receipt.get("source").asText())
        .distinct()
        .toList();
  }
}
