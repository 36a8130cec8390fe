package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.UnusableObject;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.Trades;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Fetches the trades of one market in some consecutive windows. Trades before a cutoff are in the
 * historical tier only, so both tiers are read if the cutoff is within the windows. The pages are
 * joined, so that the trades of a window are stored whole or not at all. Trades that are not those
 * of the candles are requested once more.
 */
final class TradesLookup {

  private final ChunkFetch chunk;
  private final WantBatch batch;
  private final Want want;
  private final Ticker market;
  private final Windows windows;
  private final Patience patience;
  private final List<Page> pages = new ArrayList<>();
  private Instant cutoff = Instant.MIN;
  private boolean isSecondTime;

  TradesLookup(ChunkFetch chunk, WantBatch batch, Want want, Patience patience) {
    this.chunk = chunk;
    this.batch = batch;
    this.want = want;
    this.market = want.name();
    this.windows = want.someWindows();
    this.patience = patience;
  }

  void start() {
    chunk.enqueueNext(
        chunk::cutoffOfTrades,
        known -> {
          cutoff = known;
          request();
        },
        this::failed);
  }

  private void request() {
    pages.clear();
    requestNext(Tier.of(windows.span(), cutoff, isSecondTime));
  }

  private void requestNext(List<Tier> tiers) {
    if (tiers.isEmpty()) {
      check();
    } else {
      Query first =
          Datasets.TRADES.query(tiers.get(0), List.of(market), windows.span()).over(windows);
      // Another URL, so that the response is not a copy of the first in Kalshi's cache.
      Query query = isSecondTime ? first.withLimit(Trades.TRADES_PER_PAGE - 1) : first;
      new Chain(tiers.subList(1, tiers.size())).request(query);
    }
  }

  /** The pages of one tier. */
  private final class Chain {

    private final List<Tier> later;
    private final PageChain chain = new PageChain(row -> row.ticker().equals(market));

    Chain(List<Tier> later) {
      this.later = later;
    }

    void request(Query query) {
      chunk.enqueueNext(query, patience, page -> onPage(query, page), TradesLookup.this::failed);
    }

    private void onPage(Query query, Page page) {
      pages.add(page);
      KalshiException problem = chain.add(page);
      String cursor = page.cursor();
      if (problem != null) {
        failed(problem);
      } else if (cursor != null) {
        request(query.from(cursor));
      } else {
        requestNext(later);
      }
    }
  }

  private void check() {
    UnusableObject unusable =
        pages.stream()
            .flatMap(page -> page.unusable().stream())
            .filter(object -> object.ticker() == null || market.equals(object.ticker()))
            .findFirst()
            .orElse(null);
    VolumeProof proof = chunk.volumeProof();
    if (unusable != null) {
      // A trade is missing, and nothing tells of which window.
      failed(KalshiException.malformed(unusable.detail()));
    } else if (!isSecondTime && proof.differs(market, windows, pages)) {
      isSecondTime = true;
      request();
    } else {
      proof.compare(market, windows, pages);
      store();
    }
  }

  /** Each window has a row, with or without trades, of the tier that it is in. */
  private void store() {
    Page joined = Page.join(pages);
    Map<Window, Row> found = new HashMap<>();
    joined.rows().stream()
        .filter(row -> row.ticker().equals(market))
        .forEach(row -> found.put(Objects.requireNonNull(row.window()), row));
    Map<Tier, List<Row>> byTier = new EnumMap<>(Tier.class);
    for (Row none : want.rowsWithoutItems()) {
      Window window = Objects.requireNonNull(none.window());
      byTier
          .computeIfAbsent(
              window.end().isBefore(cutoff) ? Tier.HISTORICAL : Tier.LIVE,
              tier -> new ArrayList<>())
          .add(found.getOrDefault(window, none));
    }
    batch.onSuccess();
    byTier.forEach((tier, rows) -> chunk.store(joined.of(tier).withRows(rows), ticker -> want));
  }

  private void failed(KalshiException failure) {
    batch.divideOrElse(
        List.of(want),
        failure,
        failed ->
            chunk.report(
                failed,
                failed.miss(ChunkFetch.reason(failure), failure.detail(), failure.status())));
  }
}
