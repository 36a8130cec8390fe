package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayList;
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
  private final MarketDataset dataset;
  private final Tier tier;
  // A market that two selectors yield is fetched once.
  private final Map<Ticker, Want> missing = new LinkedHashMap<>();
  private final Set<String> cursors = new HashSet<>();
  private final List<Page> pages = new ArrayList<>();

  MarketLookup(ChunkFetch chunk, MarketDataset dataset, Tier tier, List<Want> wants) {
    this.chunk = chunk;
    this.dataset = dataset;
    this.tier = tier;
    wants.forEach(want -> missing.put(want.name(), want));
  }

  void start() {
    Query query = dataset.query(tier, List.copyOf(missing.keySet()), chunk.rules().window());
    chunk.enqueue(query, page -> onPage(query, page), this::failed);
  }

  private void onPage(Query query, Page page) {
    pages.add(page);
    String cursor = page.cursor();
    if (cursor == null) {
      finish(Page.join(pages));
    } else if (cursors.add(cursor)) {
      Query next = query.from(cursor);
      chunk.enqueueNext(next, later -> onPage(next, later), this::failed);
    } else {
      failed(KalshiException.malformed("Kalshi repeated a cursor; the list has no end"));
    }
  }

  private void finish(Page page) {
    Map<Ticker, Want> found = new HashMap<>();
    List<Row> wanted = new ArrayList<>();
    for (Row row : page.rows()) {
      Want want = missing.remove(row.ticker());
      if (want != null) {
        found.put(row.ticker(), want);
        wanted.add(row);
      }
    }
    if (dataset.shape().flat() && page.unusable() == 0) {
      // The response does not name markets without an item.
      missing.keySet().forEach(ticker -> wanted.add(new Row(ticker, Map.of(), List.of())));
      found.putAll(missing);
      missing.clear();
    }
    chunk.store(page.withRows(wanted), found::get);
    missing.values().forEach(want -> absent(want, page.unusable()));
  }

  private void absent(Want want, int unusable) {
    if (unusable > 0) {
      miss(want, MissReason.MALFORMED, "Kalshi's response contained objects without a ticker", 200);
    } else if (tier == Tier.LIVE && dataset.tiers().contains(Tier.HISTORICAL)) {
      chunk.lookUpDataset(dataset, Tier.HISTORICAL, want);
    } else {
      miss(want, MissReason.NOT_FOUND, "Kalshi's response left the market out", 200);
    }
  }

  private void failed(KalshiException failure) {
    WantBatch.splitOrElse(
        List.copyOf(missing.values()),
        failure,
        half -> new MarketLookup(chunk, dataset, tier, half).start(),
        want -> miss(want, ChunkFetch.reason(failure), failure.detail(), failure.status()));
  }

  private void miss(Want want, MissReason reason, String detail, @Nullable Integer httpStatus) {
    chunk.report(want, want.miss(reason, detail, httpStatus));
  }
}
