package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One object of an answer: where its bytes lie, and the few words of it that a run decides by.
 *
 * @param ticker whose market or order book it is
 * @param eventTicker the market's event; empty where the row does not say
 * @param status the row's own status word; empty where the row does not say
 * @param settledAt when the market settled, if it did and the row says when
 * @param combo whether it is a multivariate market
 * @param from its first byte in the answer
 * @param to the byte after its last
 */
public record MarketRow(
    Ticker ticker,
    String eventTicker,
    String status,
    @Nullable Instant settledAt,
    boolean combo,
    int from,
    int to) {}
