package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.UnusableObject;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
  private final @Nullable Windows windows;
  // A market that two selectors yield is fetched once.
  private final Map<Ticker, Want> missing = new LinkedHashMap<>();
  private final List<Page> pages = new ArrayList<>();
  private final PageChain chain;

  /**
   * Creates the lookup of a request.
   *
   * @param wants of one and the same windows
   */
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
    this.windows = wants.get(0).windows();
    wants.forEach(want -> missing.put(want.name(), want));
    Set<Ticker> requested = Set.copyOf(missing.keySet());
    this.chain = new PageChain(row -> requested.contains(row.ticker()));
  }

  void start() {
    List<Ticker> markets = List.copyOf(missing.keySet());
    Query query =
        windows == null
            ? dataset.query(tier, markets, chunk.rules().windows().first())
            : dataset.query(tier, markets, windows.span()).over(windows);
    chunk.enqueue(query, patience, page -> onPage(query, page), this::failed);
  }

  private void onPage(Query query, Page page) {
    pages.add(page);
    KalshiException problem = chain.add(page);
    String cursor = page.cursor();
    if (problem != null) {
      failed(problem);
    } else if (cursor == null) {
      finish(Page.join(pages));
    } else {
      Query next = query.from(cursor);
      chunk.enqueueNext(next, patience, later -> onPage(next, later), this::failed);
    }
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
    Set<List<@Nullable Object>> seen = new HashSet<>();
    for (Row row : page.rows()) {
      Want want = missing.get(row.ticker());
      if (want != null && seen.add(Arrays.asList(row.ticker(), row.window()))) {
        found.put(row.ticker(), want);
        wanted.add(row);
      }
    }
    if (dataset.shape().flat()) {
      // The response does not name markets without an item.
      for (Want want : missing.values()) {
        want.rowsWithoutItems().stream()
            .filter(row -> seen.add(Arrays.asList(row.ticker(), row.window())))
            .forEach(wanted::add);
      }
      found.putAll(missing);
    }
    missing.keySet().removeAll(found.keySet());
    chunk.store(page.withRows(wanted), found::get);
    if (ofUnknown.isEmpty()) {
      batch.onSuccess();
      missing.values().forEach(this::absent);
    } else {
      // One of them is among the missing markets.
      failed(KalshiException.malformed(ofUnknown.get(0).detail()));
    }
  }

  /** A market may have moved to the other tier, or Kalshi left it out for a moment. */
  private void absent(Want want) {
    int times = chunk.leftOut(want);
    boolean inBothTiers = dataset.tiers().size() == Tier.values().length;
    if (inBothTiers && times <= (dataset.hasWindow() ? 2 : 1)) {
      chunk.lookUpDataset(dataset, tier == Tier.LIVE ? Tier.HISTORICAL : Tier.LIVE, want);
    } else if (dataset.hasWindow() && times == 1) {
      chunk.lookUpDataset(dataset, tier, want);
    } else if (dataset.hasWindow()) {
      chunk.report(
          want, want.miss(MissReason.UNAVAILABLE, "Kalshi's responses left the market out", 200));
    } else {
      chunk.report(
          want, want.miss(MissReason.NOT_FOUND, "Kalshi's response left the market out", 200));
    }
  }

  private void failed(KalshiException failure) {
    if (tier == Tier.HISTORICAL
        && failure.reason() == KalshiException.Reason.NOT_FOUND
        && dataset.tiers().contains(Tier.LIVE)) {
      missing.values().forEach(this::absent);
      return;
    }
    batch.divideOrElse(List.copyOf(missing.values()), failure, want -> fail(want, failure));
  }

  private void fail(Want want, KalshiException failure) {
    chunk.report(want, want.miss(ChunkFetch.reason(failure), failure.detail(), failure.status()));
  }
}
