package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.EventOrSeries.Level;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Tells which rows of a list belong to the event or series that was requested. A row names its
 * event and not its series, so an event counts as one of the series if its name begins with that of
 * the series, with or without the {@code KX} of newer names. Kalshi has a few events with other
 * names; of those, one of each first word is looked up.
 */
final class Membership {

  /** A filter that is ignored shows after a few events of other series. */
  private static final int MAX_OTHERS = 3;

  private static final String NEWER = "KX";

  private final EventOrSeries parent;
  private final Map<String, Boolean> belongsByWord = new HashMap<>();

  Membership(EventOrSeries parent) {
    this.parent = parent;
  }

  /** Returns true if a row belongs to the event or series, as far as is known. */
  boolean belongs(Row row) {
    if (parent.level() == Level.EVENT) {
      return MarketSelection.belongs(row, parent);
    }
    String event = row.field(Markets.EVENT);
    return event.isEmpty()
        || isNamedLikeTheSeries(event)
        || belongsByWord.getOrDefault(firstWord(event), false);
  }

  /** Returns why the list is not that of the series; null if it may be. */
  @Nullable KalshiException problem() {
    return belongsByWord.values().stream().filter(own -> !own).count() < MAX_OTHERS
        ? null
        : KalshiException.ofList(
            "the list contains markets of other series: Kalshi ignored the filter");
  }

  /** Returns an event that decides about rows of the page; null if none has to be looked up. */
  @Nullable Ticker undecided(Page page) {
    if (parent.level() == Level.EVENT || problem() != null) {
      return null;
    }
    return page.rows().stream()
        .map(row -> row.field(Markets.EVENT))
        .filter(event -> Ticker.isTicker(event) && !isNamedLikeTheSeries(event))
        .filter(event -> !belongsByWord.containsKey(firstWord(event)))
        .findFirst()
        .map(Ticker::new)
        .orElse(null);
  }

  /**
   * Adds the result of a look-up.
   *
   * @param series the series of the event; empty if Kalshi does not know the event
   */
  void decide(Ticker event, String series) {
    belongsByWord.put(firstWord(event.value()), series.equals(parent.ticker().value()));
  }

  private boolean isNamedLikeTheSeries(String event) {
    String series = parent.ticker().value();
    return beginsWith(event, series)
        || (series.startsWith(NEWER) && beginsWith(event, series.substring(NEWER.length())))
        || beginsWith(event, NEWER + series);
  }

  private static boolean beginsWith(String event, String series) {
    return event.startsWith(series)
        && (event.length() == series.length() || event.charAt(series.length()) == '-');
  }

  private static String firstWord(String event) {
    return event.split("-", 2)[0];
  }
}
