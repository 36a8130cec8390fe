package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The data that is wanted of each selector.
 *
 * @param markets the rule for markets of an event or a series whose snapshots are stored
 * @param include the datasets besides {@code market_data}
 * @param windows the time spans of datasets with a window: of the run's slot, or of all slots of a
 *     backfill
 * @param interval the time between slots
 * @param snapshots true to store what shows the time of the request; false for a backfill
 * @param catchUp how far back windows of earlier slots are collected that no finished run holds
 * @param gaps the windows of earlier slots to collect too, in order
 */
public record FetchRules(
    MarketSelection markets,
    List<MarketDataset> include,
    Windows windows,
    Duration interval,
    boolean snapshots,
    Duration catchUp,
    List<Gap> gaps)
    implements Serializable {

  /** Kalshi caches responses for some seconds, so a window is complete only after its end. */
  private static final Duration SETTLING = Duration.ofMinutes(1);

  /** Creates the rules of a run of one slot. */
  public FetchRules(
      MarketSelection markets,
      List<MarketDataset> include,
      Window window,
      Duration interval,
      Duration catchUp) {
    this(markets, include, Windows.of(window), interval, true, catchUp, List.of());
  }

  /** Creates the rules of a run of one slot whose window is one interval, and nothing else. */
  public FetchRules(MarketSelection markets, List<MarketDataset> include, Window window) {
    this(markets, include, window, window.length(), Duration.ZERO);
  }

  /** Copies the lists. */
  public FetchRules {
    include = List.copyOf(include);
    gaps = List.copyOf(gaps);
  }

  /** Returns the rules of a backfill: the datasets with a window, and nothing else. */
  public FetchRules backfilling(Windows slots) {
    return new FetchRules(
        markets.since(slots.first().start()),
        windowDatasets(),
        slots,
        interval,
        false,
        Duration.ZERO,
        List.of());
  }

  /** Returns the same rules for what the earlier runs left. */
  public FetchRules after(EarlierRuns earlier) {
    return new FetchRules(
        snapshots ? markets.since(earlier.settledSince()) : markets,
        include,
        windows,
        interval,
        snapshots,
        catchUp,
        hasWindows() ? earlier.gaps() : List.of());
  }

  /** Returns the datasets that have a window. */
  public List<MarketDataset> windowDatasets() {
    return include.stream().filter(MarketDataset::hasWindow).toList();
  }

  /** Returns true if a dataset with a window is collected. */
  public boolean hasWindows() {
    return !windowDatasets().isEmpty();
  }

  /** Returns the gap at a window of an earlier slot; null for a window of the run itself. */
  public @Nullable Gap gapAt(Window window) {
    return gaps.stream().filter(gap -> gap.window().equals(window)).findFirst().orElse(null);
  }

  /** Returns the rule for markets to list: those of gaps may have settled earlier. */
  MarketSelection listed() {
    Instant since = markets.settledSince();
    return gaps.isEmpty() || !gaps.get(0).window().start().isBefore(since)
        ? markets
        : markets.since(gaps.get(0).window().start());
  }

  /** Returns the windows that are wanted of a market which a selector yields. */
  List<Windows> windowsOf(Ticker market, String selector) {
    List<Windows> all = new ArrayList<>();
    for (Gap gap : gaps) {
      if (gap.isOf(market, selector)) {
        add(Windows.of(gap.window()), all);
      }
    }
    add(windows, all);
    return all;
  }

  /** Returns the windows that are wanted of any market. */
  public List<Windows> allWindows() {
    List<Windows> all = new ArrayList<>();
    gaps.forEach(gap -> add(Windows.of(gap.window()), all));
    add(windows, all);
    return all;
  }

  private static void add(Windows later, List<Windows> all) {
    if (all.isEmpty()) {
      all.add(later);
    } else {
      all.addAll(all.remove(all.size() - 1).plus(later));
    }
  }

  /** Returns the time before which nothing may be requested. */
  public Instant readyAt() {
    return hasWindows() ? windows.last().end().plus(SETTLING) : Instant.EPOCH;
  }

  /** Returns the number of requests for names that are not markets, events or series. */
  public static long requestsForSeries(long names) {
    return names > KindLookup.MAX_ONE_BY_ONE ? 1 : 2 * names;
  }

  /**
   * Returns an included dataset by its name.
   *
   * @throws IllegalArgumentException if it is not included
   */
  MarketDataset dataset(String name) {
    return include.stream()
        .filter(dataset -> dataset.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("not a dataset of this run: " + name));
  }
}
