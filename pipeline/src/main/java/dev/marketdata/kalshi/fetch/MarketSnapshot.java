package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.Serializable;

/**
 * One market's object within the answer that holds it.
 *
 * @param ticker the market
 * @param selector what asked for it
 * @param from its first byte
 * @param to the byte after its last
 */
public record MarketSnapshot(Ticker ticker, TickerSelector selector, int from, int to)
    implements Serializable {}
