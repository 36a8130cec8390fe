package dev.marketdata.kalshi.simulator;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Markets in ascending position. Callers must hold the catalogue's lock. */
final class MarketList {
  private final List<SimulatedMarket> markets = new ArrayList<>();

  void add(SimulatedMarket market) {
    markets.add(market);
  }

  void replace(SimulatedMarket market) {
    markets.set(indexAfter(market.position() - 1), market);
  }

  void remove(SimulatedMarket market) {
    markets.remove(indexAfter(market.position() - 1));
  }

  Stream<SimulatedMarket> after(int position) {
    return markets.subList(indexAfter(position), markets.size()).stream();
  }

  Stream<SimulatedMarket> all() {
    return markets.stream();
  }

  int size() {
    return markets.size();
  }

  private int indexAfter(int position) {
    int low = 0;
    int high = markets.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (markets.get(middle).position() <= position) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
