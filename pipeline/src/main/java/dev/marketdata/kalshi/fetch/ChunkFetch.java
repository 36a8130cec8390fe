package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Fetches what one chunk wants, into pages and misses. Names that can share a request are saved up
 * until they fill one. Everything but sending happens on the thread that calls {@link #run}.
 */
final class ChunkFetch {

  /** Where pages go. */
  interface PageConsumer {
    /**
     * Takes a page.
     *
     * @param wants what asked for each of the page's markets
     */
    void take(Page page, Function<Ticker, Want> wants) throws InterruptedException;
  }

  /** Where misses go. */
  interface MissConsumer {
    void miss(Want want, Miss miss);
  }

  /** Markets of a dataset in a tier that are saved up. */
  private record Following(MarketDataset dataset, Tier tier) {}

  private final KalshiClient client;
  private final RequestLedger ledger;
  private final FetchRules rules;
  private final InFlightWindow window;
  private final PageConsumer pages;
  private final MissConsumer misses;
  private final LongConsumer answered;
  private final Deque<Want> forEvents = new ArrayDeque<>();
  private final Deque<Want> forHistory = new ArrayDeque<>();
  private final Deque<Want> forSeries = new ArrayDeque<>();
  private final Map<Following, Deque<Want>> following = new LinkedHashMap<>();
  private final Map<Want, Miss> missesIfAbsent = new HashMap<>();

  ChunkFetch(
      KalshiClient client,
      RequestLedger ledger,
      FetchRules rules,
      int width,
      PageConsumer pages,
      MissConsumer misses,
      LongConsumer answered) {
    this.client = client;
    this.ledger = ledger;
    this.rules = rules;
    this.window = new InFlightWindow(client.threads(), width);
    this.pages = pages;
    this.misses = misses;
    this.answered = answered;
  }

  void run(FetchChunk chunk) throws InterruptedException {
    Deque<Want> names = new ArrayDeque<>();
    for (Want want : chunk.wants()) {
      if (!want.dataset().equals(Datasets.MARKETS.name())) {
        follow(rules.dataset(want.dataset()), Tier.LIVE, want);
      } else if (want.mayBeMarket()) {
        names.add(want);
        sendFull(names, Markets.TICKERS_PER_REQUEST, this::lookUpLive);
      } else {
        Listing.of(this, want).begin();
      }
    }
    sendRest(names, Markets.TICKERS_PER_REQUEST, this::lookUpLive);
    do {
      window.drain();
    } while (sendSaved());
  }

  /**
   * Sends what was saved up and fills no request. What may still bring names to the others goes
   * first.
   */
  private boolean sendSaved() {
    return sendRest(forEvents, KalshiClient.EVENTS_PER_REQUEST, this::lookUpEvents)
        || sendRest(forHistory, Markets.TICKERS_PER_REQUEST, this::lookUpHistory)
        || sendRest(forSeries, Integer.MAX_VALUE, this::lookUpSeries)
        || sendFollowing();
  }

  private boolean sendFollowing() {
    boolean sent = false;
    for (Map.Entry<Following, Deque<Want>> saved : following.entrySet()) {
      Following key = saved.getKey();
      sent |= sendRest(saved.getValue(), perRequest(key), batch -> lookUp(key, batch));
    }
    return sent;
  }

  private static void sendFull(Deque<Want> saved, int size, Consumer<List<Want>> send) {
    while (saved.size() >= size) {
      send.accept(take(saved, size));
    }
  }

  private static boolean sendRest(Deque<Want> saved, int size, Consumer<List<Want>> send) {
    boolean sent = !saved.isEmpty();
    while (!saved.isEmpty()) {
      send.accept(take(saved, size));
    }
    return sent;
  }

  private static List<Want> take(Deque<Want> saved, int size) {
    List<Want> batch = new ArrayList<>();
    while (!saved.isEmpty() && batch.size() < size) {
      batch.add(saved.removeFirst());
    }
    return batch;
  }

  private void lookUpLive(List<Want> wants) {
    new NameLookup(this, wants, Tier.LIVE).begin();
  }

  private void lookUpHistory(List<Want> wants) {
    new NameLookup(this, wants, Tier.HISTORICAL).begin();
  }

  private void lookUpEvents(List<Want> wants) {
    new EventLookup(this, wants).begin();
  }

  private void lookUpSeries(List<Want> wants) {
    new SeriesLookup(this, wants).begin();
  }

  private void lookUp(Following key, List<Want> wants) {
    new MarketLookup(this, key.dataset(), key.tier(), wants).begin();
  }

  private int perRequest(Following key) {
    return key.dataset().marketsPerRequest(key.tier(), rules.window());
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

  /** Asks for a page once there is room. */
  void ask(Query query, Consumer<Page> response, Consumer<KalshiException> failure) {
    window.enqueue(() -> client.ask(query, ledger), response, failure);
  }

  /** Asks for a page that follows from another. */
  void askNext(Query query, Consumer<Page> response, Consumer<KalshiException> failure) {
    send(() -> client.ask(query, ledger), response, failure);
  }

  /** Sends a request that follows from another. */
  <T> void send(
      InFlightWindow.Request<T> request, Consumer<T> response, Consumer<KalshiException> failure) {
    window.enqueueFirst(request, response, failure);
  }

  /**
   * Hands on a page, and asks for what else is wanted of its markets.
   *
   * @param page with the wanted rows alone
   * @param wants what asked for each of them
   */
  void store(Page page, Function<Ticker, Want> wants) {
    if (page.rows().isEmpty()) {
      return;
    }
    try {
      pages.take(page, wants);
    } catch (InterruptedException e) {
      // The runner gives the bundle up; what is stored by now is found when it is repeated.
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a page was stored", e);
    }
    if (page.dataset().equals(Datasets.MARKETS)) {
      for (MarketDataset dataset : rules.include()) {
        for (Row row : page.rows()) {
          if (dataset.covers(row, page.tier(), rules.window())) {
            follow(
                dataset, page.tier(), wants.apply(row.ticker()).of(dataset.name(), row.ticker()));
          }
        }
      }
    }
  }

  /** Asks for a dataset of a market, together with others. */
  void follow(MarketDataset dataset, Tier tier, Want want) {
    Following key = new Following(dataset, tier);
    Deque<Want> saved = following.computeIfAbsent(key, unused -> new ArrayDeque<>());
    saved.add(want);
    sendFull(saved, perRequest(key), batch -> lookUp(key, batch));
  }

  void miss(Want want, Miss miss) {
    misses.miss(want, miss);
  }

  /** Counts wants of the selectors that are dealt with, one way or the other. */
  void answered(long wants) {
    answered.accept(wants);
  }

  /** Reports a selector that ends without a market. */
  void missed(Want want, Miss miss) {
    answered(1);
    miss(want, miss);
  }

  /** Reports a selector whose request failed. */
  void failed(Want want, KalshiException failure) {
    missed(want, want.miss(reason(failure), failure.detail(), failure.status()));
  }

  /** Asks whether a name that is no live market is an event, together with others. */
  void lookAmongEvents(Want want) {
    forEvents.add(want);
    sendFull(forEvents, KalshiClient.EVENTS_PER_REQUEST, this::lookUpEvents);
  }

  /** Looks a name up among the markets of the historical tier, together with others. */
  void lookInHistory(Want want) {
    forHistory.add(want);
    sendFull(forHistory, Markets.TICKERS_PER_REQUEST, this::lookUpHistory);
  }

  /**
   * Looks a name up among the markets of the historical tier, as the last thing that is tried.
   *
   * @param ifAbsent what to report if it is not there either
   */
  void lookInHistory(Want want, Miss ifAbsent) {
    missesIfAbsent.put(want, ifAbsent);
    lookInHistory(want);
  }

  /** Goes on with a name that the historical tier does not have. */
  void notInHistory(Want want) {
    Miss miss = missesIfAbsent.remove(want);
    if (miss != null) {
      missed(want, miss);
    } else {
      forSeries.add(want);
    }
  }

  static MissReason reason(KalshiException failure) {
    return switch (failure.kind()) {
      case NOT_FOUND -> MissReason.NOT_FOUND;
      case REJECTED -> MissReason.REJECTED;
      case MALFORMED -> MissReason.MALFORMED;
      case TIMED_OUT -> MissReason.TIMED_OUT;
      // A run that was given up can be run again: what is left is not refused for good.
      case UNAVAILABLE, STOPPED -> MissReason.UNAVAILABLE;
    };
  }
}
