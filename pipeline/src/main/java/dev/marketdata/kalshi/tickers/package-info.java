/**
 * Reads ticker files: which markets, events and series a run is asked for. Knows nothing of HTTP.
 */
@NullMarked
package dev.marketdata.kalshi.tickers;

import org.jspecify.annotations.NullMarked;
