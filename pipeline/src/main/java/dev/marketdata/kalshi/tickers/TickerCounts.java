package dev.marketdata.kalshi.tickers;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The counts of all lines of the ticker files: selectors by kind, duplicates, and lines that are
 * not selectors.
 *
 * @param file the path or glob of the files
 * @param generation the Cloud Storage generation that was read; null if there are several files, or
 *     local ones
 * @param firstInvalid the places of the first five invalid lines and their problems
 * @param problem why the files could not be read or used; null if they could
 */
public record TickerCounts(
    String file,
    @Nullable String generation,
    long market,
    long event,
    long series,
    @JsonProperty("unsaid") long notGiven,
    long duplicates,
    long invalid,
    List<String> firstInvalid,
    @Nullable String problem)
    implements Serializable {

  /** Copies the list, which a summary leaves out. */
  public TickerCounts {
    firstInvalid = firstInvalid == null ? List.of() : List.copyOf(firstInvalid);
  }

  /** Returns the counts of files that could not be read. */
  public static TickerCounts unread(String file, String problem) {
    return new TickerCounts(file, null, 0, 0, 0, 0, 0, 0, List.of(), problem);
  }

  /** Returns the number of selectors, each counted once. */
  public long selectors() {
    return market + event + series + notGiven;
  }
}
