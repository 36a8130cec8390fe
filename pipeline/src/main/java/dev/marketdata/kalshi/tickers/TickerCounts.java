package dev.marketdata.kalshi.tickers;

import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What the ticker file held, counted once the whole file was read: selectors by their kind, lines
 * that repeat an earlier one, and lines that are no selectors.
 *
 * @param file the path or glob that was asked for
 * @param generation the version of the file that was read; null if there are several files, or no
 *     versions
 * @param firstInvalid where the first invalid line stands and what is wrong with it; null if there
 *     is none
 * @param problem why the list could not be read or used; null if it could
 */
public record TickerCounts(
    String file,
    @Nullable String generation,
    long market,
    long event,
    long series,
    long unsaid,
    long duplicates,
    long invalid,
    @Nullable String firstInvalid,
    @Nullable String problem)
    implements Serializable {

  /** Returns the counts of a list that could not be read. */
  public static TickerCounts unread(String file, String problem) {
    return new TickerCounts(file, null, 0, 0, 0, 0, 0, 0, null, problem);
  }
}
