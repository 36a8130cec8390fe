package dev.marketdata.kalshi.fetch;

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
 * Looks up at most 100 names among the markets of one tier. Kalshi leaves out unknown names, so
 * names missing from the response are looked up elsewhere: markets in the historical tier, names of
 * unknown kind among the events first.
 */
final class NameLookup {

  private final ChunkFetch chunk;
  private final WantBatch batch;
  private final Patience patience;
  private final Tier tier;
  // The same name with and without its kind may be in one batch.
  private final Map<Ticker, List<Want>> missing = new LinkedHashMap<>();
  private final Map<Ticker, Want> found = new HashMap<>();
  private final PageChain chain;
  private final List<UnusableObject> unusable = new ArrayList<>();

  NameLookup(ChunkFetch chunk, WantBatch batch, List<Want> wants, Patience patience, Tier tier) {
    this.chunk = chunk;
    this.batch = batch;
    this.patience = patience;
    this.tier = tier;
    wants.forEach(
        want -> missing.computeIfAbsent(want.name(), name -> new ArrayList<>()).add(want));
    Set<Ticker> requested = Set.copyOf(missing.keySet());
    this.chain = new PageChain(row -> requested.contains(row.ticker()));
  }

  void start() {
    request(Datasets.MARKETS.byTicker(tier, missing.keySet()));
  }

  private void request(Query query) {
    chunk.enqueue(query, patience, page -> onPage(query, page), this::failed);
  }

  private void onPage(Query query, Page page) {
    List<Row> wanted = new ArrayList<>();
    for (Row row : page.rows()) {
      // Null for a row that was not requested, or that is a duplicate.
      List<Want> wants = missing.remove(row.ticker());
      if (wants != null) {
        chunk.done(wants.size());
        found.put(row.ticker(), wants.get(0));
        wanted.add(row);
      }
    }
    chunk.store(page.withRows(wanted), found::get);
    page.unusable().forEach(this::unusable);
    KalshiException problem = chain.add(page);
    String cursor = page.cursor();
    if (missing.isEmpty() || (problem == null && cursor == null)) {
      finish();
    } else if (problem != null) {
      failed(problem);
    } else {
      request(query.from(String.valueOf(cursor)));
    }
  }

  private void unusable(UnusableObject object) {
    Ticker ticker = object.ticker();
    if (ticker == null) {
      unusable.add(object);
      return;
    }
    List<Want> wants = missing.remove(ticker);
    if (wants != null) {
      KalshiException failure = KalshiException.malformed(object.detail());
      // A name of unknown kind is known to be a market now.
      wants.forEach(want -> chunk.fail(want.of(Datasets.MARKETS.name(), ticker), failure));
    }
  }

  private List<Want> stillMissing() {
    return missing.values().stream().flatMap(List::stream).toList();
  }

  private void finish() {
    if (unusable.isEmpty()) {
      batch.onSuccess();
      stillMissing().forEach(this::continueWith);
    } else {
      // One of them is among the missing names.
      failed(KalshiException.malformed(unusable.get(0).detail()));
    }
  }

  private void continueWith(Want want) {
    if (tier == Tier.HISTORICAL) {
      chunk.notInHistory(want);
    } else if (want.isOfUnknownKind()) {
      chunk.lookUpAmongEvents(want);
    } else {
      chunk.lookUpInHistory(want, want.notFound());
    }
  }

  private void failed(KalshiException failure) {
    batch.divideOrElse(stillMissing(), failure, want -> chunk.fail(want, failure));
  }
}
