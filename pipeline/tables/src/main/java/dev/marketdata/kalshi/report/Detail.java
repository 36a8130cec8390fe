package dev.marketdata.kalshi.report;

import java.util.ArrayList;
import java.util.List;

/**
 * How much of the data is in a page.
 *
 * @param minutes the time of a candle
 * @param charts how many markets have candles and trades
 * @param every 1 if all snapshots are kept, 2 for every second one, and so on
 * @param markets how many markets there are
 */
record Detail(int minutes, int charts, int every, int markets) {

  private static final List<Integer> MINUTES = List.of(1, 5, 15, 60);
  private static final int FEWEST_CHARTS = 5;
  private static final int FEWEST_SNAPSHOTS = 12;

  static Detail all(int charts, int markets) {
    return new Detail(1, charts, 1, markets);
  }

  /** Returns less detail, for a page that was too large. */
  Detail less() {
    int next = MINUTES.indexOf(minutes) + 1;
    if (next < MINUTES.size() && charts > 0) {
      return new Detail(MINUTES.get(next), charts, every, markets);
    }
    if (charts > FEWEST_CHARTS) {
      return new Detail(minutes, Math.max(FEWEST_CHARTS, charts / 2), every, markets);
    }
    if (every < FEWEST_SNAPSHOTS) {
      return new Detail(minutes, charts, every * 2, markets);
    }
    return new Detail(minutes, Math.min(charts, markets / 2), every, markets / 2);
  }

  /** Returns what is left out, each as a sentence. */
  List<String> notes(Detail all) {
    List<String> notes = new ArrayList<>();
    if (minutes > 1) {
      notes.add("Candles are joined to " + minutes + " minutes each.");
    }
    if (charts < all.charts) {
      notes.add("Only " + Numbers.count(charts) + " markets have candles and trades.");
    }
    if (every > 1) {
      notes.add("Only one of " + every + " snapshots is shown.");
    }
    if (markets < all.markets) {
      notes.add("Only the " + Numbers.count(markets) + " markets with the most volume are listed.");
    }
    return notes;
  }
}
