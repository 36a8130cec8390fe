package dev.marketdata.kalshi.simulator;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** An exchange, the lines of a ticker file for it, and the markets that each line must yield. */
public final class ExpectedMarkets {

  private final SimulatedExchange exchange;
  private final Map<String, List<String>> markets = new LinkedHashMap<>();

  private ExpectedMarkets(Clock clock) {
    this.exchange = SimulatedExchange.empty(clock);
  }

  /**
   * Returns selectors of every kind: events, series, markets, names without a kind, unknown names.
   */
  public static ExpectedMarkets ofEveryKind(Clock clock) {
    ExpectedMarkets expected = new ExpectedMarkets(clock);
    for (int i = 0; i < 4; i++) {
      expected.markets.put("event:KXE-" + i, expected.event("KXE", "KXE-" + i, 5));
    }
    List<String> series = new ArrayList<>(expected.event("KXS", "KXS-1", 4));
    series.addAll(expected.event("KXS", "KXS-2", 4));
    expected.markets.put("series:KXS", series);
    expected.markets.put("KXU-1", expected.event("KXU", "KXU-1", 3));
    expected.event("KXN", "KXN-1", 40).forEach(name -> expected.markets.put(name, List.of(name)));
    expected
        .event("KXM", "KXM-1", 20)
        .forEach(name -> expected.markets.put("market:" + name, List.of(name)));
    expected.exchange.event("KXH", "KXH-1").historicalMarket("KXH-1", "KXH-1-T1");
    expected.markets.put("market:KXH-1-T1", List.of("KXH-1-T1"));
    expected.exchange.event("KXBARE", "KXBARE-1");
    for (String nothing : List.of("KXNONE-1", "market:KXNONE-2", "event:KXBARE-1")) {
      expected.markets.put(nothing, List.of());
    }
    return expected;
  }

  /** Returns this number of markets, each with its own selector. */
  public static ExpectedMarkets markets(Clock clock, int count) {
    ExpectedMarkets expected = new ExpectedMarkets(clock);
    expected.exchange.manyMarkets("KXMANY", count);
    expected
        .exchange
        .tickers()
        .forEach(name -> expected.markets.put("market:" + name, List.of(name)));
    return expected;
  }

  /** Returns this number of events, each with its own selector. */
  public static ExpectedMarkets events(Clock clock, int events, int marketsPerEvent) {
    ExpectedMarkets expected = new ExpectedMarkets(clock);
    for (int i = 0; i < events; i++) {
      expected.markets.put("event:KXE-" + i, expected.event("KXE", "KXE-" + i, marketsPerEvent));
    }
    return expected;
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

  /** Returns the markets that a selector yields; none for an unknown selector. */
  public List<String> marketsOf(String selector) {
    return markets.getOrDefault(selector, List.of());
  }

  /** Returns all markets that the selectors yield, sorted and without duplicates. */
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
