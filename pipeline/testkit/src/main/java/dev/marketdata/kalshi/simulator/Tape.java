package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * All trades and the best quotes of one market. They follow from the ticker and the market's times,
 * and not from when one asks: nothing is stored, and any trade can be computed from its number.
 *
 * <p>An hour has a number of trades that varies around the market's average. The hour is divided
 * into as many parts, and each part has one trade at a random moment. Moments are in microseconds
 * since the epoch. A period from A to B is after A and up to B, as in Kalshi's candlesticks, so a
 * trade exactly on the minute belongs to the minute before.
 */
final class Tape {
  static final long MINUTE = 60_000_000L;

  private static final long HOUR = 60 * MINUTE;
  private static final int CENT = FixedPoint.DOLLAR / 100;

  // Times of trades are rounded up to one of these, so some have no fraction of a second, and some
  // are on the minute.
  private static final long[] ROUNDING = {
    MINUTE, 1_000_000, 1_000_000, 100_000, 10_000, 1_000, 100, 10
  };

  private final String ticker;
  private final Activity activity;
  private final int perHour;
  private final long opens;
  private final long closes;
  private final int tick;

  Tape(SimulatedMarket market) {
    this.ticker = market.ticker();
    this.activity = market.activity();
    this.perHour = activity.tradesPerHour();
    this.opens = micros(market.times().opens());
    this.closes = micros(market.times().closes());
    this.tick = market.combo() ? CENT / 10 : CENT;
  }

  static long micros(Instant moment) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, moment);
  }

  /** Returns the end of the minute of a moment. */
  static long minuteEnd(long moment) {
    return roundedUp(moment, MINUTE);
  }

  /** Returns the next multiple of a unit. */
  static long roundedUp(long value, long unit) {
    return -Math.floorDiv(-value, unit) * unit;
  }

  /** Returns whether the market can trade at some time after one moment and up to another. */
  boolean isOpenWithin(long from, long to) {
    return perHour > 0 && from < closes && to > opens;
  }

  /** Returns the price step. */
  int tick() {
    return tick;
  }

  /** Returns the number of the next trade after a moment; the one before it is the last so far. */
  long next(long moment) {
    return perHour == 0 ? 0 : unbounded(Math.max(opens, Math.min(closes, moment)));
  }

  /** Returns the number of the first trade. */
  long first() {
    return next(opens);
  }

  /** Returns the time of the trade with this number. */
  long micros(long number) {
    long hour = Math.floorDiv(number, perHour);
    if (firstOf(hour) > number) {
      hour--;
    }
    long first = firstOf(hour);
    return hour * HOUR + offset(hour, number - first, firstOf(hour + 1) - first);
  }

  /** Returns the trade with this number. */
  Trade trade(long number) {
    long micros = micros(number);
    Book book = level(minuteEnd(micros));
    boolean buysYes = Hash.of(ticker, 31 * number + 7, 2) == 0;
    return new Trade(
        number,
        micros,
        buysYes ? book.yesAsk() : book.yesBid(),
        volume(number, number + 1),
        buysYes,
        isBlock(number));
  }

  boolean isBlock(long number) {
    return activity.blocksPerHundred() > 0
        && Hash.of(ticker, 31 * number + 8, 100) < activity.blocksPerHundred();
  }

  /** Returns the hundredths of contracts of the trades from one number up to, without, another. */
  long volume(long from, long to) {
    return from >= to ? 0 : total(to) - total(from);
  }

  /** Returns the contracts held after the trades before this number, in hundredths. */
  long openInterest(long number) {
    return volume(first(), number) / 3;
  }

  /** Returns the price of the trade before this number; empty if it is the first. */
  Optional<Integer> priceBefore(long number) {
    return number > first() ? Optional.of(trade(number - 1).yesPrice()) : Optional.empty();
  }

  /** Returns the best quotes at a moment; none before the market opens and after it closes. */
  Book book(long moment) {
    return isOpenWithin(moment - 1, moment) ? level(minuteEnd(moment)) : Book.EMPTY;
  }

  /** Returns the best quotes in the open part of the minute with this end. */
  Book level(long minuteEnd) {
    long moves = moves(minuteEnd / MINUTE);
    // Larger moves are rarer, so that the price of one minute is close to that of the next.
    int middle =
        1_000
            + CENT * Hash.of(ticker, 2, 80)
            + tick * (Hash.of(ticker, moves / 64 + 10_000_000, 9) - 4)
            + tick * (Hash.of(ticker, moves / 8 + 20_000_000, 5) - 2)
            + tick * (Hash.of(ticker, moves + 30_000_000, 3) - 1);
    return new Book(middle, middle + tick * (1 + Hash.of(ticker, 3, 3)));
  }

  /** Returns how often the quotes moved: once in every few minutes, at the start of one. */
  private long moves(long minute) {
    int every = Math.max(1, 30 / perHour);
    long block = Math.floorDiv(minute, every);
    return minute >= block * every + Hash.of(ticker, block, every) ? block + 1 : block;
  }

  private long unbounded(long moment) {
    long hour = Math.floorDiv(moment - 1, HOUR);
    long first = firstOf(hour);
    long trades = firstOf(hour + 1) - first;
    if (trades == 0) {
      return first;
    }
    long offset = moment - hour * HOUR;
    long part = (offset * trades - 1) / HOUR;
    return first + part + (offset(hour, part, trades) <= offset ? 1 : 0);
  }

  /** Returns the number of the first trade of an hour. */
  private long firstOf(long hour) {
    return hour * perHour + Hash.of(ticker, 7 * hour + 4, perHour + 1);
  }

  /** Returns the time of a trade within its hour, which is in the trade's part of the hour. */
  private long offset(long hour, long part, long trades) {
    long from = part * HOUR / trades;
    long to = (part + 1) * HOUR / trades;
    long random = Hash.of(ticker, 13 * (hour * 2_000_003 + part) + 5) >>> 1;
    if (to == HOUR && random % 16 == 0) {
      return HOUR;
    }
    long offset = from + 1 + (random >>> 8) % (to - from);
    int choice = (int) (random & 31);
    if (choice < ROUNDING.length) {
      long rounded = roundedUp(offset, ROUNDING[choice]);
      return rounded <= to ? rounded : offset;
    }
    return offset;
  }

  /** Returns the hundredths of contracts of all trades before this number, and a constant. */
  private long total(long number) {
    // Half of the markets trade whole contracts only.
    int unit = Hash.of(ticker, 22, 2) == 0 ? 100 : 1;
    int average = (100 / unit) * (1 + Hash.of(ticker, 23, 200));
    return unit * (number * average + Hash.of(ticker, 31 * number + 9, average));
  }
}
