package dev.marketdata.kalshi.tables;

/**
 * A column of a table.
 *
 * @param field where the value is in the shard, with dots; empty if it is computed
 * @param isQuote true for a price of which Kalshi writes 0 or 1 if there is none
 */
record Column(String name, ColumnType type, String field, boolean isQuote) {

  static Column of(String name, ColumnType type, String field) {
    return new Column(name, type, field, false);
  }
}
