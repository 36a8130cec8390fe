package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasKey;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary.CollectedWindow;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.RunSummary.WindowShards;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import java.io.IOException;
import java.nio.file.Files;
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

/** Windows of slots that no finished run holds completely are collected by the next run. */
@Timeout(60)
class CatchUpTest {

  private static final Instant FIRST = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration INTERVAL = Duration.ofHours(2);
  private static final Duration LAUNCH = Duration.ofMinutes(4);

  @TempDir private Path folder;
  private final ManualClock clock = new ManualClock(FIRST.plus(LAUNCH));
  private final SimulatedExchange exchange =
      SimulatedExchange.empty(clock)
          .event("E", "E-1")
          .market("E-1", "BUSY", MarketState.ACTIVE)
          .market("E-1", "QUIET", MarketState.ACTIVE)
          .tradesPerHour("BUSY", 60)
          .tradesPerHour("QUIET", 0);
  private final KalshiSimulator kalshi = KalshiSimulator.start(exchange);
  private TestRun run;

  @BeforeEach
  void begin() {
    run = new TestRun(kalshi, folder).including(Datasets.TRADES).catchingUp(Duration.ofHours(24));
  }

  @AfterEach
  void close() {
    kalshi.close();
  }

  private static Instant slot(int number) {
    return FIRST.plus(INTERVAL.multipliedBy(number));
  }

  private Left collect(int slot, String... lines) throws IOException {
    clock.advance(Duration.between(clock.instant(), slot(slot).plus(LAUNCH)));
    return run.slot(slot(slot)).waitingOn(clock).collect(lines);
  }

  private static List<String> slots(Left left) {
    return left.summary().windows().stream().map(CollectedWindow::slot).toList();
  }

  private Tape tape() throws IOException {
    return new Tape(kalshi, run);
  }

  @Test
  void skippedSlotsAreCollectedEachUnderItsOwnSlot() throws IOException {
    collect(0, "event:E-1");

    long before = kalshi.requests().countTo("/markets/candlesticks");

    Left left = collect(4, "event:E-1");

    assertThat(kalshi.requests().countTo("/markets/candlesticks") - before, is(1L));
    assertThat(
        slots(left),
        contains(
            "2026-11-22T14:00:00Z",
            "2026-11-22T16:00:00Z",
            "2026-11-22T18:00:00Z",
            "2026-11-22T20:00:00Z"));
    assertThat(
        run.files("trades"), hasKey("trades/ticker=BUSY/date=2026-11-22/20261122T160000Z.json"));
    Instant from = FIRST.minus(INTERVAL);
    assertThat(tape().storedTrades(), is(tape().trades("BUSY", from, slot(4))));
    assertThat(tape().storedCandles(), is(tape().candles("BUSY", from, slot(4))));
    assertThat(Objects.requireNonNull(left.summary().volumeCheck()).different(), is(0L));
  }

  @Test
  void onlyWhatIsMissingOfASlotIsCollectedAgain() throws IOException {
    kalshi
        .faults()
        .always(
            request -> request.path().contains("candle") && request.query().contains("BUSY"),
            Fault.status(400));
    collect(0, "market:QUIET", "market:BUSY");
    kalshi.faults().clear();

    Left left = collect(1, "market:QUIET", "market:BUSY");

    CollectedWindow earlier = left.summary().windows().get(0);
    assertThat(earlier.names(), is(1L));
    assertThat(earlier.datasets().get("candlesticks"), is(new WindowShards(1, 0, 0, 0)));
    assertThat(slots(collect(2, "market:QUIET", "market:BUSY")), contains("2026-11-22T16:00:00Z"));
  }

  @Test
  void aMarketThatOpenedAndSettledInASkippedSlotIsCollected() throws IOException {
    collect(0, "event:E-1");
    Left unfinished = collect(3, "event:E-1");
    Files.delete(run.output().resolve(unfinished.folder()).resolve("summary.json"));
    exchange.settledMarket(
        "E-1",
        "SHORT",
        slot(1).plusSeconds(60),
        slot(1).plusSeconds(1_800),
        slot(1).plusSeconds(2_000));
    exchange.tradesPerHour("SHORT", 60);

    Left left = collect(4, "event:E-1");

    assertThat(left.summary().verdict(), is(Verdict.COMPLETE));
    assertThat(
        run.files("candlesticks"),
        hasKey("candlesticks/ticker=SHORT/date=2026-11-22/20261122T160000Z.json"));
  }

  @Test
  void aRunKilledAndRunAgainStoresNothingTwice() throws IOException {
    collect(0, "event:E-1");
    Left killed = collect(3, "event:E-1");
    Map<String, String> stored = run.files("trades");
    Files.delete(run.output().resolve(killed.folder()).resolve("summary.json"));

    Left left = collect(3, "event:E-1");

    assertThat(run.files("trades"), is(stored));
    assertThat(left.summary().shards(Datasets.TRADES).stored(), is(0L));
    assertThat(left.summary().shards(Datasets.TRADES).alreadyThere(), is(greaterThan(2L)));
  }

  @Test
  void theWindowsOfABackfillCountAsHeld() throws IOException {
    collect(0, "event:E-1");
    clock.advance(Duration.between(clock.instant(), slot(3).plus(LAUNCH)));
    TestRun backfill =
        new TestRun(kalshi, folder)
            .including(Datasets.TRADES)
            .backfilling(slot(1), slot(2))
            .waitingOn(clock);
    assertThat(backfill.collect("event:E-1").summary().backfill(), is(not(nullValue())));

    assertThat(slots(collect(3, "event:E-1")), contains("2026-11-22T18:00:00Z"));
    assertThat(run.files("market_data").keySet(), is(not(empty())));
  }
}
