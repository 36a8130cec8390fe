package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.UnusableObject;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Fetches a dataset of the markets of one request. Its pages are joined, so that a market's array
 * is stored whole or not at all.
 */
final class MarketLookup {

  private final ChunkFetch chunk;
  private final WantBatch batch;
  private final MarketDataset dataset;
  private final Tier tier;
  private final Patience patience;
  // A market that two selectors yield is fetched once.
  private final Map<Ticker, Want> missing = new LinkedHashMap<>();
  private final Set<Ticker> requested;
  private final List<Page> pages = new ArrayList<>();
  private PageChain chain;
  private boolean isSecondTime;

  MarketLookup(
      ChunkFetch chunk,
      WantBatch batch,
      MarketDataset dataset,
      Tier tier,
      List<Want> wants,
      Patience patience) {
    this.chunk = chunk;
    this.batch = batch;
    this.dataset = dataset;
    this.tier = tier;
    this.patience = patience;
    wants.forEach(want -> missing.put(want.name(), want));
    this.requested = Set.copyOf(missing.keySet());
    this.chain = newChain();
  }

  private PageChain newChain() {
    return new PageChain(row -> requested.contains(row.ticker()));
  }

  void start() {
    Query query = dataset.query(tier, List.copyOf(missing.keySet()), chunk.rules().window());
    chunk.enqueue(query, patience, page -> onPage(query, page), this::failed);
  }

  private void onPage(Query query, Page page) {
    pages.add(page);
    KalshiException problem = chain.add(page);
    String cursor = page.cursor();
    if (problem != null) {
      failed(problem);
    } else if (cursor == null) {
      end();
    } else {
      Query next = query.from(cursor);
      chunk.enqueueNext(next, patience, later -> onPage(next, later), this::failed);
    }
  }

  /** Trades that are not those of the candles are requested once more. */
  private void end() {
    if (dataset.equals(Datasets.TRADES)) {
      Ticker market = missing.keySet().iterator().next();
      if (!isSecondTime && chunk.volumeProof().differs(market, chunk.rules().window(), pages)) {
        isSecondTime = true;
        pages.clear();
        chain = newChain();
        start();
        return;
      }
      chunk.volumeProof().compare(market, chunk.rules().window(), pages);
    }
    finish(Page.join(pages));
  }

  private void finish(Page page) {
    for (UnusableObject object : page.unusable()) {
      Ticker ticker = object.ticker();
      Want want = ticker == null ? null : missing.remove(ticker);
      if (want != null) {
        fail(want, KalshiException.malformed(object.detail()));
      }
    }
    List<UnusableObject> ofUnknown = page.unusableOfUnknown();
    if (dataset.shape().flat() && !ofUnknown.isEmpty()) {
      // An item of any of the markets may be missing.
      failed(KalshiException.malformed(ofUnknown.get(0).detail()));
      return;
    }
    Map<Ticker, Want> found = new HashMap<>();
    List<Row> wanted = new ArrayList<>();
    for (Row row : page.rows()) {
      Want want = missing.remove(row.ticker());
      if (want != null) {
        found.put(row.ticker(), want);
        wanted.add(row);
      }
    }
    if (dataset.shape().flat()) {
      // The response does not name markets without an item.
      missing.keySet().forEach(ticker -> wanted.add(new Row(ticker, Map.of(), List.of())));
      found.putAll(missing);
      missing.clear();
    }
    chunk.store(page.withRows(wanted), found::get);
    if (ofUnknown.isEmpty()) {
      batch.onSuccess();
      missing.values().forEach(this::absent);
    } else {
      // One of them is among the missing markets.
      failed(KalshiException.malformed(ofUnknown.get(0).detail()));
    }
  }

  private void absent(Want want) {
    if (tier == Tier.LIVE && dataset.tiers().contains(Tier.HISTORICAL)) {
      chunk.lookUpDataset(dataset, Tier.HISTORICAL, want);
    } else if (dataset.hasWindow() && tier == Tier.LIVE && chunk.isLeftOutForTheFirstTime(want)) {
      chunk.lookUpDataset(dataset, tier, want);
    } else if (dataset.hasWindow() && tier == Tier.LIVE) {
      chunk.report(
          want, want.miss(MissReason.UNAVAILABLE, "Kalshi's responses left the market out", 200));
    } else {
      chunk.report(
          want, want.miss(MissReason.NOT_FOUND, "Kalshi's response left the market out", 200));
    }
  }

  private void failed(KalshiException failure) {
    batch.divideOrElse(List.copyOf(missing.values()), failure, want -> fail(want, failure));
  }

  private void fail(Want want, KalshiException failure) {
    chunk.report(want, want.miss(ChunkFetch.reason(failure), failure.detail(), failure.status()));
  }
}
