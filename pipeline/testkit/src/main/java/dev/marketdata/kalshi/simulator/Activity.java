package dev.marketdata.kalshi.simulator;

/**
 * How much a market trades: the average number of trades an hour, and how many of a hundred trades
 * are block trades.
 */
record Activity(int tradesPerHour, int blocksPerHundred) {

  /**
   * Returns what follows from the ticker. As among the small markets of the real exchange, one in
   * five never trades, and most others trade once or twice an hour.
   */
  static Activity usual(String ticker) {
    if (Hash.of(ticker, 1, 5) == 0) {
      return new Activity(0, 0);
    }
    int kind = Hash.of(ticker, 20, 100);
    int most = kind < 70 ? 2 : kind < 90 ? 10 : kind < 99 ? 60 : 600;
    int blocks = kind < 90 ? 0 : 1;
    return new Activity(1 + Hash.of(ticker, 21, most), blocks);
  }

  Activity withTrades(int perHour) {
    return new Activity(perHour, blocksPerHundred);
  }

  Activity withBlocks(int perHundred) {
    return new Activity(tradesPerHour, perHundred);
  }
}
