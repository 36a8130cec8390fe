package dev.marketdata.kalshi.tables;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * A table: its name, which is that of its folder, and its columns. A row is an array of their
 * values. Every table has last {@code raw}; one that is made from shards has first {@code ticker,
 * slot, received_at, source}.
 */
final class Table {

  static final int TICKER = 0;
  static final int SLOT = 1;
  static final int RECEIVED_AT = 2;
  static final int SOURCE = 3;

  private final String name;
  private final List<Column> columns;
  private final Map<String, Integer> positions = new HashMap<>();
  private final int time;
  private final @Nullable Integer key;

  /**
   * Creates a table.
   *
   * @param time the column that gives a row its day, and its place among the rows of its market
   * @param key the column that is different in each row of a market; null if there is none
   */
  Table(String name, List<Column> columns, String time, @Nullable String key) {
    this.name = name;
    this.columns = List.copyOf(columns);
    for (int i = 0; i < columns.size(); i++) {
      positions.put(columns.get(i).name(), i);
    }
    this.time = index(time);
    this.key = key == null ? null : (Integer) index(key);
  }

  String name() {
    return name;
  }

  List<Column> columns() {
    return columns;
  }

  /** Returns the position of the column that gives a row its day. */
  int time() {
    return time;
  }

  /** Returns the position of the key; null if there is none. */
  @Nullable Integer key() {
    return key;
  }

  /** Returns the position of a column. */
  int index(String column) {
    Integer position = positions.get(column);
    if (position == null) {
      throw new IllegalArgumentException(name + " has no column " + column);
    }
    return position;
  }

  /** Returns the position of Kalshi's own object. */
  int raw() {
    return columns.size() - 1;
  }

  /**
   * Returns when what a row of a shard tells was observed, in microseconds. It is before the end of
   * a candle, and of a window.
   */
  long observed(Object[] row) {
    Object observed = row[time];
    if (observed == null) {
      return (Long) row[SLOT] - 1;
    }
    return (Long) observed - (equals(Tables.CANDLESTICKS) ? 1 : 0);
  }

  MessageType parquet() {
    return new MessageType(
        name, columns.stream().map(column -> (Type) column.type().parquet(column.name())).toList());
  }
}
