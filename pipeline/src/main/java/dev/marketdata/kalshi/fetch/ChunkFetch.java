package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.datasets.Candlesticks;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.InFlightWindow.OutputException;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;

/**
 * Fetches the wants of one chunk, into pages and misses. Names that can share a request are
 * collected until they fill one. Requests are sent on other threads; all else happens on the thread
 * that calls {@link #run}.
 *
 * <p>A name whose kind is not given is looked up among the live markets, then the events, then the
 * markets of the historical tier, then the series. A market that is not live is looked up in the
 * historical tier.
 */
final class ChunkFetch {

  /** Receives pages. */
  interface PageConsumer {
    /**
     * Receives a page.
     *
     * @param wants returns the want of each of the page's markets
     */
    void accept(Page page, Function<Ticker, Want> wants) throws InterruptedException;
  }

  /** Receives misses. */
  interface MissConsumer {
    void accept(Want want, Miss miss);
  }

  /** The key of a batch of markets. */
  private record DatasetOfTier(MarketDataset dataset, Tier tier) {}

  private final KalshiClient client;
  private final RequestLedger ledger;
  private final FetchRules rules;
  private final InFlightWindow inFlight;
  private final Predicate<Ticker> hasResult;
  private final PageConsumer pages;
  private final MissConsumer misses;
  private final LongConsumer done;
  private final WantBatch live =
      new WantBatch(
          Markets.TICKERS_PER_REQUEST,
          (batch, wants, patience) ->
              new NameLookup(this, batch, wants, patience, Tier.LIVE).start());
  private final WantBatch events =
      new WantBatch(
          KalshiClient.EVENTS_PER_REQUEST,
          (batch, wants, patience) -> new KindLookup(this, batch, wants).amongEvents(patience));
  private final WantBatch historical =
      new WantBatch(
          Markets.TICKERS_PER_REQUEST,
          (batch, wants, patience) ->
              new NameLookup(this, batch, wants, patience, Tier.HISTORICAL).start());
  private final WantBatch series =
      new WantBatch(
          Integer.MAX_VALUE,
          (batch, wants, patience) -> new KindLookup(this, batch, wants).amongSeries());
  private final Halving pagesOfLists = new Halving(100);
  private final Map<DatasetOfTier, WantBatch> datasets = new LinkedHashMap<>();
  private final VolumeProof volumes = new VolumeProof();
  private final QuietMarkets quiet = new QuietMarkets(this);
  private final Set<Want> leftOut = new HashSet<>();
  private final Set<String> followed = new HashSet<>();
  private final Map<Want, Miss> missesIfAbsent = new HashMap<>();

  /**
   * Creates the work of one chunk.
   *
   * @param hasResult tells whether an earlier slot holds the result of a market; may be slow
   */
  ChunkFetch(
      KalshiClient client,
      RequestLedger ledger,
      FetchRules rules,
      int maxInFlight,
      Predicate<Ticker> hasResult,
      PageConsumer pages,
      MissConsumer misses,
      LongConsumer done) {
    this.client = client;
    this.ledger = ledger;
    this.rules = rules;
    this.inFlight = new InFlightWindow(client.threads(), maxInFlight);
    this.hasResult = hasResult;
    this.pages = pages;
    this.misses = misses;
    this.done = done;
  }

  void run(FetchChunk chunk) throws InterruptedException {
    for (Want want : chunk.wants()) {
      if (!want.dataset().equals(Datasets.MARKETS.name())) {
        lookUpDataset(rules.dataset(want.dataset()), Tier.LIVE, want);
      } else if (want.mayBeMarket()) {
        live.add(want);
      } else {
        Listing.of(this, want).start();
      }
    }
    live.sendRest();
    do {
      inFlight.drain();
      // In this order, because each batch may add names to the later ones.
    } while (events.sendRest()
        || historical.sendRest()
        || series.sendRest()
        || datasets.values().stream().mapToInt(batch -> batch.sendRest() ? 1 : 0).sum() > 0
        || quiet.ask());
  }

  /** Returns the comparison of trades with candles. */
  VolumeCheck volumes() {
    return volumes.result();
  }

  VolumeProof volumeProof() {
    return volumes;
  }

  /** Returns true unless this was called for the want before. */
  boolean isLeftOutForTheFirstTime(Want want) {
    return leftOut.add(want);
  }

  FetchRules rules() {
    return rules;
  }

  KalshiClient client() {
    return client;
  }

  RequestLedger ledger() {
    return ledger;
  }

  /** Returns the rule for the pages of lists that fail. */
  Halving pagesOfLists() {
    return pagesOfLists;
  }

  /** Returns true if the market of an event or series is selected, and not kept already. */
  boolean wants(Row row) {
    return rules.markets().wants(row)
        && !(rules.markets().isOfUnknownTime(row) && hasResult.test(row.ticker()));
  }

  /** Requests a page once there is room. */
  void enqueue(
      Query query, Patience patience, Consumer<Page> response, Consumer<KalshiException> failure) {
    inFlight.enqueue(() -> client.fetch(query, patience, ledger), response, failure);
  }

  /** Requests a page that follows from another one. */
  void enqueueNext(
      Query query, Patience patience, Consumer<Page> response, Consumer<KalshiException> failure) {
    enqueueNext(() -> client.fetch(query, patience, ledger), response, failure);
  }

