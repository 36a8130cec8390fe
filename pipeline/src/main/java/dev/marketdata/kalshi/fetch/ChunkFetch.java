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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;

/**
 * Fetches what one chunk wants, into pages and misses. Names that can share a request are saved up
 * until they fill one. Everything but sending happens on the thread that calls {@link #run}.
 *
 * <p>A name whose kind is not given is looked for among the live markets, then the events, then the
 * markets of the historical tier, then the series. A market that is not live is looked for in the
 * historical tier.
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
  private final WantBatch live =
      new WantBatch(
          Markets.TICKERS_PER_REQUEST, wants -> new NameLookup(this, wants, Tier.LIVE).begin());
  private final WantBatch events =
      new WantBatch(
          KalshiClient.EVENTS_PER_REQUEST, wants -> new KindLookup(this, wants).amongEvents());
  private final WantBatch historical =
      new WantBatch(
          Markets.TICKERS_PER_REQUEST,
          wants -> new NameLookup(this, wants, Tier.HISTORICAL).begin());
  private final WantBatch series =
      new WantBatch(Integer.MAX_VALUE, wants -> new KindLookup(this, wants).amongSeries());
  private final Map<Following, WantBatch> following = new LinkedHashMap<>();
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
    for (Want want : chunk.wants()) {
      if (!want.dataset().equals(Datasets.MARKETS.name())) {
        follow(rules.dataset(want.dataset()), Tier.LIVE, want);
      } else if (want.mayBeMarket()) {
        live.add(want);
      } else {
        Listing.of(this, want).begin();
      }
    }
    live.sendRest();
    do {
      window.drain();
      // What may still bring names to the others goes first.
    } while (events.sendRest()
        || historical.sendRest()
        || series.sendRest()
        || following.values().stream().mapToInt(batch -> batch.sendRest() ? 1 : 0).sum() > 0);
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
    window.enqueue(() -> client.fetch(query, ledger), response, failure);
  }

  /** Asks for a page that follows from another. */
  void askNext(Query query, Consumer<Page> response, Consumer<KalshiException> failure) {
    send(() -> client.fetch(query, ledger), response, failure);
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
    following
        .computeIfAbsent(
            new Following(dataset, tier),
            key ->
                new WantBatch(
                    dataset.marketsPerRequest(tier, rules.window()),
                    wants -> new MarketLookup(this, dataset, tier, wants).begin()))
        .add(want);
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
    events.add(want);
  }

  /** Looks a name up among the markets of the historical tier, together with others. */
  void lookInHistory(Want want) {
    historical.add(want);
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
      series.add(want);
    }
  }

  static MissReason reason(KalshiException failure) {
    return switch (failure.reason()) {
      case NOT_FOUND -> MissReason.NOT_FOUND;
      case REJECTED -> MissReason.REJECTED;
      case MALFORMED -> MissReason.MALFORMED;
      case TIMED_OUT -> MissReason.TIMED_OUT;
      // A run that was given up can be run again: what is left is not refused for good.
      case UNAVAILABLE, STOPPED -> MissReason.UNAVAILABLE;
    };
  }
}
