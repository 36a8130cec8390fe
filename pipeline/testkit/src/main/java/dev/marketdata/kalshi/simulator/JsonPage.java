package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.stream.IntStream;

/** Makes pages with a cursor from a list, for {@link KalshiSimulator.Builder#endpoint}. */
public final class JsonPage {
  private static final int MAX_LIMIT = 1_000;
  private static final int DEFAULT_LIMIT = 100;

  private JsonPage() {}

  /**
   * Returns the page for the {@code limit} (at most 1,000; default 100) and {@code cursor} of a
   * request: {@code {"trades":[…],"cursor":"…"}}. The last page's cursor is empty.
   *
   * @param key the name of the array
   * @param rows all rows in order, each a JSON value, which is not changed
   */
  public static String of(ApiRequest request, String key, List<String> rows) {
    Parameters parameters = new Parameters(request);
    int limit = parameters.limit(key, 0, MAX_LIMIT, DEFAULT_LIMIT);
    int after = parameters.cursor().map(Cursor::position).orElse(0);
    List<Integer> numbers =
        IntStream.range(Math.min(after, rows.size()), rows.size())
            .limit(limit + 1L)
            .boxed()
            .toList();
    Page<Integer> page = Page.cut(numbers, limit, last -> new Cursor(0, last + 1));
    String array = String.join(",", page.items().stream().map(rows::get).toList());
    return "{\"" + key + "\":[" + array + "],\"cursor\":\"" + page.cursor() + "\"}";
  }
}
