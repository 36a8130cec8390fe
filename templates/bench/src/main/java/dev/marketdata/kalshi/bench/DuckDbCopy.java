package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.datasets.Datasets;
import java.io.IOException;
import java.io.InputStream;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Makes a Parquet file of shards with DuckDB, as a user without this program would: {@code
 * --shards=GLOB --file=PARQUET --best=BOOLEAN}. As it comes, DuckDB finds out the columns. The best
 * setting names them, with exact types, and gives up the order of the rows.
 */
final class DuckDbCopy {

  private DuckDbCopy() {}

  public static void main(String[] args) throws IOException, SQLException {
    Locale.setDefault(Locale.ROOT);
    Flags flags = Flags.of(args);
    boolean best = Boolean.parseBoolean(flags.get("best"));
    String shards = "'" + flags.get("shards") + "', format = 'newline_delimited'";
    String query = best ? named(shards, marketFields()) : "SELECT * FROM read_json(" + shards + ")";
    try (Connection duckDb = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = duckDb.createStatement()) {
      statement.execute("SET threads = " + Runtime.getRuntime().availableProcessors());
      statement.execute("SET preserve_insertion_order = " + !best);
      statement.execute(
          "COPY (%s) TO '%s' (FORMAT parquet, COMPRESSION zstd)"
              .formatted(query, flags.get("file")));
    }
  }

  private static Map<String, JsonNode> marketFields() throws IOException {
    try (InputStream schema =
        Objects.requireNonNull(Datasets.class.getResourceAsStream("market_data.schema.json"))) {
      return new JsonMapper()
          .readTree(schema).path("properties").properties().stream()
              .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }
  }

  private static String named(String shards, Map<String, JsonNode> fields) {
    String types =
        fields.entrySet().stream()
            .map(field -> "\"" + field.getKey() + "\" " + type(field.getValue()))
            .collect(Collectors.joining(", "));
    String columns =
        fields.keySet().stream().map(DuckDbCopy::column).collect(Collectors.joining(", "));
    return ("SELECT market_ticker, slot, received_at, source, %s FROM read_json(%s, columns ="
            + " {market_ticker: 'VARCHAR', slot: 'TIMESTAMPTZ', received_at: 'TIMESTAMPTZ',"
            + " source: 'VARCHAR', market: 'STRUCT(%s)'})")
        .formatted(columns, shards, types);
  }

  private static String type(JsonNode schema) {
    String type = schema.path("type").toString();
    return type.contains("object") || type.contains("array") ? "JSON" : "VARCHAR";
  }

  private static String column(String field) {
    String value = "market.\"" + field + "\"";
    String decimal =
        field.endsWith("_dollars")
            ? "DECIMAL(18, 6)"
            : field.endsWith("_fp") ? "DECIMAL(18, 2)" : null;
    return decimal == null
        ? value
        : "TRY_CAST(" + value + " AS " + decimal + ") AS \"" + field + "\"";
  }
}
