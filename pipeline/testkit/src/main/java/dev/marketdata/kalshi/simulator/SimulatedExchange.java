package dev.marketdata.kalshi.simulator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * What the simulated exchange lists: series, their events and their markets, in the live and in the
 * historical tier. Everything follows from names and the clock, so two equal catalogues answer
 * alike.
 *
 * <pre>{@code
 * SimulatedExchange exchange =
 *     SimulatedExchange.empty(clock)
 *         .event("KXHIGHNY", "KXHIGHNY-26NOV22")
 *         .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE)
 *         .historicalMarket("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T90");
 * }</pre>
 *
 * <p>Thread-safe, and may be changed while it is being served.
 */
public final class SimulatedExchange {
  private static final int MARKETS_PER_EVENT = 1_000;

  private final Clock clock;
  private final Catalogue catalogue = new Catalogue();
  private volatile Instant cutoff;

  private SimulatedExchange(Clock clock) {
    this.clock = clock;
    this.cutoff = clock.instant().truncatedTo(ChronoUnit.DAYS).minus(Duration.ofDays(60));
  }

  /** An exchange that lists nothing yet; prices and volumes will follow the clock. */
  public static SimulatedExchange empty(Clock clock) {
    return new SimulatedExchange(clock);
  }

  /**
   * An exchange with some two hundred markets of every kind, among them the default ticker list.
   */
  public static SimulatedExchange demo(Clock clock) {
    return DemoCatalogue.fill(empty(clock));
  }

  /** Lists a series; naming an event of it does so too. */
  public SimulatedExchange series(String series) {
    catalogue.series(series);
    return this;
  }

  /** Lists an event of a series, whatever its ticker begins with. */
  public SimulatedExchange event(String series, String event) {
    catalogue.event(series, event, false);
    return this;
  }

  /** Lists a multivariate event, whose markets are combos. */
  public SimulatedExchange comboEvent(String series, String event) {
    catalogue.event(series, event, true);
    return this;
  }

  /** Lists a market of the live tier, with times that agree with its state. */
  public SimulatedExchange market(String event, String market, MarketState state) {
    return add(event, market, state, Tier.LIVE, timesOf(state), Optional.empty());
  }

  /** Lists markets of the live tier that are open for trading. */
  public SimulatedExchange markets(String event, List<String> markets) {
    MarketTimes times = timesOf(MarketState.ACTIVE);
    for (String market : markets) {
      add(event, market, MarketState.ACTIVE, Tier.LIVE, times, Optional.empty());
    }
    return this;
  }

  /** Lists a market of the live tier that was settled at the given time. */
  public SimulatedExchange settledMarket(String event, String market, Instant settled) {
    MarketTimes times = MarketTimes.settledAt(settled);
    return add(event, market, MarketState.FINALIZED, Tier.LIVE, times, Optional.empty());
  }

  /** Lists a market of the historical tier, settled a month before the cutoff. */
  public SimulatedExchange historicalMarket(String event, String market) {
    MarketTimes times = MarketTimes.settledAt(cutoff.minus(Duration.ofDays(30)));
    return add(event, market, MarketState.FINALIZED, Tier.HISTORICAL, times, Optional.empty());
  }

  /** Lists an open market whose JSON is served byte for byte, even if it is not JSON. */
  public SimulatedExchange rawMarket(String event, String market, String json) {
    MarketTimes times = timesOf(MarketState.ACTIVE);
    return add(event, market, MarketState.ACTIVE, Tier.LIVE, times, Optional.of(json));
  }

  /**
   * Lists so many open markets of one series, a thousand an event: {@code SERIES-E00001-T0000001}
   * and so on. A million take about 170 MB, since their JSON is made when asked for.
   */
  public SimulatedExchange manyMarkets(String series, int count) {
    return manyMarkets(series, count, MARKETS_PER_EVENT, MarketState.ACTIVE);
  }

  /** The same, with so many markets an event, all in one state. */
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

  /** Moves a market to another state, updated now; settled now if that state is the last one. */
  public SimulatedExchange state(String market, MarketState state) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    catalogue.change(
        market,
        old -> {
          MarketTimes times = old.times();
          Instant closes = state.pastClose() && times.closes().isAfter(now) ? now : times.closes();
          Optional<Instant> settled =
              state == MarketState.FINALIZED ? Optional.of(now) : Optional.empty();
          return old.withState(
              state, new MarketTimes(times.created(), now, times.opens(), closes, settled));
        });
    return this;
  }

  /** Moves a market to another tier. */
  public SimulatedExchange tier(String market, Tier tier) {
    catalogue.change(market, old -> old.withTier(tier));
    return this;
  }

  /** Takes a market away from both tiers, as happens to provisional ones. */
  public SimulatedExchange remove(String market) {
    catalogue.remove(market);
    return this;
  }

  /** Sets the time before which settled markets are said to be in the historical tier only. */
  public SimulatedExchange cutoff(Instant newCutoff) {
    cutoff = newCutoff;
    return this;
  }

  /** The tickers of all markets of both tiers, in the order of their listing. */
  public List<String> tickers() {
    return catalogue.read(c -> c.markets().all().map(SimulatedMarket::ticker).toList());
  }

  /** The tickers of all events, in the order of their listing. */
  public List<String> events() {
    return catalogue.read(c -> c.events().map(SimulatedEvent::ticker).toList());
  }

  /** Whether a series of that name is listed. */
  public boolean hasSeries(String series) {
    return catalogue.findSeries(series).isPresent();
  }

  /** The clock that prices and volumes follow. */
  public Clock clock() {
    return clock;
  }

  Instant cutoff() {
    return cutoff;
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
