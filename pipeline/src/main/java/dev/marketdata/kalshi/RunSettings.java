package dev.marketdata.kalshi;

import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.math.BigDecimal;

/**
 * Everything a run needs, checked. Slot and run id are fixed once, where the graph is made.
 *
 * @param run which run it is
 * @param tickers the ticker files
 * @param output where the shards go
 * @param kalshi how Kalshi is reached
 * @param rules which data of a selector is wanted
 * @param maxFailedFraction how much may be missing before the run fails, 0 to 1
 */
public record RunSettings(
    RunId run,
    TickerFiles tickers,
    OutputRoot output,
    KalshiSettings kalshi,
    FetchRules rules,
    BigDecimal maxFailedFraction) {}
