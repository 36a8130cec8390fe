package dev.marketdata.kalshi.tables;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.datasets.Datasets;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The tables. The columns of Kalshi's fields follow from the schemas of the datasets: a field's
 * name and JSON type give the type of its column. A field that is not in the schema is in the
 * column {@code raw} only.
 */
final class Tables {

  static final String QUOTE_STATE = "quote_state";
  static final String CROSSED = "crossed";
  static final String SECONDS_LATE = "seconds_late";

  private static final String DOLLARS = "_dollars";
  private static final String COUNT = "_fp";
  private static final Set<String> TIMES = Set.of("_time", "_ts", "_datetime");
  private static final Set<String> QUOTES =
      Set.of(
          "yes_bid",
          "yes_ask",
          "no_bid",
          "no_ask",
          "last_price",
          "previous_yes_bid",
          "previous_yes_ask",
          "previous_price");
  private static final List<Column> ENVELOPE =
      List.of(
          Column.of("ticker", ColumnType.TEXT, "market_ticker"),
          Column.of("slot", ColumnType.TIME, "slot"),
          Column.of("received_at", ColumnType.TIME, "received_at"),
          Column.of("source", ColumnType.TEXT, "source"));

  static final Table MARKET_DATA =
      table(
          "market_data",
          List.of(
              Column.of(QUOTE_STATE, ColumnType.TEXT, ""),
              Column.of(CROSSED, ColumnType.BOOLEAN, ""),
              Column.of(SECONDS_LATE, ColumnType.SECONDS, "")),
          fields("market_data", ""),
          "market",
          "received_at",
          null);

  static final Table ORDERBOOKS =
      table(
          "orderbooks",
          List.of(
              Column.of("side", ColumnType.TEXT, ""),
              Column.of("level", ColumnType.INTEGER, ""),
              Column.of(
                  "price", ColumnType.PRICE, "orderbook_fp.yes_dollars[][0], .no_dollars[][0]"),
              Column.of(
                  "count", ColumnType.COUNT, "orderbook_fp.yes_dollars[][1], .no_dollars[][1]")),
          List.of(),
          "orderbook_fp.yes_dollars[], .no_dollars[]",
          "received_at",
          null);

  static final Table CANDLESTICKS =
      table(
          "candlesticks",
          List.of(),
          fields("candlesticks", "/properties/candlesticks/items"),
          "candlesticks[]",
          "end_period_ts",
          "end_period_ts");

  static final Table TRADES =
      table("trades", List.of(), fields("trades", ""), "trades[]", "created_time", "trade_id");

  static final Table SETTLEMENTS = settlements();

  static final Table RUNS =
      new Table(
          "runs",
          List.of(
              Column.of("run", ColumnType.TEXT, "run"),
              Column.of("job", ColumnType.TEXT, "job"),
              Column.of("slot", ColumnType.TIME, "slot"),
              Column.of("started_at", ColumnType.TIME, "started_at"),
              Column.of("finished_at", ColumnType.TIME, "finished_at"),
              Column.of("verdict", ColumnType.TEXT, "verdict"),
              Column.of("stopped_by", ColumnType.TEXT, "stopped_by"),
              Column.of("seconds_late", ColumnType.SECONDS, "late_seconds"),
              Column.of("stored", ColumnType.INTEGER, "markets.stored"),
              Column.of("already_there", ColumnType.INTEGER, "markets.already_there"),
              Column.of("failed", ColumnType.INTEGER, ""),
              Column.of("volume_equal", ColumnType.INTEGER, "volume_check.equal"),
              Column.of("volume_at_edge", ColumnType.INTEGER, "volume_check.edges"),
              Column.of("volume_different", ColumnType.INTEGER, "volume_check.different"),
              Column.of("requests", ColumnType.INTEGER, "requests.total"),
              Column.of("retries", ColumnType.INTEGER, "requests.retries"),
              Column.of("http_429", ColumnType.INTEGER, "requests.by_status.429"),
              Column.of("raw", ColumnType.JSON, "")),
          "slot",
          "run");

  static final Table COVERAGE =
      new Table(
          "coverage",
          List.of(
              Column.of("job", ColumnType.TEXT, ""),
              Column.of("dataset", ColumnType.TEXT, "dataset"),
              Column.of("slot", ColumnType.TIME, "slot"),
              Column.of("window_start", ColumnType.TIME, "window_start"),
              Column.of("window_end", ColumnType.TIME, "window_end"),
              Column.of("slot_interval", ColumnType.TEXT, "interval"),
              Column.of("condition", ColumnType.TEXT, "condition"),
              Column.of("reason", ColumnType.TEXT, "reason"),
              Column.of("expected", ColumnType.INTEGER, "expected"),
              Column.of("stored", ColumnType.INTEGER, "stored"),
              Column.of("empty", ColumnType.INTEGER, "empty"),
              Column.of("failed", ColumnType.INTEGER, "failed"),
              Column.of("late_seconds", ColumnType.INTEGER, "late_seconds"),
              Column.of("different_volumes", ColumnType.INTEGER, "different_volumes"),
              Column.of("recoverable", ColumnType.BOOLEAN, "recoverable"),
              Column.of("known_at", ColumnType.TIME, ""),
              Column.of("raw", ColumnType.JSON, "")),
          "slot",
          null);

