package dev.marketdata.kalshi.simulator;

/**
 * A trade of a tape.
 *
 * @param number its number in the tape: later trades have higher numbers
 * @param micros when it was made, in microseconds since the epoch
 * @param yesPrice ten-thousandths of a dollar
 * @param count hundredths of a contract
 * @param buysYes whether the taker bought YES, at the ask, and not NO
 */
record Trade(long number, long micros, int yesPrice, long count, boolean buysYes, boolean block) {}
