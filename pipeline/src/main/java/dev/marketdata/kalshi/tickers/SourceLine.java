package dev.marketdata.kalshi.tickers;

import java.io.Serializable;

/**
 * The place in a ticker file where something was asked for.
 *
 * @param file the file as it was found
 * @param number the line, from 1
 */
public record SourceLine(String file, int number) implements Serializable {}
