package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerCensus;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.time.Instant;

/** A run, and what may become of what it asks for. */
final class RunFixtures {

  static final RunId RUN =
      new RunId(
          new Slot(Instant.parse("2026-11-22T14:00:00Z")),
          "kalshi-market-data",
          Instant.parse("2026-11-22T14:04:11Z"));
  static final Instant FINISHED = Instant.parse("2026-11-22T14:04:31.5Z");
  static final TickerCensus CENSUS =
      new TickerCensus("gs://bucket/tickers.txt", "1763", 990, 3, 2, 5, 1, 0, null, null);

  private RunFixtures() {}

  static ShardReceipt receipt(String ticker, Outcome outcome) {
    return receipt(ticker, Dataset.MARKET_DATA, outcome);
  }

  static ShardReceipt receipt(String ticker, Dataset dataset, Outcome outcome) {
    Miss failure = outcome == Outcome.NOT_STORED ? miss(ticker, MissReason.NOT_STORED) : null;
    String path = dataset.folder() + "/ticker=" + ticker + "/date=2026-11-22/20261122T140000Z.json";
    boolean there = failure == null;
    return new ShardReceipt(
        path,
        new Ticker(ticker),
        dataset,
        outcome,
        there ? 100 : 0,
        there ? "4waSgw==" : "",
        failure);
  }

  static Miss miss(String selector, MissReason reason) {
    return Miss.of(
        TickerSelector.parse(selector, new SourceLine("tickers.txt", 7)), reason, "why", null);
  }
}
