package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.function.Function;

/** A page of a listing; the cursor of the last page is empty. */
record Page<T>(List<T> items, String cursor) {

  /** Makes a page from a list; one item more than the limit means that there is another page. */
  static <T> Page<T> cut(List<T> itemsAndOneMore, int limit, Function<T, Cursor> end) {
    if (itemsAndOneMore.size() <= limit) {
      return new Page<>(itemsAndOneMore, "");
    }
    List<T> items = itemsAndOneMore.subList(0, limit);
    return new Page<>(items, end.apply(items.get(limit - 1)).encoded());
  }
}
