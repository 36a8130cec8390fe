package dev.marketdata.kalshi.simulator;

import dev.marketdata.kalshi.simulator.Candle.Prices;
import java.util.Optional;

/** Makes the candlesticks of a tape. */
final class Candles {
  private final Tape tape;

  Candles(Tape tape) {
    this.tape = tape;
  }

  /** Returns the candlestick of a period; empty if nothing was traded and no quote moved. */
  Optional<Candle> of(Period period) {
    long start = period.start() * 1_000_000;
    long end = period.end() * 1_000_000;
    Book before = tape.book(start);
    Prices bid = Prices.of(before.yesBid());
    Prices ask = Prices.of(before.yesAsk());
    for (long minute = start + Tape.MINUTE; minute <= end; minute += Tape.MINUTE) {
      if (tape.isOpenWithin(minute - Tape.MINUTE, minute)) {
        Book book = tape.level(minute);
        bid = bid.then(book.yesBid());
        ask = ask.then(book.yesAsk());
      }
    }
    Book after = tape.book(end);
    bid = bid.then(after.yesBid());
    ask = ask.then(after.yesAsk());
    long from = tape.next(start);
    long to = tape.next(end);
    if (from == to && !bid.moved() && !ask.moved()) {
      return Optional.empty();
    }
    return Optional.of(traded(period.end(), bid, ask, from, to));
  }

  /** Returns the synthetic candlestick with the state before the first period. */
  Optional<Candle> latestBefore(Period first) {
    long start = first.start() * 1_000_000;
    long next = tape.next(start);
    if (!tape.isOpenWithin(Long.MIN_VALUE, start)) {
      return Optional.empty();
    }
    Book book = tape.book(start);
    return Optional.of(
        new Candle(
            first.end(),
            Prices.of(book.yesBid()),
            Prices.of(book.yesAsk()),
            Optional.empty(),
            0,
            tape.priceBefore(next),
            0,
            tape.openInterest(next)));
  }

  private Candle traded(long end, Prices bid, Prices ask, long from, long to) {
    Optional<Prices> price = Optional.empty();
    // A busy day of a market is below 10^9 contracts, so the sum fits.
    long value = 0;
    for (long number = from; number < to; number++) {
      Trade trade = tape.trade(number);
      int paid = trade.yesPrice();
      price = Optional.of(price.map(so -> so.then(paid)).orElseGet(() -> Prices.of(paid)));
      value += trade.count() * paid;
    }
    long volume = tape.volume(from, to);
    int mean = volume == 0 ? 0 : (int) ((value + volume / 2) / volume);
    return new Candle(
        end, bid, ask, price, mean, tape.priceBefore(from), volume, tape.openInterest(to));
  }
}
