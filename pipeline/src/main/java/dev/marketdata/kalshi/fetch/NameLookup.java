package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketAnswer;
import dev.marketdata.kalshi.api.MarketRow;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.MarketQuery;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Looks up to 100 names up among the markets of one tier. Kalshi drops unknown names silently, so
 * what is missing from the answer goes on: a market to the historical tier, an unsaid name to the
 * events and series first.
 */
final class NameLookup {

  private final ChunkFetch chunk;
  private final List<TickerSelector> selectors;
  private final Tier tier;
  // A market said to be one and the same name unsaid may meet in a batch for the historical tier.
  private final Map<Ticker, List<TickerSelector>> missing = new LinkedHashMap<>();
  private final Set<String> cursors = new HashSet<>();
  private int unusable;

  NameLookup(ChunkFetch chunk, List<TickerSelector> selectors, Tier tier) {
    this.chunk = chunk;
    this.selectors = selectors;
    this.tier = tier;
    selectors.forEach(
        selector ->
            missing.computeIfAbsent(selector.ticker(), name -> new ArrayList<>()).add(selector));
  }

  void begin() {
    ask(new MarketQuery.Lookup(tier, List.copyOf(missing.keySet()), null));
  }

  private void ask(MarketQuery query) {
    chunk.ask(query, answer -> answered(query, answer), this::failed);
  }

  private void answered(MarketQuery query, MarketAnswer answer) {
    List<MarketSnapshot> found = new ArrayList<>();
    for (MarketRow row : answer.rows()) {
      // A row that was not asked for, or comes twice, finds nothing to remove.
      List<TickerSelector> askers = missing.remove(row.ticker());
      if (askers != null) {
        chunk.settled(askers.size());
        found.add(new MarketSnapshot(row.ticker(), askers.get(0), row.from(), row.to()));
      }
    }
    unusable += answer.unusable();
    chunk.page(
        new MarketPage(
            query.dataset(),
            tier,
            answer.requestedAt(),
            answer.receivedAt(),
            answer.body(),
            found));
    String cursor = answer.cursor();
    boolean more = cursor != null && !missing.isEmpty() && cursors.add(cursor);
    if (more && cursor != null) {
      ask(query.from(cursor));
    } else {
      stillMissing().forEach(this::goOn);
    }
  }

  private List<TickerSelector> stillMissing() {
    return missing.values().stream().flatMap(List::stream).toList();
  }

  private void goOn(TickerSelector selector) {
    if (unusable > 0) {
      chunk.settled(1);
      chunk.miss(
          Miss.of(
              selector,
              MissReason.MALFORMED,
              "Kalshi's answer did not name it, and held " + unusable + " objects without a ticker",
              200));
    } else if (tier == Tier.HISTORICAL) {
      chunk.notInHistory(selector);
    } else if (selector.kind() == TickerKind.UNSAID) {
      chunk.lookAmongFamilies(selector);
    } else {
      chunk.lookInHistory(selector, Miss.unknown(selector));
    }
  }

  private void failed(KalshiException failure) {
    if (Batch.canBeHalved(selectors, failure)) {
      Batch.halve(selectors, half -> new NameLookup(chunk, half, tier).begin());
    } else {
      stillMissing().forEach(selector -> chunk.failed(selector, failure));
    }
  }
}
