package dev.marketdata.kalshi.simulator;

/** The result of a determined market: the higher its last price, the more likely it is yes. */
final class Outcome {
  private Outcome() {}

  static boolean yes(SimulatedMarket market) {
    Tape tape = new Tape(market);
    long end = tape.next(Tape.micros(market.times().closes()));
    int price = tape.priceBefore(end).orElse(FixedPoint.DOLLAR / 2);
    return Hash.of(market.ticker(), 5, FixedPoint.DOLLAR) < price;
  }

  static String result(SimulatedMarket market) {
    if (!market.state().determined()) {
      return "";
    }
    return yes(market) ? "yes" : "no";
  }
}
