package dev.marketdata.kalshi.tickers;

import java.io.Serializable;

/**
 * A line that asks for nothing Kalshi could have, and why not.
 *
 * @param text the line's text, shortened and without control characters
 */
public record InvalidLine(String text, SourceLine source, String why) implements Serializable {}
