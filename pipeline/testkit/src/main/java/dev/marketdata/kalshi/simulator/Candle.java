package dev.marketdata.kalshi.simulator;

import java.util.Optional;

/**
 * A candlestick.
 *
 * @param end the inclusive end of its period, in seconds since the epoch
 * @param price empty if nothing was traded
 * @param mean the price per contract; zero if nothing was traded
 * @param previous the last price before the period; empty if there was none
 * @param volume hundredths of a contract
 * @param openInterest hundredths of a contract
 */
record Candle(
    long end,
    Prices yesBid,
    Prices yesAsk,
    Optional<Prices> price,
    int mean,
    Optional<Integer> previous,
    long volume,
    long openInterest) {

  /** Prices in ten-thousandths of a dollar. */
  record Prices(int open, int high, int low, int close) {

    static Prices of(int price) {
      return new Prices(price, price, price, price);
    }

    Prices then(int price) {
      return new Prices(open, Math.max(high, price), Math.min(low, price), price);
    }

    boolean moved() {
      return high != low;
    }
  }
}
