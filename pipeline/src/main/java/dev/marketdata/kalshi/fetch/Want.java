package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerHint;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Something to fetch: the markets that a selector yields, or one dataset of one market.
 *
 * @param dataset the name of the dataset
 * @param selector the selector that it is for
 * @param market the one market; null for all that the selector yields
 * @param windows the windows; null if the dataset has none
 */
record Want(
    String dataset, TickerSelector selector, @Nullable Ticker market, @Nullable Windows windows) {

  /** Returns the want of the markets that a selector yields. */
  static Want of(TickerSelector selector) {
    return new Want(Datasets.MARKETS.name(), selector, null, null);
  }

  /** Returns the want of a dataset of one market of this want. */
  Want of(String otherDataset, Ticker oneMarket) {
    return new Want(otherDataset, selector, oneMarket, null);
  }

  /** Returns the same want of some windows. */
  Want over(@Nullable Windows some) {
    return new Want(dataset, selector, market, some);
  }

  /** Returns the windows of a dataset that has them. */
  Windows someWindows() {
    return Objects.requireNonNull(windows, "the dataset has no window");
  }

  /** Returns the name to look up. */
  Ticker name() {
    return market == null ? selector.ticker() : market;
  }

  /** Returns true if the name may be a market's, so that it is looked up together with others. */
  boolean mayBeMarket() {
    return market != null || selector.kind().mayBeMarket();
  }

  /** Returns true if the name may be an event's or a series' instead of a market's. */
  boolean isOfUnknownKind() {
    return market == null && selector.kind() == TickerKind.NOT_GIVEN;
  }

  /** Returns the row of each window of a market that has no item. */
  List<Row> rowsWithoutItems() {
    return windows == null
        ? List.of(new Row(name(), Map.of(), List.of()))
        : windows.list().stream()
            .map(window -> new Row(name(), window, Map.of(), List.of()))
            .toList();
  }

  /** Returns a miss of this want, for all its windows. */
  Miss miss(MissReason reason, String detail, @Nullable Integer httpStatus) {
    Ticker known = selector.kind() == TickerKind.MARKET ? selector.ticker() : null;
    return new Miss(
        selector.text(),
        selector.source(),
        market == null ? known : market,
        dataset,
        reason,
        detail,
        httpStatus);
  }

  /** Returns a miss of this want for each of its windows. */
  List<Miss> eachOf(Miss miss) {
    return windows == null ? List.of(miss) : windows.list().stream().map(miss::of).toList();
  }

  /** Returns the miss of a name that is unknown to Kalshi. */
  Miss notFound() {
    String what = isOfUnknownKind() ? "market, event or series" : selector.kind().jsonName();
    return miss(
        MissReason.NOT_FOUND,
        "Kalshi has no "
            + (market == null ? what : "market")
            + " of that name"
            + TickerHint.ifLowerCase(name()),
        null);
  }
}
