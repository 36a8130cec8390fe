package dev.marketdata.kalshi.simulator;

/** A series: a ticker and the markets of its events. */
record SimulatedSeries(String ticker, MarketList markets) {}
