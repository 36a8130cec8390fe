package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.datasets.MarketQuery;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** Packs what is asked for into the fewest first requests, and these into chunks. */
final class QueryPacker {

  private final List<FetchTask> tasks = new ArrayList<>();
  private final Map<TickerKind, List<TickerSelector>> names = new EnumMap<>(TickerKind.class);
  private final List<FetchTask.Book> books = new ArrayList<>();

  void add(TickerSelector selector) {
    if (!selector.kind().mayBeMarket()) {
      tasks.add(new FetchTask.Expand(selector));
      return;
    }
    List<TickerSelector> batch = names.computeIfAbsent(selector.kind(), kind -> new ArrayList<>());
    batch.add(selector);
    if (batch.size() == MarketQuery.TICKERS_A_REQUEST) {
      tasks.add(new FetchTask.Names(List.copyOf(batch)));
      batch.clear();
    }
  }

  void add(FetchTask.Book book) {
    books.add(book);
    if (books.size() == MarketQuery.TICKERS_A_REQUEST) {
      tasks.add(new FetchTask.Books(List.copyOf(books)));
      books.clear();
    }
  }

  /**
   * Returns all of it.
   *
   * @param fewest into how many chunks to divide it, if it is that much
   */
  List<FetchChunk> chunks(int fewest) {
    names.values().stream()
        .filter(batch -> !batch.isEmpty())
        .forEach(batch -> tasks.add(new FetchTask.Names(List.copyOf(batch))));
    if (!books.isEmpty()) {
      tasks.add(new FetchTask.Books(List.copyOf(books)));
    }
    int size = Math.min(FetchChunk.MOST_TASKS, Math.max(1, tasks.size() / fewest));
    List<FetchChunk> chunks = new ArrayList<>();
    for (int from = 0; from < tasks.size(); from += size) {
      int to = Math.min(tasks.size(), from + size);
      chunks.add(new FetchChunk(List.copyOf(tasks.subList(from, to))));
    }
    return chunks;
  }
}
