package dev.marketdata.kalshi;

import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.runs.RunNotices;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.math.BigDecimal;

/**
 * The checked settings of a run. Slot and run id are fixed when the pipeline is built.
 *
 * @param run the identity of the run
 * @param tickers the ticker files
 * @param output the root of the output
 * @param kalshi the settings of the client
 * @param rules the data that is wanted of each selector
 * @param maxFailedFraction the max fraction of missing data in a run that does not fail, 0 to 1
 * @param notices whom the run tells about itself
 */
public record RunSettings(
    RunId run,
    TickerFiles tickers,
    OutputRoot output,
    KalshiSettings kalshi,
    FetchRules rules,
    BigDecimal maxFailedFraction,
    RunNotices notices) {}
