package dev.marketdata.kalshi.simulator;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** The series, events and markets, in the order in which they were added. One lock guards all. */
final class Catalogue {
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Map<String, SimulatedSeries> seriesByTicker = new LinkedHashMap<>();
  private final Map<String, SimulatedEvent> eventsByTicker = new HashMap<>();
  private final Map<String, SimulatedMarket> marketsByTicker = new HashMap<>();
  private final List<SimulatedEvent> events = new ArrayList<>();
  private final MarketList markets = new MarketList();
  private int positions;

  SimulatedSeries series(String ticker) {
    return locked(
        lock.writeLock(),
        () ->
            seriesByTicker.computeIfAbsent(
                ticker, name -> new SimulatedSeries(name, new MarketList())));
  }

  SimulatedEvent event(String series, String ticker, boolean combo) {
    return locked(lock.writeLock(), () -> addEvent(series(series), ticker, combo));
  }

  SimulatedMarket market(
      String event,
      String ticker,
      MarketState state,
      Tier tier,
      MarketTimes times,
      Optional<String> text) {
    return locked(
        lock.writeLock(), () -> addMarket(known(event), ticker, state, tier, times, text));
  }

  void change(String ticker, UnaryOperator<SimulatedMarket> change) {
    SimulatedMarket changed = locked(lock.writeLock(), () -> replace(ticker, change));
    assert changed.ticker().equals(ticker);
  }

  void remove(String ticker) {
    SimulatedMarket removed = locked(lock.writeLock(), () -> removeMarket(ticker));
    assert removed.ticker().equals(ticker);
  }

  /** Runs a function under the read lock, so that its reads are consistent. */
  <T> T read(Function<Catalogue, T> reader) {
    return locked(lock.readLock(), () -> reader.apply(this));
  }

  Optional<SimulatedMarket> findMarket(String ticker) {
    return locked(lock.readLock(), () -> Optional.ofNullable(marketsByTicker.get(ticker)));
  }

  Optional<SimulatedEvent> findEvent(String ticker) {
    return locked(lock.readLock(), () -> Optional.ofNullable(eventsByTicker.get(ticker)));
  }

  Optional<SimulatedSeries> findSeries(String ticker) {
    return locked(lock.readLock(), () -> Optional.ofNullable(seriesByTicker.get(ticker)));
  }

  /** Returns all markets; only for use inside {@link #read}. */
  MarketList markets() {
    return markets;
  }

  /** Returns all series; only for use inside {@link #read}. */
  Stream<SimulatedSeries> allSeries() {
    return seriesByTicker.values().stream();
  }

  /** Returns all events; only for use inside {@link #read}. */
  Stream<SimulatedEvent> events() {
    return events.stream();
  }

  private SimulatedEvent addEvent(SimulatedSeries series, String ticker, boolean combo) {
    SimulatedEvent known = eventsByTicker.get(ticker);
    if (known != null) {
      return known;
    }
    SimulatedEvent event = new SimulatedEvent(ticker, series, ++positions, combo, new MarketList());
    eventsByTicker.put(ticker, event);
    events.add(event);
    return event;
  }

  private SimulatedMarket addMarket(
      SimulatedEvent event,
      String ticker,
      MarketState state,
      Tier tier,
      MarketTimes times,
      Optional<String> text) {
    if (marketsByTicker.containsKey(ticker)) {
      throw new IllegalArgumentException("Market listed twice: \"" + ticker + "\"");
    }
    SimulatedMarket market =
        new SimulatedMarket(ticker, event, ++positions, state, tier, times, text, Optional.empty());
    marketsByTicker.put(ticker, market);
    lists(market).forEach(list -> list.add(market));
    return market;
  }

  private SimulatedMarket replace(String ticker, UnaryOperator<SimulatedMarket> change) {
    SimulatedMarket changed = change.apply(knownMarket(ticker));
    marketsByTicker.put(ticker, changed);
    lists(changed).forEach(list -> list.replace(changed));
    return changed;
  }

  private SimulatedMarket removeMarket(String ticker) {
    SimulatedMarket market = knownMarket(ticker);
    marketsByTicker.remove(ticker);
    lists(market).forEach(list -> list.remove(market));
    return market;
  }

  private Stream<MarketList> lists(SimulatedMarket market) {
    return Stream.of(markets, market.event().markets(), market.event().series().markets());
  }

  private SimulatedEvent known(String event) {
    SimulatedEvent known = eventsByTicker.get(event);
    if (known == null) {
      throw new IllegalArgumentException("No such event: \"" + event + "\" (list it first)");
    }
    return known;
  }

  private SimulatedMarket knownMarket(String ticker) {
    SimulatedMarket known = marketsByTicker.get(ticker);
    if (known == null) {
      throw new IllegalArgumentException("No such market: \"" + ticker + "\"");
    }
    return known;
  }

  private static <T> T locked(Lock lock, Supplier<T> work) {
    lock.lock();
    try {
      return work.get();
    } finally {
      lock.unlock();
    }
  }
}
