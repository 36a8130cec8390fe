package dev.marketdata.kalshi.simulator;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * An exchange, and a ticker file whose every selector is known to yield certain markets, or none.
 */
public final class Asked {

  private final SimulatedExchange exchange;
  private final Map<String, List<String>> markets = new LinkedHashMap<>();

  private Asked(Clock clock) {
    this.exchange = SimulatedExchange.empty(clock);
  }

  /** A few selectors of every kind: families, names with and without their kind, unknown ones. */
  public static Asked ofEveryKind(Clock clock) {
    Asked asked = new Asked(clock);
    for (int i = 0; i < 4; i++) {
      asked.markets.put("event:KXE-" + i, asked.event("KXE", "KXE-" + i, 5));
    }
    List<String> series = new ArrayList<>(asked.event("KXS", "KXS-1", 4));
    series.addAll(asked.event("KXS", "KXS-2", 4));
    asked.markets.put("series:KXS", series);
    asked.markets.put("KXU-1", asked.event("KXU", "KXU-1", 3));
    asked.event("KXN", "KXN-1", 40).forEach(name -> asked.markets.put(name, List.of(name)));
    asked
        .event("KXM", "KXM-1", 20)
        .forEach(name -> asked.markets.put("market:" + name, List.of(name)));
    asked.exchange.event("KXH", "KXH-1").historicalMarket("KXH-1", "KXH-1-T1");
    asked.markets.put("market:KXH-1-T1", List.of("KXH-1-T1"));
    asked.exchange.event("KXBARE", "KXBARE-1");
    for (String nothing : List.of("KXNONE-1", "market:KXNONE-2", "event:KXBARE-1")) {
      asked.markets.put(nothing, List.of());
    }
    return asked;
  }

  /** So many markets, each named with its kind. */
  public static Asked markets(Clock clock, int count) {
    Asked asked = new Asked(clock);
    asked.exchange.manyMarkets("KXMANY", count);
    asked.exchange.tickers().forEach(name -> asked.markets.put("market:" + name, List.of(name)));
    return asked;
  }

  /** So many events of so many markets each. */
  public static Asked events(Clock clock, int events, int marketsOfEach) {
    Asked asked = new Asked(clock);
    for (int i = 0; i < events; i++) {
      asked.markets.put("event:KXE-" + i, asked.event("KXE", "KXE-" + i, marketsOfEach));
    }
    return asked;
  }

  private List<String> event(String series, String event, int count) {
    List<String> names = IntStream.range(0, count).mapToObj(i -> event + "-T" + i).toList();
    exchange.event(series, event).markets(event, names);
    return names;
  }

  /** Returns the exchange. */
  public SimulatedExchange exchange() {
    return exchange;
  }

  /** Returns the lines of the ticker file. */
  public List<String> selectors() {
    return List.copyOf(markets.keySet());
  }

  /** Returns the markets that a selector yields; none for what is not asked. */
  public List<String> marketsOf(String selector) {
    return markets.getOrDefault(selector, List.of());
  }

  /** Returns all markets asked for, each once, sorted. */
  public List<String> allMarkets() {
    TreeSet<String> all = new TreeSet<>();
    markets.values().forEach(all::addAll);
    return List.copyOf(all);
  }

  /** Returns the selectors that yield no market. */
  public List<String> unknown() {
    return selectors().stream().filter(selector -> marketsOf(selector).isEmpty()).toList();
  }
}
