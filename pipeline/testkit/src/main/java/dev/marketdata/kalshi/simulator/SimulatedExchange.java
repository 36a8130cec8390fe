package dev.marketdata.kalshi.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * A simulated exchange: series with events and markets, in the live and the historical tier. All
 * data depend only on names and the clock, so exchanges with the same names return the same data.
 *
 * <pre>{@code
 * SimulatedExchange exchange =
 *     SimulatedExchange.empty(clock)
 *         .event("KXHIGHNY", "KXHIGHNY-26NOV22")
 *         .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE)
 *         .historicalMarket("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T90");
 * }</pre>
 *
 * <p>Every market has a tape: trades, and quotes that move now and then, from when it opens until
 * it closes. The prices and volumes of a market, its candlesticks in both tiers, the list of trades
 * and the result all follow from it. A paused market goes on trading. How much a market trades
 * follows from its ticker; {@link #tradesPerHour} and {@link #blockTrades} change that for its
 * whole life.
 *
 * <p>Thread-safe; can be changed while a simulator serves it.
 */
public final class SimulatedExchange {
  private static final int MARKETS_PER_EVENT = 1_000;

  private final Clock clock;
  private final Catalogue catalogue = new Catalogue();
  private volatile Instant cutoff;
  private volatile Instant tradesCutoff;
  private volatile Duration overlap = Duration.ZERO;

  private SimulatedExchange(Clock clock) {
    this.clock = clock;
    this.cutoff = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(60));
    this.tradesCutoff = cutoff;
  }

  /** Returns an exchange without markets; prices and volumes change with the clock. */
  public static SimulatedExchange empty(Clock clock) {
    return new SimulatedExchange(clock);
  }

  /** Returns an exchange with about two hundred markets, including the demo's ticker list. */
  public static SimulatedExchange demo(Clock clock) {
    return DemoCatalogue.fill(empty(clock));
  }

  /** Adds a series; adding an event also adds its series. */
  public SimulatedExchange series(String series) {
    catalogue.series(series);
    return this;
  }

  /** Adds an event to a series; its ticker need not start with the series ticker. */
  public SimulatedExchange event(String series, String event) {
    catalogue.event(series, event, false);
    return this;
  }

  /** Adds a multivariate event, whose markets are combos. */
  public SimulatedExchange comboEvent(String series, String event) {
    catalogue.event(series, event, true);
    return this;
  }

  /** Adds a market to the live tier, with times that fit its state. */
  public SimulatedExchange market(String event, String market, MarketState state) {
    return add(event, market, state, Tier.LIVE, timesOf(state), Optional.empty());
  }

  /**
   * Adds a market with these times to the live tier. It is open after the first up to the second.
   */
  public SimulatedExchange market(
      String event, String market, MarketState state, Instant opens, Instant closes) {
    MarketTimes times = MarketTimes.between(opens, closes, Optional.empty());
    return add(event, market, state, Tier.LIVE, times, Optional.empty());
  }

  /** Adds open markets to the live tier. */
  public SimulatedExchange markets(String event, List<String> markets) {
    MarketTimes times = timesOf(MarketState.ACTIVE);
    for (String market : markets) {
      add(event, market, MarketState.ACTIVE, Tier.LIVE, times, Optional.empty());
    }
    return this;
  }

  /** Adds a market to the live tier that was settled at the given time. */
  public SimulatedExchange settledMarket(String event, String market, Instant settled) {
    MarketTimes times = MarketTimes.settledAt(settled);
    return add(event, market, MarketState.FINALIZED, Tier.LIVE, times, Optional.empty());
  }

  /** Adds a market to the live tier that opened, closed and was settled at the given times. */
  public SimulatedExchange settledMarket(
      String event, String market, Instant opens, Instant closes, Instant settled) {
    MarketTimes times = MarketTimes.between(opens, closes, Optional.of(settled));
    return add(event, market, MarketState.FINALIZED, Tier.LIVE, times, Optional.empty());
  }

  /** Adds a market to the historical tier, settled 30 days before the cutoff. */
  public SimulatedExchange historicalMarket(String event, String market) {
    MarketTimes times = MarketTimes.settledAt(cutoff.minus(Duration.ofDays(30)));
    return add(event, market, MarketState.FINALIZED, Tier.HISTORICAL, times, Optional.empty());
  }

  /** Adds a market to the historical tier that opened, closed and was settled at these times. */
  public SimulatedExchange historicalMarket(
      String event, String market, Instant opens, Instant closes, Instant settled) {
    MarketTimes times = MarketTimes.between(opens, closes, Optional.of(settled));
    return add(event, market, MarketState.FINALIZED, Tier.HISTORICAL, times, Optional.empty());
  }

  /** Adds an open market with this text in place of its JSON, even if it is not valid JSON. */
  public SimulatedExchange rawMarket(String event, String market, String json) {
    MarketTimes times = timesOf(MarketState.ACTIVE);
    return add(event, market, MarketState.ACTIVE, Tier.LIVE, times, Optional.of(json));
  }

  /**
   * Adds open markets to one series, 1,000 per event: {@code SERIES-E00001-T0000001} and so on. A
   * million take about 170 MB, because their JSON is rendered per request.
   */
  public SimulatedExchange manyMarkets(String series, int count) {
    return manyMarkets(series, count, MARKETS_PER_EVENT, MarketState.ACTIVE);
  }

  /** Adds markets to one series, with this number per event, all in one state. */
  public SimulatedExchange manyMarkets(String series, int count, int perEvent, MarketState state) {
    MarketTimes times = timesOf(state);
    String event = "";
    for (int i = 0; i < count; i++) {
      if (i % perEvent == 0) {
        event = String.format("%s-E%05d", series, i / perEvent + 1);
        catalogue.event(series, event, false);
      }
      String market = String.format("%s-T%07d", event, i + 1);
      add(event, market, state, Tier.LIVE, times, Optional.empty());
    }
    return this;
  }

  /**
   * Changes the state of a market and its update time. A market that is opened or closed before its
   * time opens or closes now; the last state also sets the settled time.
   */
  public SimulatedExchange state(String market, MarketState state) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    catalogue.change(
        market,
        old -> {
          MarketTimes times = old.times();
          boolean early = state == MarketState.ACTIVE && times.opens().isAfter(now);
          Instant opens = early ? now : times.opens();
          Instant closes = state.pastClose() && times.closes().isAfter(now) ? now : times.closes();
          Optional<Instant> settled =
              state == MarketState.FINALIZED ? Optional.of(now) : Optional.empty();
          return old.withState(
              state, new MarketTimes(times.created(), now, opens, closes, settled));
        });
    return this;
  }

  /**
   * Sets how many trades a market has in an hour, on average. By default it follows from the
   * ticker: one market in five never trades, most others once or twice an hour.
   *
   * @param perHour at most a million; zero for a market without trades and quotes
   */
  public SimulatedExchange tradesPerHour(String market, int perHour) {
    catalogue.change(market, old -> old.withActivity(old.activity().withTrades(perHour)));
    return this;
  }

  /** Sets how many of a hundred trades of a market are block trades; default few or none. */
  public SimulatedExchange blockTrades(String market, int perHundred) {
    catalogue.change(market, old -> old.withActivity(old.activity().withBlocks(perHundred)));
    return this;
  }

  /** Moves a market to another tier. */
  public SimulatedExchange tier(String market, Tier tier) {
    catalogue.change(market, old -> old.withTier(tier));
    return this;
  }

  /** Removes a market from both tiers, as Kalshi does with provisional markets. */
  public SimulatedExchange remove(String market) {
    catalogue.remove(market);
    return this;
  }

  /**
   * Sets the cutoff of markets and of trades: markets settled before it should be only in the
   * historical tier.
   */
  public SimulatedExchange cutoff(Instant newCutoff) {
    cutoff = newCutoff;
    return tradesCutoff(newCutoff);
  }

  /** Sets the cutoff of trades: those before it are only in the historical tier. */
  public SimulatedExchange tradesCutoff(Instant newCutoff) {
    tradesCutoff = newCutoff;
    return this;
  }

  /** Sets how long before the cutoff trades are in both tiers; default zero. */
  public SimulatedExchange tradesOverlap(Duration duration) {
    overlap = duration;
    return this;
  }

  /** Returns the tickers of all markets of both tiers, in the order in which they were added. */
  public List<String> tickers() {
    return catalogue.read(c -> c.markets().all().map(SimulatedMarket::ticker).toList());
  }

  /** Returns the tickers of all events, in the order in which they were added. */
  public List<String> events() {
    return catalogue.read(c -> c.events().map(SimulatedEvent::ticker).toList());
  }

  /** Returns whether a series exists. */
  public boolean hasSeries(String series) {
    return catalogue.findSeries(series).isPresent();
  }

  /** Returns the clock that prices and volumes depend on. */
  public Clock clock() {
    return clock;
  }

  Instant cutoff() {
    return cutoff;
  }

  Instant tradesCutoff() {
    return tradesCutoff;
  }

  Duration overlap() {
    return overlap;
  }

  Catalogue catalogue() {
    return catalogue;
  }

  private MarketTimes timesOf(MarketState state) {
    return MarketTimes.of(state, clock.instant());
  }

  private SimulatedExchange add(
      String event,
      String market,
      MarketState state,
      Tier tier,
      MarketTimes times,
      Optional<String> text) {
    catalogue.market(event, market, state, tier, times, text);
    return this;
  }
}
