package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.datasets.Candlesticks;
import dev.marketdata.kalshi.datasets.Trades;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Which windows of a market may have trades, by its candles. Consecutive windows share a request as
 * long as their volumes are small. One with a large volume has its own, because its trades are kept
 * in memory until they are complete.
 *
 * @param traded the windows of each request for trades, which may have some without a trade between
 *     others
 * @param quiet the other windows, whose candles show no volume
 */
record TradedWindows(List<Windows> traded, List<Windows> quiet) {

  /** A page of trades; most have a count of one contract or more. */
  private static final BigDecimal MAX_TOGETHER = BigDecimal.valueOf(Trades.TRADES_PER_PAGE);

  /**
   * Divides the windows of a market.
   *
   * @param candles one row per window, in order of time
   */
  static TradedWindows of(List<Row> candles) {
    TradedWindows result = new TradedWindows(new ArrayList<>(), new ArrayList<>());
    List<Row> together = new ArrayList<>();
    BigDecimal volume = BigDecimal.ZERO;
    for (Row row : candles) {
      BigDecimal more = volume.add(volumeAtMost(row));
      if (!together.isEmpty()
          && (!isNext(together.get(together.size() - 1), row)
              || more.compareTo(MAX_TOGETHER) > 0)) {
        result.add(together);
        together.clear();
        more = volumeAtMost(row);
      }
      together.add(row);
      volume = more;
    }
    if (!together.isEmpty()) {
      result.add(together);
    }
    return result;
  }

  /** Adds consecutive windows: those from the first that may have trades to the last such. */
  private void add(List<Row> rows) {
    int from = 0;
    while (from < rows.size() && isQuiet(rows.get(from))) {
      from++;
    }
    int to = rows.size();
    while (to > from && isQuiet(rows.get(to - 1))) {
      to--;
    }
    Windows all = new Windows(window(rows.get(0)), rows.size());
    if (from == to) {
      quiet.add(all);
      return;
    }
    if (from > 0) {
      quiet.add(all.sub(0, from));
    }
    traded.add(all.sub(from, to));
    if (to < rows.size()) {
      quiet.add(all.sub(to, rows.size()));
    }
  }

  private static BigDecimal volumeAtMost(Row row) {
    BigDecimal volume = Candlesticks.volume(row);
    return isQuiet(row) ? BigDecimal.ZERO : volume == null ? MAX_TOGETHER : volume;
  }

  private static boolean isQuiet(Row row) {
    BigDecimal volume = Candlesticks.volume(row);
    return volume != null && volume.signum() == 0 && !Candlesticks.mayHaveTradedAtStart(row);
  }

  private static boolean isNext(Row row, Row next) {
    return Windows.of(window(row)).plus(Windows.of(window(next))).size() == 1;
  }

  private static Window window(Row row) {
    return Objects.requireNonNull(row.window(), "candles have a window");
  }
}
