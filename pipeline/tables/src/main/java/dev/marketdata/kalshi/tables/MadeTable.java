package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.util.List;

/**
 * What the task made of a day of a table, for people to read.
 *
 * @param batch the name of the batch: {@code base}, or of later shards
 * @param rowsRead the rows in the shards
 * @param elsewhere the rows of another day, and those that another shard or file of the day has
 * @param unfit the number of values that do not fit their column
 * @param broken the first broken shards, each with what is wrong
 */
public record MadeTable(
    String table,
    String date,
    String batch,
    long shards,
    long rowsRead,
    long rows,
    long elsewhere,
    int files,
    long bytes,
    long unfit,
    long brokenShards,
    List<String> broken)
    implements Serializable {

  private static final int MAX_SHOWN = 5;

  static MadeTable of(Manifest manifest) {
    return new MadeTable(
        manifest.table(),
        manifest.date(),
        manifest.batch(),
        manifest.shards(),
        manifest.rowsRead(),
        manifest.rows(),
        manifest.otherDays() + manifest.duplicates(),
        manifest.files().size(),
        manifest.files().stream().mapToLong(Manifest.File::bytes).sum(),
        manifest.doesNotFit().values().stream().mapToLong(Long::longValue).sum(),
        manifest.broken().size(),
        manifest.broken().stream()
            .limit(MAX_SHOWN)
            .map(shard -> shard.path() + ": " + shard.reason())
            .toList());
  }
}
