package dev.marketdata.kalshi.simulator;

import java.util.Optional;

/**
 * A market of the catalogue. It is small, because there may be a million: its JSON is rendered per
 * request, unless a test gave the exact text.
 */
record SimulatedMarket(
    String ticker,
    SimulatedEvent event,
    int position,
    MarketState state,
    Tier tier,
    MarketTimes times,
    Optional<String> text,
    Optional<Activity> told) {

  boolean combo() {
    return event.combo();
  }

  SimulatedMarket withState(MarketState newState, MarketTimes newTimes) {
    return new SimulatedMarket(ticker, event, position, newState, tier, newTimes, text, told);
  }

  SimulatedMarket withTier(Tier newTier) {
    return new SimulatedMarket(ticker, event, position, state, newTier, times, text, told);
  }

  /** Returns how much it trades: as a test told, or as follows from its ticker. */
  Activity activity() {
    return told.orElseGet(() -> Activity.usual(ticker));
  }

  SimulatedMarket withActivity(Activity activity) {
    return new SimulatedMarket(
        ticker, event, position, state, tier, times, text, Optional.of(activity));
  }
}
