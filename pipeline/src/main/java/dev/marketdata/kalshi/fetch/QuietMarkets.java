package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The markets whose candles show no volume. Whether a candle's volume includes block trades, Kalshi
 * does not say, so the block trades of all markets are listed, once per consecutive windows. Only
 * the markets among them have trades; the others have an empty receipt and cost no request.
 */
final class QuietMarkets {

  private final ChunkFetch chunk;
  private final Map<Windows, BlockTrades> lists = new LinkedHashMap<>();

  QuietMarkets(ChunkFetch chunk) {
    this.chunk = chunk;
  }

  /** Adds a want of trades in windows without volume. */
  void add(Want want) {
    Windows all = around(want.someWindows());
    BlockTrades list = lists.get(all);
    if (list == null) {
      list = new BlockTrades(all);
      lists.put(all, list);
      list.start();
    }
    list.add(want);
  }

  /** Returns the consecutive windows of the run that include the given ones. */
  private Windows around(Windows some) {
    return chunk.rules().allWindows().stream()
        .filter(
            all ->
                !some.first().start().isBefore(all.first().start())
                    && !some.last().end().isAfter(all.last().end()))
        .findFirst()
        .orElse(some);
  }

  /** The list of block trades of some windows, and the markets that wait for it. */
  private final class BlockTrades {

    private final Windows windows;
    private final Map<Ticker, Set<Window>> traded = new HashMap<>();
    private List<Want> waiting = new ArrayList<>();
    private boolean isFiltered = true;
    private @Nullable Page last;
    private @Nullable KalshiException failure;

    BlockTrades(Windows windows) {
      this.windows = windows;
    }

    void start() {
      chunk.enqueueNext(
          chunk::cutoffOfTrades,
          cutoff -> requestNext(Tier.of(windows.span(), cutoff, false)),
          this::fail);
    }

    void add(Want want) {
      waiting.add(want);
      if (last != null || failure != null) {
        settle();
      }
    }

    private void requestNext(List<Tier> tiers) {
      if (tiers.isEmpty()) {
        settle();
        return;
      }
      Query first = Datasets.TRADES.blockTrades(tiers.get(0), windows.span()).over(windows);
      request(first, new PageChain(row -> true), tiers.subList(1, tiers.size()));
    }

    private void request(Query query, PageChain chain, List<Tier> later) {
      chunk.enqueueNext(
          query, Patience.FULL, page -> onPage(query, chain, later, page), this::fail);
    }

    private void onPage(Query query, PageChain chain, List<Tier> later, Page page) {
      if (hasOtherTrades(page)) {
        // A list of all trades may be long, so each market's own are requested.
        isFiltered = false;
        last = page;
        settle();
        return;
      }
      for (Row row : page.rows()) {
        if (!row.spans().isEmpty()) {
          traded
              .computeIfAbsent(row.ticker(), market -> new HashSet<>())
              .add(Objects.requireNonNull(row.window()));
        }
      }
      KalshiException problem = chain.add(page);
      String cursor = page.cursor();
      if (problem != null) {
        fail(problem);
      } else if (cursor != null) {
        request(query.from(cursor), chain, later);
      } else {
        last = later.isEmpty() ? page : null;
        requestNext(later);
      }
    }

    private static boolean hasOtherTrades(Page page) {
      AtomicBoolean others = new AtomicBoolean();
      VolumeProof.forEachTrade(
          page, trade -> others.compareAndSet(false, "false".equals(trade.get("is_block_trade"))));
      return others.get();
    }

    private void fail(KalshiException failed) {
      failure = failed;
      settle();
    }

    private void settle() {
      List<Want> wants = waiting;
      waiting = new ArrayList<>();
      if (failure != null) {
        KalshiException why = failure;
        wants.forEach(
            want ->
                chunk.report(want, want.miss(ChunkFetch.reason(why), why.detail(), why.status())));
        return;
      }
      Map<Ticker, Want> quiet = new HashMap<>();
      List<Row> empty = new ArrayList<>();
      for (Want want : wants) {
        quiet.put(want.name(), want);
        Set<Window> ofMarket = traded.getOrDefault(want.name(), Set.of());
        for (Row row : want.rowsWithoutItems()) {
          Window window = Objects.requireNonNull(row.window());
          if (!isFiltered || ofMarket.contains(window)) {
            chunk.lookUpDataset(Datasets.TRADES, Tier.LIVE, want.over(Windows.of(window)));
          } else {
            chunk.volumeProof().untraded(want.name(), window);
            empty.add(row);
          }
        }
      }
      chunk.store(page(empty), market -> Objects.requireNonNull(quiet.get(market)));
    }

    private Page page(List<Row> empty) {
      Page list = Objects.requireNonNull(last);
      return new Page(
          Datasets.TRADES,
          list.tier(),
          list.requestedAt(),
          list.receivedAt(),
          new byte[0],
          empty,
          List.of(),
          null,
          SchemaDrift.NONE);
    }
  }
}
