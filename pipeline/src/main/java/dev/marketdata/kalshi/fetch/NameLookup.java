package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
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
  private final Tier tier;
  // The same name with and without its kind may be in one batch.
  private final Map<Ticker, List<Want>> missing = new LinkedHashMap<>();
  private final Map<Ticker, Want> found = new HashMap<>();
  private final Set<String> cursors = new HashSet<>();
  private int unusable;

  NameLookup(ChunkFetch chunk, List<Want> wants, Tier tier) {
    this.chunk = chunk;
    this.tier = tier;
    wants.forEach(
        want -> missing.computeIfAbsent(want.name(), name -> new ArrayList<>()).add(want));
  }

  void start() {
    request(Datasets.MARKETS.byTicker(tier, missing.keySet()));
  }

  private void request(Query query) {
    chunk.enqueue(query, page -> onPage(query, page), this::failed);
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
    unusable += page.unusable();
    chunk.store(page.withRows(wanted), found::get);
    String cursor = page.cursor();
    if (cursor != null && !missing.isEmpty() && cursors.add(cursor)) {
      request(query.from(cursor));
    } else {
      stillMissing().forEach(this::continueWith);
    }
  }

  private List<Want> stillMissing() {
    return missing.values().stream().flatMap(List::stream).toList();
  }

  private void continueWith(Want want) {
    if (unusable > 0) {
      chunk.finish(
          want,
          want.miss(
              MissReason.MALFORMED,
              "Kalshi's response left it out, and contained "
                  + unusable
                  + " objects without a ticker",
              200));
    } else if (tier == Tier.HISTORICAL) {
      chunk.notInHistory(want);
    } else if (want.isOfUnknownKind()) {
      chunk.lookUpAmongEvents(want);
    } else {
      chunk.lookUpInHistory(want, want.notFound());
    }
  }

  private void failed(KalshiException failure) {
    WantBatch.splitOrElse(
        stillMissing(),
        failure,
        half -> new NameLookup(chunk, half, tier).start(),
        want -> chunk.fail(want, failure));
  }
}
