package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/**
 * Makes a Parquet file of shards with DuckDB, as a user without this program would: {@code
 * --shards=GLOB --file=PARQUET --best=BOOLEAN}. The best setting names the columns and gives up the
 * order of the rows, which both take most of the time and the memory otherwise.
 */
final class DuckDbCopy {

  private static final String NAMED =
      ", columns = {schema: 'INTEGER', market_ticker: 'VARCHAR', slot: 'TIMESTAMPTZ',"
          + " requested_at: 'TIMESTAMPTZ', received_at: 'TIMESTAMPTZ', api: 'VARCHAR',"
          + " source: 'VARCHAR', market: 'JSON'}";

  private DuckDbCopy() {}

  public static void main(String[] args) throws IOException, SQLException {
    Locale.setDefault(Locale.ROOT);
    Flags flags = Flags.of(args);
    boolean best = Boolean.parseBoolean(flags.get("best"));
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      statement.execute("SET preserve_insertion_order = " + !best);
      statement.execute(
          "COPY (SELECT * FROM read_json('%s', format = 'newline_delimited'%s)) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
              .formatted(flags.get("shards"), best ? NAMED : "", flags.get("file")));
    }
  }
}
