package dev.marketdata.kalshi.client;

import java.time.Instant;

/**
 * The times before which data is in the historical tier only. Source: Kalshi, "Historical data".
 *
 * @param settled of markets and their candlesticks, by when the market settled
 * @param traded of trades, by when they were made
 */
public record HistoricalCutoff(Instant settled, Instant traded) {}
