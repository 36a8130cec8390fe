/** Reads ticker files: the markets, events and series that a run collects. Independent of HTTP. */
@NullMarked
package dev.marketdata.kalshi.tickers;

import org.jspecify.annotations.NullMarked;
