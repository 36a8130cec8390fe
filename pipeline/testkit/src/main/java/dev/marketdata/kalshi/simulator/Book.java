package dev.marketdata.kalshi.simulator;

/** The best bid and the best ask for YES, in ten-thousandths of a dollar. */
record Book(int yesBid, int yesAsk) {
  static final Book EMPTY = new Book(0, FixedPoint.DOLLAR);
}
