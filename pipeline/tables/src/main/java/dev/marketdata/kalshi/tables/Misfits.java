package dev.marketdata.kalshi.tables;

import java.io.Serializable;
import java.util.Map;
import java.util.TreeMap;

/** Counts values that do not fit their columns. */
final class Misfits implements Serializable {

  private static final long serialVersionUID = 1L;

  private final TreeMap<String, Long> byColumn = new TreeMap<>();

  void add(String column) {
    byColumn.merge(column, 1L, Long::sum);
  }

  void add(Misfits others) {
    others.byColumn.forEach((column, count) -> byColumn.merge(column, count, Long::sum));
  }

  Map<String, Long> byColumn() {
    return byColumn;
  }
}
