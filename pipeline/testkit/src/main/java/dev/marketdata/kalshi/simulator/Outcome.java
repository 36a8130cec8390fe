package dev.marketdata.kalshi.simulator;

/** The result of a determined market. */
final class Outcome {
  private Outcome() {}

  static boolean yes(SimulatedMarket market) {
    return Hash.of(market.ticker(), 5, 2) == 0;
  }

  static String result(SimulatedMarket market) {
    if (!market.state().determined()) {
      return "";
    }
    return yes(market) ? "yes" : "no";
  }
}
