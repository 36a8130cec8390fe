package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerCounts;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A run and its possible results, for tests. */
final class RunFixtures {

  static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "kalshi-market-data",
          Instant.parse("2026-11-22T14:04:11Z"));
  static final Instant FINISHED = Instant.parse("2026-11-22T14:04:31.5Z");
  static final ApiRoot API = new ApiRoot("https://external-api.kalshi.com/trade-api/v2");
  static final KalshiSettings KALSHI =
      new KalshiSettings(
          RUN.name(), API, null, new BudgetSettings(BigDecimal.ONE, null), RUN.startedAt());
  static final EarlierRuns NO_RUNS = EarlierRuns.none(RUN.slot().time());
  static final TickerCounts COUNTS =
      new TickerCounts("gs://bucket/tickers.txt", "1763", 990, 3, 2, 5, 1, 0, List.of(), null);

  static final FetchRules RULES =
      new FetchRules(
          new MarketSelection(Set.of(), RUN.slot().time(), false),
          List.of(),
          Window.before(RUN.slot().time(), Duration.ofHours(2)));

  private RunFixtures() {}

  static ShardReceipt receipt(String ticker, Outcome outcome) {
    return receipt(ticker, "market_data", outcome);
  }

  static ShardReceipt receipt(String ticker, String dataset, Outcome outcome) {
    String path = dataset + "/ticker=" + ticker + "/date=2026-11-22/20261122T140000Z.json";
    return new ShardReceipt(path, new Ticker(ticker), dataset, outcome, 100, "4waSgw==", "live");
  }

  static Miss miss(String selector, MissReason reason) {
    return miss(selector, null, "market_data", reason);
  }

  static Miss miss(String selector, @Nullable String ticker, String dataset, MissReason reason) {
    TickerSelector parsed = TickerSelector.parse(selector, new SourceLine("tickers.txt", 7));
    Ticker own = parsed.kind() == TickerKind.MARKET ? parsed.ticker() : null;
    return new Miss(
        selector,
        parsed.source(),
        ticker == null ? own : new Ticker(ticker),
        dataset,
        reason,
        "why",
        null);
  }
}
