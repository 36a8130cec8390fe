package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The markets whose candles show no volume. Whether a candle's volume includes block trades, Kalshi
 * does not say, so the block trades of all markets are listed once. Only the markets among them
 * have trades; the others have an empty receipt and cost no request.
 */
final class QuietMarkets {

  private final ChunkFetch chunk;
  private Map<Ticker, Want> waiting = new LinkedHashMap<>();

  QuietMarkets(ChunkFetch chunk) {
    this.chunk = chunk;
  }

  void add(Want want) {
    waiting.put(want.name(), want);
  }

  /** Lists the block trades if any market waits for that; returns true if so. */
  boolean ask() {
    if (waiting.isEmpty()) {
      return false;
    }
    Map<Ticker, Want> markets = waiting;
    waiting = new LinkedHashMap<>();
    new BlockTrades(markets).request(Datasets.TRADES.blockTrades(chunk.rules().window()));
    return true;
  }

  /** The list of block trades, and the markets that wait for it. */
  private final class BlockTrades {

    private final Map<Ticker, Want> markets;
    private final PageChain chain = new PageChain(row -> true);
    private final Set<Ticker> traded = new HashSet<>();

    BlockTrades(Map<Ticker, Want> markets) {
      this.markets = markets;
    }

    void request(Query query) {
      chunk.enqueueNext(query, Patience.FULL, page -> onPage(query, page), this::onFailure);
    }

    private void onPage(Query query, Page page) {
      page.rows().stream()
          .filter(row -> !row.spans().isEmpty())
          .forEach(row -> traded.add(row.ticker()));
      KalshiException problem = chain.add(page);
      String cursor = page.cursor();
      if (problem != null) {
        onFailure(problem);
      } else if (cursor != null) {
        request(query.from(cursor));
      } else {
        finish(page);
      }
    }

    private void finish(Page last) {
      markets.values().stream()
          .filter(want -> traded.contains(want.name()))
          .forEach(want -> chunk.lookUpDataset(Datasets.TRADES, Tier.LIVE, want));
      markets.keySet().removeAll(traded);
      List<Row> empty =
          markets.keySet().stream().map(market -> new Row(market, Map.of(), List.of())).toList();
      markets.keySet().forEach(chunk.volumeProof()::untraded);
      chunk.store(
          new Page(
              Datasets.TRADES,
              Tier.LIVE,
              last.requestedAt(),
              last.receivedAt(),
              new byte[0],
              empty,
              List.of(),
              null,
              SchemaDrift.NONE),
          market -> Objects.requireNonNull(markets.get(market)));
    }

    /** Without the list, each market's own trades tell. */
    private void onFailure(KalshiException failure) {
      markets
          .values()
          .forEach(
              want ->
                  chunk.report(
                      want,
                      want.miss(ChunkFetch.reason(failure), failure.detail(), failure.status())));
    }
  }
}
