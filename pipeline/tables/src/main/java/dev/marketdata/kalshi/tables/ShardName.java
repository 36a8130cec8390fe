package dev.marketdata.kalshi.tables;

import com.google.cloud.storage.StorageException;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * What the path of a shard tells.
 *
 * @param slot in microseconds
 */
record ShardName(String dataset, String ticker, long slot) {

  private static final String TICKER = "/ticker=";
  private static final String DATE = "/date=";
  // yyyyMMdd'T'HHmmss'Z'.json
  private static final int FILE = 21;
  private static final int NOT_FOUND = 404;

  /** Returns the name of a path under the output root; null if it is not the path of a shard. */
  static @Nullable ShardName parse(String path) {
    int ticker = path.indexOf(TICKER);
    int date = path.indexOf(DATE, ticker + 1);
    int file = path.lastIndexOf('/') + 1;
    if (ticker <= 0 || date < 0 || path.length() - file != FILE || !path.endsWith("Z.json")) {
      return null;
    }
    String stamp = path.substring(file);
    Long slot =
        Times.micros(
            stamp.substring(0, 4)
                + "-"
                + stamp.substring(4, 6)
                + "-"
                + stamp.substring(6, 11)
                + ":"
                + stamp.substring(11, 13)
                + ":"
                + stamp.substring(13, 16));
    return slot == null
        ? null
        : new ShardName(
            path.substring(0, ticker), path.substring(ticker + TICKER.length(), date), slot);
  }

  String path() {
    return new ShardPath(dataset, new Slot(Times.instant(slot))).of(new Ticker(ticker));
  }

  /**
   * Reads the shard.
   *
   * @throws BrokenShardException if there is none
   * @throws UncheckedIOException if the storage fails
   */
  byte[] content(ObjectStore store) throws BrokenShardException {
    try {
      return store.read(path());
    } catch (IOException e) {
      if (isAbsent(e)) {
        throw new BrokenShardException("there is none, although a run has a receipt of it");
      }
      throw new UncheckedIOException(new IOException(path() + ": " + Excerpt.of(e), e));
    }
  }

  private static boolean isAbsent(IOException e) {
    return e instanceof NoSuchFileException
        || (e.getCause() instanceof StorageException refusal && refusal.getCode() == NOT_FOUND);
  }
}
