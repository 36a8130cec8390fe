package dev.marketdata.kalshi.tickers;

import java.io.Serializable;

/**
 * A line that asks for nothing Kalshi could have.
 *
 * @param text the line's text, shortened and without control characters
 * @param source where it stands
 * @param why what is wrong with it
 */
public record InvalidLine(String text, SourceLine source, String why) implements Serializable {}
