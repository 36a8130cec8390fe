package dev.marketdata.kalshi.tickers;

import java.io.Serializable;

/**
 * A line of a ticker file that is not a selector.
 *
 * @param text the line, shortened and without control characters
 */
public record InvalidLine(String text, SourceLine source, String problem) implements Serializable {}
