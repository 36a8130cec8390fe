package dev.marketdata.kalshi.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * Prices (ten-thousandths of a dollar) and counts (hundredths of a contract) of one market at one
 * moment. They follow from its tape.
 */
record Quote(
    int tick,
    int yesBid,
    int yesAsk,
    long bidSize,
    long askSize,
    int lastPrice,
    long volume,
    long volumeOfDay,
    long openInterest) {

  static Quote of(SimulatedMarket market, Instant now) {
    Tape tape = new Tape(market);
    long moment = Tape.micros(now);
    Book book = tape.book(moment);
    boolean quoted = !book.equals(Book.EMPTY);
    long minute = Math.floorDiv(moment, Tape.MINUTE);
    long next = tape.next(moment);
    return new Quote(
        tape.tick(),
        book.yesBid(),
        book.yesAsk(),
        quoted ? 100 + Hash.of(market.ticker(), minute + 1, 400_000) : 0,
        quoted ? 100 + Hash.of(market.ticker(), minute + 2, 400_000) : 0,
        tape.priceBefore(next).orElse(0),
        tape.volume(tape.first(), next),
        tape.volume(tape.next(Tape.micros(now.minus(Duration.ofDays(1)))), next),
        tape.openInterest(next));
  }

  int noBid() {
    return FixedPoint.DOLLAR - yesAsk;
  }

  int noAsk() {
    return FixedPoint.DOLLAR - yesBid;
  }
}
