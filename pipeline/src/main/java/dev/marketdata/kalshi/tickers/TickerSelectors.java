package dev.marketdata.kalshi.tickers;

import java.io.Serializable;
import java.util.List;

/**
 * All that the ticker files of a run ask for: one element, since a million of them cost a runner
 * more than the requests they are packed into.
 *
 * @param selectors each once, in the order of the files
 */
public record TickerSelectors(List<TickerSelector> selectors) implements Serializable {}
