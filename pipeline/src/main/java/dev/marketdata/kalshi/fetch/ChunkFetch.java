package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.client.HistoricalCutoff;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.InFlightWindow.OutputException;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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

  /** Receives how far the work is. */
  interface Progress {

    /** Called for selectors that are done. */
    void selectorsDone(long selectors);

    /** Called for windows of which each will be a receipt or a miss. */
    default void windowsWanted(long windows) {}
  }

  /**
   * The key of a batch of markets.
   *
   * @param windows null if the dataset has none, or is requested by single markets
   */
  private record BatchKey(MarketDataset dataset, Tier tier, @Nullable Windows windows) {}

  /** Enough markets that more of them do not save requests. */
  private static final int MARKETS_OF_SEVERAL_WINDOWS = 1_000;

  private final KalshiClient client;
  private final RequestLedger ledger;
  private final FetchRules rules;
  private final InFlightWindow inFlight;
  private final Predicate<Ticker> hasResult;
  private final PageConsumer pages;
  private final MissConsumer misses;
  private final Progress progress;
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
  private final Map<BatchKey, WantBatch> datasets = new LinkedHashMap<>();
  private final Map<BatchKey, List<Want>> ofSeveralWindows = new LinkedHashMap<>();
  private final VolumeProof volumes = new VolumeProof();
  private final QuietMarkets quiet = new QuietMarkets(this);
  private final Map<Want, Integer> leftOut = new HashMap<>();
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
      Progress progress) {
    this.client = client;
    this.ledger = ledger;
    this.rules = rules;
    this.inFlight = new InFlightWindow(client.threads(), maxInFlight);
    this.hasResult = hasResult;
    this.pages = pages;
    this.misses = misses;
    this.progress = progress;
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
        || sendSeveralWindows()
        || datasets.values().stream().mapToInt(batch -> batch.sendRest() ? 1 : 0).sum() > 0);
  }

  /** Returns the comparison of trades with candles. */
  VolumeCheck volumes() {
    return volumes.result();
  }

  VolumeProof volumeProof() {
    return volumes;
  }

  /** Counts the responses that left a market out; returns their number. */
  int leftOut(Want want) {
    return leftOut.merge(want, 1, Integer::sum);
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

  /** Returns the time before which trades are in the historical tier. May take a request. */
  Instant cutoffOfTrades() throws KalshiException {
    HistoricalCutoff cutoff = client.historicalCutoff(ledger);
    return cutoff == null ? Instant.MIN : cutoff.traded();
  }

  /** Returns the rule for the pages of lists that fail. */
  Halving pagesOfLists() {
    return pagesOfLists;
  }

  /** Returns true if the market of an event or series is selected, and not kept already. */
  boolean wants(Row row) {
    return rules.listed().wants(row)
        && !(rules.markets().isOfUnknownTime(row) && hasResult.test(row.ticker()));
  }

  /**
   * Passes the markets of an event or series on. Those that an earlier slot holds are here only for
   * their windows.
   */
  void storeListed(Page page, Want want) {
    Map<Boolean, List<Row>> rows =
        page.rows().stream().collect(Collectors.partitioningBy(rules.markets()::wants));
    store(page.withRows(rows.getOrDefault(true, List.of())), ticker -> want);
    followAll(page.withRows(rows.getOrDefault(false, List.of())), ticker -> want);
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
   * Passes a page on to be stored, and looks up the other datasets of its markets. A backfill does
   * not store markets.
   *
   * @param page the page with only the wanted rows
   * @param wants returns the want of each row's market
   */
  void store(Page page, Function<Ticker, Want> wants) {
    if (page.rows().isEmpty()) {
      return;
    }
    if (rules.snapshots() || page.dataset().hasWindow()) {
      try {
        pages.accept(page, wants);
      } catch (InterruptedException e) {
        // The runner cancels the bundle. If it is retried, the retry finds what is stored.
        Thread.currentThread().interrupt();
        throw new OutputException("interrupted while a page was stored", e);
      } catch (RuntimeException e) {
        throw new OutputException("a page was not stored", e);
      }
    }
    followAll(page, wants);
  }

  private void followAll(Page page, Function<Ticker, Want> wants) {
    for (MarketDataset dataset : rules.include()) {
      if (!dataset.follows().equals(page.dataset().name())) {
        continue;
      }
      if (dataset.equals(Datasets.TRADES)) {
        followTrades(page, wants);
      } else {
        page.rows().forEach(row -> follow(page, row, dataset, wants.apply(row.ticker())));
      }
    }
  }

  /** Looks up a dataset of a market. */
  private void follow(Page page, Row row, MarketDataset dataset, Want want) {
    Want other = want.of(dataset.name(), row.ticker());
    try {
      if (!dataset.hasWindow()) {
        if (dataset.covers(row, page.tier(), rules.windows().first())) {
          lookUpDataset(dataset, page.tier(), other);
        }
        return;
      }
      // Two selectors may yield the same market.
      if (!followed.add(dataset.name() + " " + row.ticker())) {
        return;
      }
      for (Windows windows : rules.windowsOf(row.ticker(), want.selector().text())) {
        Windows covered = windows.trimmed(window -> dataset.covers(row, page.tier(), window));
        if (covered != null) {
          progress.windowsWanted((long) covered.count() * rules.windowDatasets().size());
          lookUpDataset(dataset, page.tier(), other.over(covered));
        }
      }
    } catch (OutputException e) {
      throw e;
    } catch (RuntimeException e) {
      // An unforeseen exception costs this dataset of this market only.
      KalshiException failure = KalshiException.unexpected(e);
      Want failed = other.over(dataset.hasWindow() ? rules.windows() : null);
      report(failed, failed.miss(reason(failure), failure.detail(), null));
    }
  }

  /** Looks up the trades of markets by their candles. */
  private void followTrades(Page candles, Function<Ticker, Want> wants) {
    Map<Ticker, List<Row>> byMarket =
        candles.rows().stream()
            .collect(Collectors.groupingBy(Row::ticker, LinkedHashMap::new, Collectors.toList()));
    byMarket.forEach(
        (market, rows) -> {
          Want want = wants.apply(market).of(Datasets.TRADES.name(), market);
          rows.forEach(volumes::expect);
          TradedWindows windows = TradedWindows.of(rows);
          windows.quiet().forEach(some -> quiet.add(want.over(some)));
          windows
              .traded()
              .forEach(some -> lookUpDataset(Datasets.TRADES, Tier.LIVE, want.over(some)));
        });
  }

  /** Looks up a dataset of a market, together with others. */
  void lookUpDataset(MarketDataset dataset, Tier tier, Want want) {
    Windows windows = want.windows();
    if (windows == null) {
      batch(dataset, tier, null, rules.windows().first()).add(want);
    } else if (dataset.marketsPerRequest(tier, windows.first()) == 1) {
      windows
          .parts(dataset.windowsPerRequest(tier, windows, 1))
          .forEach(part -> batch(dataset, tier, null, part.span()).add(want.over(part)));
    } else if (windows.count() == 1) {
      batch(dataset, tier, windows, windows.span()).add(want);
    } else {
      BatchKey key = new BatchKey(dataset, tier, windows);
      List<Want> markets = ofSeveralWindows.computeIfAbsent(key, none -> new ArrayList<>());
      markets.add(want);
      if (markets.size() == MARKETS_OF_SEVERAL_WINDOWS) {
        sendSeveralWindows(key, markets);
        markets.clear();
      }
    }
  }

  private WantBatch batch(
      MarketDataset dataset, Tier tier, @Nullable Windows windows, Window span) {
    return datasets.computeIfAbsent(
        new BatchKey(dataset, tier, windows),
        key -> newBatch(dataset, tier, dataset.marketsPerRequest(tier, span)));
  }

  private WantBatch newBatch(MarketDataset dataset, Tier tier, int size) {
    return new WantBatch(
        size,
        (batch, wants, patience) -> {
          if (dataset.equals(Datasets.TRADES)) {
            new TradesLookup(this, batch, wants.get(0), patience).start();
          } else {
            new MarketLookup(this, batch, dataset, tier, wants, patience).start();
          }
        });
  }

  private boolean sendSeveralWindows() {
    Map<BatchKey, List<Want>> all = new LinkedHashMap<>(ofSeveralWindows);
    ofSeveralWindows.clear();
    all.forEach(this::sendSeveralWindows);
    return all.values().stream().anyMatch(markets -> !markets.isEmpty());
  }

  private void sendSeveralWindows(BatchKey key, List<Want> markets) {
    Windows windows = Objects.requireNonNull(key.windows());
    int each = key.dataset().windowsPerRequest(key.tier(), windows, markets.size());
    for (Windows part : windows.parts(each)) {
      WantBatch batch =
          newBatch(
              key.dataset(), key.tier(), key.dataset().marketsPerRequest(key.tier(), part.span()));
      markets.forEach(want -> batch.add(want.over(part)));
      batch.sendRest();
    }
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
        && followed.add(Datasets.TRADES.name() + " " + market + " " + want.windows())) {
      for (Window window : want.someWindows().list()) {
        lookUpDataset(
            Datasets.TRADES,
            Tier.LIVE,
            want.of(Datasets.TRADES.name(), market).over(Windows.of(window)));
      }
    }
  }

  /** Counts selectors that are done, with or without a market. */
  void done(long wants) {
    progress.selectorsDone(wants);
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
