package dev.marketdata.kalshi.simulator;

/** An event of a series, with its markets; the event of combos is multivariate. */
record SimulatedEvent(
    String ticker, SimulatedSeries series, int position, boolean combo, MarketList markets) {}
