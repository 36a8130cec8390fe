package dev.marketdata.kalshi.tickers;

import java.io.Serializable;
import java.util.List;

/**
 * All selectors of a run, in one element: a million elements would cost a runner more than the
 * requests that they are packed into.
 *
 * @param selectors each once, in the order of the files
 */
public record TickerSelectors(List<TickerSelector> selectors) implements Serializable {}
