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
 * Asks for up to 100 names among the markets of one tier. Kalshi leaves unknown names out without a
 * word, so what is missing from the response goes on: a market to the historical tier, a name of
 * unknown kind to the events first.
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

  void begin() {
    ask(Datasets.MARKETS.byTicker(tier, missing.keySet()));
  }

  private void ask(Query query) {
    chunk.ask(query, page -> answered(query, page), this::failed);
  }

  private void answered(Query query, Page page) {
    List<Row> wanted = new ArrayList<>();
    for (Row row : page.rows()) {
      // A row that was not asked for, or comes twice, finds nothing to remove.
      List<Want> askers = missing.remove(row.ticker());
      if (askers != null) {
        chunk.answered(askers.size());
        found.put(row.ticker(), askers.get(0));
        wanted.add(row);
      }
    }
    unusable += page.unusable();
    chunk.store(page.withRows(wanted), found::get);
    String cursor = page.cursor();
    if (cursor != null && !missing.isEmpty() && cursors.add(cursor)) {
      ask(query.from(cursor));
    } else {
      stillMissing().forEach(this::goOn);
    }
  }

  private List<Want> stillMissing() {
    return missing.values().stream().flatMap(List::stream).toList();
  }

  private void goOn(Want want) {
    if (unusable > 0) {
      chunk.missed(
          want,
          want.miss(
              MissReason.MALFORMED,
              "Kalshi's response did not name it, and held "
                  + unusable
                  + " objects without a ticker",
              200));
    } else if (tier == Tier.HISTORICAL) {
      chunk.notInHistory(want);
    } else if (want.isOfUnknownKind()) {
      chunk.lookAmongEvents(want);
    } else {
      chunk.lookInHistory(want, want.notFound());
    }
  }

  private void failed(KalshiException failure) {
    WantBatch.splitOrElse(
        stillMissing(),
        failure,
        half -> new NameLookup(chunk, half, tier).begin(),
        want -> chunk.failed(want, failure));
  }
}
