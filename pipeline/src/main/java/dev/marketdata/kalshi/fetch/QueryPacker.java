package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.kalshi.MarketQuery;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Packs what is asked for into the fewest first requests, and these into chunks. */
final class QueryPacker {

  private final Consumer<FetchChunk> chunks;
  private final List<FetchTask> tasks = new ArrayList<>();
  private final Map<TickerKind, List<TickerSelector>> names = new EnumMap<>(TickerKind.class);
  private final List<FetchTask.Book> books = new ArrayList<>();

  QueryPacker(Consumer<FetchChunk> chunks) {
    this.chunks = chunks;
  }

  void add(TickerSelector selector) {
    if (selector.kind() == TickerKind.EVENT || selector.kind() == TickerKind.SERIES) {
      add(new FetchTask.Expand(selector));
      return;
    }
    List<TickerSelector> batch = names.computeIfAbsent(selector.kind(), kind -> new ArrayList<>());
    batch.add(selector);
    if (batch.size() == MarketQuery.TICKERS_A_REQUEST) {
      add(new FetchTask.Names(List.copyOf(batch)));
      batch.clear();
    }
  }

  void add(FetchTask.Book book) {
    books.add(book);
    if (books.size() == MarketQuery.TICKERS_A_REQUEST) {
      add(new FetchTask.Books(List.copyOf(books)));
      books.clear();
    }
  }

  /** Gives away the batches and the chunk that are not full. */
  void finish() {
    names.values().stream()
        .filter(batch -> !batch.isEmpty())
        .forEach(batch -> add(new FetchTask.Names(List.copyOf(batch))));
    if (!books.isEmpty()) {
      add(new FetchTask.Books(List.copyOf(books)));
    }
    if (!tasks.isEmpty()) {
      giveAway();
    }
  }

  private void add(FetchTask task) {
    tasks.add(task);
    if (tasks.size() == FetchChunk.TASKS) {
      giveAway();
    }
  }

  private void giveAway() {
    chunks.accept(new FetchChunk(List.copyOf(tasks)));
    tasks.clear();
  }
}
