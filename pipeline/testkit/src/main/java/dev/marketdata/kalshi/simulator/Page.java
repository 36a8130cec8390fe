package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.function.Function;

/** One page of a listing; the cursor is the empty string on the last one. */
record Page<T>(List<T> items, String cursor) {

  /** Cuts a page from a list that may hold one item more than the page, which then says "more". */
  static <T> Page<T> cut(List<T> itemsAndOneMore, int limit, Function<T, Cursor> end) {
    if (itemsAndOneMore.size() <= limit) {
      return new Page<>(itemsAndOneMore, "");
    }
    List<T> items = itemsAndOneMore.subList(0, limit);
    return new Page<>(items, end.apply(items.get(limit - 1)).encoded());
  }
}
