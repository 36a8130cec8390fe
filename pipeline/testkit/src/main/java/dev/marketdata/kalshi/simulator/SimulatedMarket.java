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
    Optional<String> text) {

  boolean combo() {
    return event.combo();
  }

  SimulatedMarket withState(MarketState newState, MarketTimes newTimes) {
    return new SimulatedMarket(ticker, event, position, newState, tier, newTimes, text);
  }

  SimulatedMarket withTier(Tier newTier) {
    return new SimulatedMarket(ticker, event, position, state, newTier, times, text);
  }
}
