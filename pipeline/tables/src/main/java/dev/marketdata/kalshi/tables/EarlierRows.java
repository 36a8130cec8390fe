package dev.marketdata.kalshi.tables;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.parquet.io.api.Binary;
import org.jspecify.annotations.Nullable;

/**
 * The keys of the rows that files of a table already have. The files are sorted by market, and are
 * read once, together: only the keys of one market are in memory.
 */
final class EarlierRows implements Closeable {

  private final List<Cursor> cursors = new ArrayList<>();

  EarlierRows(Table table, Column key, List<Path> files) throws IOException {
    for (Path file : files) {
      cursors.add(new Cursor(table, key, file));
    }
  }

  /** Returns the keys of a market, which must come after that of the last call. */
  Set<Object> keys(String ticker) throws IOException {
    Set<Object> keys = new HashSet<>();
    for (Cursor cursor : cursors) {
      cursor.add(Binary.fromString(ticker), keys);
    }
    return keys;
  }

  @Override
  public void close() throws IOException {
    for (Cursor cursor : cursors) {
      cursor.rows.close();
    }
  }

  private static final class Cursor {

    private final TableRows rows;
    private final int key;
    private Object @Nullable [] next;

    Cursor(Table table, Column key, Path file) throws IOException {
      this.key = table.index(key.name());
      Set<String> columns = new HashSet<>(List.of("ticker", key.name()));
      rows = new TableRows(table, columns, file);
      next = rows.next();
    }

    void add(Binary ticker, Set<Object> keys) throws IOException {
      while (next != null) {
        Binary market = (Binary) Objects.requireNonNull(next[Table.TICKER]);
        int order = Binary.lexicographicCompare(market, ticker);
        if (order > 0) {
          return;
        }
        if (order == 0 && next[key] != null) {
          keys.add(next[key]);
        }
        next = rows.next();
      }
    }
  }
}