  /** Sends a request that follows from another one. */
  <T> void enqueueNext(
      InFlightWindow.Request<T> request, Consumer<T> response, Consumer<KalshiException> failure) {
    inFlight.enqueueFirst(request, response, failure);
  }

  /**
   * Passes a page on to be stored, and looks up the other datasets of its markets.
   *
   * @param page the page with only the wanted rows
   * @param wants returns the want of each row's market
   */
  void store(Page page, Function<Ticker, Want> wants) {
    if (page.rows().isEmpty()) {
      return;
    }
    try {
      pages.accept(page, wants);
    } catch (InterruptedException e) {
      // The runner cancels the bundle. If it is retried, the retry finds what is stored.
      Thread.currentThread().interrupt();
      throw new OutputException("interrupted while a page was stored", e);
    } catch (RuntimeException e) {
      throw new OutputException("a page was not stored", e);
    }
    rules.include().stream()
        .filter(dataset -> dataset.follows().equals(page.dataset().name()))
        .forEach(dataset -> follow(page, dataset, wants));
  }

  /** Looks up a dataset of the markets of a page. */
  private void follow(Page page, MarketDataset dataset, Function<Ticker, Want> wants) {
    for (Row row : page.rows()) {
      Want want = wants.apply(row.ticker()).of(dataset.name(), row.ticker());
      // Two selectors may yield the same market.
      if (!covers(dataset, row, page.tier(), want)
          || (dataset.hasWindow() && !followed.add(dataset.name() + " " + row.ticker()))) {
        continue;
      }
      if (dataset.equals(Datasets.TRADES)) {
        BigDecimal volume = Candlesticks.volume(row);
        if (volume != null) {
          volumes.expect(row.ticker(), volume);
        }
        if (volume != null && volume.signum() == 0) {
          quiet.add(want);
          continue;
        }
      }
      lookUpDataset(dataset, page.tier(), want);
    }
  }

  /** An unforeseen exception costs this dataset of this market only. */
  private boolean covers(MarketDataset dataset, Row row, Tier tier, Want want) {
    try {
      return dataset.covers(row, tier, rules.window());
    } catch (RuntimeException e) {
      KalshiException failure = KalshiException.unexpected(e);
      report(want, want.miss(reason(failure), failure.detail(), null));
      return false;
    }
  }

  /** Looks up a dataset of a market, together with others. */
  void lookUpDataset(MarketDataset dataset, Tier tier, Want want) {
    datasets
        .computeIfAbsent(
            new DatasetOfTier(dataset, tier),
            key ->
                new WantBatch(
                    dataset.marketsPerRequest(tier, rules.window()),
                    (batch, wants, patience) ->
                        new MarketLookup(this, batch, dataset, tier, wants, patience).start()))
        .add(want);
  }

  /**
   * Reports a miss. If the candles of a market are missing, nothing tells whether it traded, so its
   * trades are requested.
   */
  void report(Want want, Miss miss) {
    try {
      misses.accept(want, miss);
    } catch (RuntimeException e) {
      throw new OutputException("a miss was not reported", e);
    }
    Ticker market = want.market();
    if (market != null
        && want.dataset().equals(Datasets.CANDLESTICKS.name())
        && rules.include().contains(Datasets.TRADES)
        && miss.reason() != MissReason.TIMED_OUT
        && client.stoppedBy() == null
        && followed.add(Datasets.TRADES.name() + " " + market)) {
      lookUpDataset(Datasets.TRADES, Tier.LIVE, want.of(Datasets.TRADES.name(), market));
    }
  }

  /** Counts selectors that are done, with or without a market. */
  void done(long wants) {
    done.accept(wants);
  }

  /** Completes a selector without a market. */
  void finish(Want want, Miss miss) {
    done(1);
    report(want, miss);
  }

  /** Completes a selector whose request failed. */
  void fail(Want want, KalshiException failure) {
    finish(want, want.miss(reason(failure), failure.detail(), failure.status()));
  }

  /** Looks a name up among the events, together with others. */
  void lookUpAmongEvents(Want want) {
    events.add(want);
  }

  /** Looks a name up among the markets of the historical tier, together with others. */
  void lookUpInHistory(Want want) {
    historical.add(want);
  }

  /**
   * Looks a name up among the markets of the historical tier, as the last step.
   *
   * @param ifAbsent the miss to report if it is not there either
   */
  void lookUpInHistory(Want want, Miss ifAbsent) {
    missesIfAbsent.put(want, ifAbsent);
    lookUpInHistory(want);
  }

  /** Continues with a name that is not in the historical tier. */
  void notInHistory(Want want) {
    Miss miss = missesIfAbsent.remove(want);
    if (miss != null) {
      finish(want, miss);
    } else {
      series.add(want);
    }
  }

  static MissReason reason(KalshiException failure) {
    return switch (failure.reason()) {
      case NOT_FOUND -> MissReason.NOT_FOUND;
      case REJECTED -> MissReason.REJECTED;
      case MALFORMED -> MissReason.MALFORMED;
      case TIMED_OUT -> MissReason.TIMED_OUT;
      // A stopped run can be run again, so its rest is not rejected permanently.
      case UNAVAILABLE, STOPPED -> MissReason.UNAVAILABLE;
    };
  }
}
