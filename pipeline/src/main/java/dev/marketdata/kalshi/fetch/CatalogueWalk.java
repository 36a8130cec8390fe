package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketAnswer;
import dev.marketdata.kalshi.api.MarketRow;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.MarketQuery;
import dev.marketdata.kalshi.datasets.MarketQuery.Catalogue;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds names by listing the open markets: a page holds a thousand where a lookup holds a hundred,
 * which pays if the names are most of what is listed, for as long as {@link WalkRule} says.
 *
 * <p>Nothing follows from a name that did not come by, nor from a walk that broke off: such names
 * are left to be looked up. A row is taken by its name alone, for a market that is named is wanted
 * whatever its status says by now.
 */
final class CatalogueWalk {

  /** An answer, and at what rate such questions may be asked. */
  private record Page(MarketAnswer answer, BigDecimal requestsPerSecond) {}

  private final ChunkFetch chunk;
  private final WalkRule rule;
  // A market said to be one and the same name unsaid are one row.
  private final Map<Ticker, List<TickerSelector>> missing = new LinkedHashMap<>();
  private final Set<String> cursors = new HashSet<>();
  private boolean chosen;
  private long found;

  CatalogueWalk(ChunkFetch chunk, List<TickerSelector> names) {
    this.chunk = chunk;
    this.rule = new WalkRule(names);
    names.forEach(name -> missing.merge(name.ticker(), List.of(name), CatalogueWalk::both));
  }

  private static List<TickerSelector> both(List<TickerSelector> some, List<TickerSelector> others) {
    List<TickerSelector> all = new ArrayList<>(some);
    all.addAll(others);
    return all;
  }

  void begin() {
    ask(new Catalogue(MarketStatus.OPEN, null));
  }

  private void ask(Catalogue query) {
    chunk.askNext(
        () ->
            new Page(
                chunk.client().askBriefly(query, chunk.ledger()),
                chunk.client().requestsPerSecond(query, chunk.ledger())),
        page -> answered(query, page),
        this::failed);
  }

  private void answered(Catalogue query, Page page) {
    MarketAnswer answer = page.answer();
    take(query, answer);
    rule.answered(Duration.between(answer.requestedAt(), answer.receivedAt()));
    boolean ahead = rule.isAhead(page.requestsPerSecond());
    chosen |= ahead;
    String cursor = answer.cursor();
    String figures = rule.figures(page.requestsPerSecond());
    if (missing.isEmpty()) {
      end("every name was found: " + figures);
    } else if (cursor == null) {
      end("the catalogue was walked to its end: " + figures);
    } else if (!ahead) {
      end("the walk was not ahead of lookups: " + figures);
    } else if (!cursors.add(cursor)) {
      end("Kalshi repeated a cursor: " + figures);
    } else {
      ask(query.from(cursor));
    }
  }

  private void take(MarketQuery query, MarketAnswer answer) {
    List<MarketSnapshot> wanted = new ArrayList<>();
    for (MarketRow row : answer.rows()) {
      // A row that was not asked for, or comes twice, finds nothing to remove.
      List<TickerSelector> askers = missing.remove(row.ticker());
      if (askers != null) {
        askers.forEach(rule::found);
        found += askers.size();
        chunk.settled(askers.size());
        wanted.add(new MarketSnapshot(row.ticker(), askers.get(0), row.from(), row.to()));
      }
    }
    chunk.page(
        new MarketPage(
            query.dataset(),
            Tier.LIVE,
            answer.requestedAt(),
            answer.receivedAt(),
            answer.body(),
            wanted));
  }

  private void failed(KalshiException failure) {
    end("the catalogue was not listed further: " + failure.detail());
  }

  private void end(String why) {
    List<TickerSelector> left = missing.values().stream().flatMap(List::stream).toList();
    chunk.walked(new WalkReport(chosen, why, rule.pages(), found), left);
  }
}