  private Tables() {}

  /** Returns all tables, in the order of the documentation. */
  static List<Table> all() {
    return List.of(MARKET_DATA, ORDERBOOKS, CANDLESTICKS, TRADES, SETTLEMENTS, RUNS, COVERAGE);
  }

  /** Returns the tables that a batch fills: those of a dataset's shards, or a table alone. */
  static List<Table> of(String dataset) {
    return switch (dataset) {
      case "market_data" -> List.of(MARKET_DATA, SETTLEMENTS);
      case "orderbooks" -> List.of(ORDERBOOKS);
      case "candlesticks" -> List.of(CANDLESTICKS);
      case "trades" -> List.of(TRADES);
      case "settlements" -> List.of(SETTLEMENTS);
      default -> throw new IllegalArgumentException("no table for dataset " + dataset);
    };
  }

  /** Returns the name of the dataset whose shards fill them. */
  static String source(String dataset) {
    return dataset.equals("settlements") ? "market_data" : dataset;
  }

  /** Returns the names of the datasets that have tables. */
  static List<String> datasets() {
    return List.of("market_data", "orderbooks", "candlesticks", "trades");
  }

  /** Returns the name of Kalshi's field in the documents that name prices and counts apart. */
  static String historicalName(String field) {
    return without(without(field, DOLLARS), COUNT);
  }

  private static Table table(
      String name,
      List<Column> computed,
      List<Column> fields,
      String raw,
      String time,
      @Nullable String key) {
    List<Column> columns = new ArrayList<>(ENVELOPE);
    columns.addAll(computed);
    columns.addAll(fields);
    columns.add(Column.of("raw", ColumnType.JSON, raw));
    return new Table(name, columns, time, key);
  }

  private static Table settlements() {
    List<Column> fields =
        MARKET_DATA.columns().stream()
            .filter(
                column ->
                    List.of(
                            "event_ticker",
                            "market_type",
                            "status",
                            "result",
                            "settlement_value",
                            "expiration_value",
                            "open_time",
                            "close_time",
                            "expected_expiration_time",
                            "settlement_ts",
                            "last_price",
                            "volume",
                            "open_interest")
                        .contains(column.name()))
            .toList();
    return table(
        "settlements",
        List.of(
            Column.of("settled_at", ColumnType.TIME, "settlement_ts, updated_time"),
            Column.of("last_yes_bid", ColumnType.PRICE, "yes_bid_dollars"),
            Column.of("last_yes_ask", ColumnType.PRICE, "yes_ask_dollars"),
            Column.of("last_quote_at", ColumnType.TIME, "received_at")),
        fields,
        "market",
        "settled_at",
        "ticker");
  }

  private static List<Column> fields(String dataset, String pointer) {
    try (InputStream schema = Datasets.class.getResourceAsStream(dataset + ".schema.json")) {
      if (schema == null) {
        throw new IllegalStateException("no schema of " + dataset);
      }
      List<Column> columns = new ArrayList<>();
      add(new JsonMapper().readTree(schema).at(pointer), "", "", columns);
      return columns;
    } catch (IOException e) {
      throw new UncheckedIOException("reading the schema of " + dataset, e);
    }
  }

  private static void add(JsonNode object, String path, String prefix, List<Column> columns) {
    for (Map.Entry<String, JsonNode> field : object.path("properties").properties()) {
      String name = field.getKey();
      JsonNode schema = field.getValue();
      if (schema.path("properties").isObject()) {
        add(schema, path + name + ".", prefix + name + "_", columns);
      } else if (!name.equals("ticker")) {
        String column = prefix + historicalName(name);
        boolean isQuote =
            QUOTES.contains(column) || prefix.equals("yes_bid_") || prefix.equals("yes_ask_");
        columns.add(new Column(column, type(name, schema), path + name, isQuote));
      }
    }
  }

  private static ColumnType type(String field, JsonNode schema) {
    String json =
        schema.path("type").isArray()
            ? schema.path("type").get(0).asText()
            : schema.path("type").asText();
    boolean isTime = TIMES.stream().anyMatch(field::endsWith);
    return switch (json) {
      case "boolean" -> ColumnType.BOOLEAN;
      case "integer" -> isTime ? ColumnType.TIME : ColumnType.INTEGER;
      case "number" -> ColumnType.PRICE;
      case "string" ->
          field.endsWith(DOLLARS)
              ? ColumnType.PRICE
              : field.endsWith(COUNT)
                  ? ColumnType.COUNT
                  : isTime ? ColumnType.TIME : ColumnType.TEXT;
      default -> ColumnType.JSON;
    };
  }

  private static String without(String name, String suffix) {
    return name.endsWith(suffix) ? name.substring(0, name.length() - suffix.length()) : name;
  }
}
