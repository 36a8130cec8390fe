package dev.marketdata.kalshi.simulator;

/** An event: one question of a series, with its markets; a combo's event is multivariate. */
record SimulatedEvent(
    String ticker, SimulatedSeries series, int position, boolean combo, MarketList markets) {}
