package dev.marketdata.kalshi.tickers;

import java.io.Serializable;

/**
 * A line of a ticker file.
 *
 * @param file the absolute path or {@code gs://} URI of the file
 * @param number the number of the line, from 1
 */
public record SourceLine(String file, int number) implements Serializable {}
