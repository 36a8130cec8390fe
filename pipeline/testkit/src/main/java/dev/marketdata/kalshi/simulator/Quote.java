package dev.marketdata.kalshi.simulator;

import java.time.Duration;
import java.time.Instant;

/**
 * Prices (ten-thousandths of a dollar) and counts (hundredths of a contract) of one market in one
 * minute. They depend only on the ticker, the state and the time.
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

  private static final int CENT = 100;

  static Quote of(SimulatedMarket market, Instant now) {
    String ticker = market.ticker();
    int tick = market.combo() ? CENT / 10 : CENT;
    // About one market in five has never traded, as among the small markets of the real exchange.
    boolean traded = market.state() != MarketState.INITIALIZED && Hash.of(ticker, 1, 5) != 0;
    if (!traded) {
      return new Quote(tick, 0, FixedPoint.DOLLAR, 0, 0, 0, 0, 0, 0);
    }
    Instant moment = earlier(now, market.times().closes());
    long minute = Math.floorDiv(moment.getEpochSecond(), 60);
    int middle = 1_000 + CENT * Hash.of(ticker, 2, 80) + tick * (Hash.of(ticker, minute, 19) - 9);
    int yesBid = Math.max(tick, middle);
    int yesAsk = Math.min(FixedPoint.DOLLAR - tick, yesBid + tick * (1 + Hash.of(ticker, 3, 3)));
    long seconds = Math.max(0, Duration.between(market.times().opens(), moment).toSeconds());
    long perMinute = 1L + Hash.of(ticker, 4, 500);
    long volume = 1 + seconds * perMinute / 60;
    long volumeOfDay = Math.min(volume, 1_440 * perMinute);
    if (market.state() == MarketState.FINALIZED) {
      int last = Outcome.yes(market) ? FixedPoint.DOLLAR - CENT : CENT;
      return new Quote(tick, 0, FixedPoint.DOLLAR, 0, 0, last, volume, 0, 0);
    }
    return new Quote(
        tick,
        yesBid,
        yesAsk,
        100 + Hash.of(ticker, minute + 1, 400_000),
        100 + Hash.of(ticker, minute + 2, 400_000),
        yesBid,
        volume,
        volumeOfDay,
        volume / 3);
  }

  int noBid() {
    return FixedPoint.DOLLAR - yesAsk;
  }

  int noAsk() {
    return FixedPoint.DOLLAR - yesBid;
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }
}
