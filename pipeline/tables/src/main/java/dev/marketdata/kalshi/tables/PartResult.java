package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What became of a part. */
record PartResult(int number, List<OfTable> tables) implements Serializable {

  /**
   * What became of a part in one table.
   *
   * @param file null if there are no rows
   */
  record OfTable(String table, Manifest.@Nullable File file, Counts counts)
      implements Serializable {}

  /** The counts that a file carries too. Their names are those of {@link Manifest}. */
  record Counts(
      long shards,
      long rowsRead,
      long rows,
      long duplicates,
      long revised,
      long otherDays,
      Map<String, Long> doesNotFit,
      List<Manifest.Broken> broken,
      List<Manifest.Result> earlierResults)
      implements Serializable {}
}
