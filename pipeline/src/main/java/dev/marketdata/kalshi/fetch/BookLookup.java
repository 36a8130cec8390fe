package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketAnswer;
import dev.marketdata.kalshi.api.MarketRow;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.datasets.MarketQuery;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches up to 100 order books. Only live markets have one. */
final class BookLookup {

  private final ChunkFetch chunk;
  private final List<FetchTask.Book> books;
  private final Map<Ticker, FetchTask.Book> missing = new LinkedHashMap<>();

  BookLookup(ChunkFetch chunk, List<FetchTask.Book> books) {
    this.chunk = chunk;
    this.books = books;
    books.forEach(book -> missing.put(book.ticker(), book));
  }

  void begin() {
    chunk.ask(
        new MarketQuery.OrderBooks(List.copyOf(missing.keySet())), this::answered, this::failed);
  }

  private void answered(MarketAnswer answer) {
    List<MarketSnapshot> found = new ArrayList<>();
    for (MarketRow row : answer.rows()) {
      FetchTask.Book book = missing.remove(row.ticker());
      if (book != null) {
        found.add(new MarketSnapshot(row.ticker(), book.selector(), row.from(), row.to()));
      }
    }
    chunk.page(
        new MarketPage(
            Dataset.ORDERBOOKS,
            Tier.LIVE,
            answer.requestedAt(),
            answer.receivedAt(),
            answer.body(),
            found));
    MissReason reason = answer.unusable() > 0 ? MissReason.MALFORMED : MissReason.NOT_FOUND;
    missing.values().forEach(book -> miss(book, reason, "Kalshi sent no order book for it", 200));
  }

  private void failed(KalshiException failure) {
    if (Batch.canBeHalved(books, failure)) {
      Batch.halve(books, half -> new BookLookup(chunk, half).begin());
    } else {
      missing
          .values()
          .forEach(
              book -> miss(book, ChunkFetch.reason(failure), failure.detail(), failure.status()));
    }
  }

  private void miss(
      FetchTask.Book book, MissReason reason, String detail, @Nullable Integer httpStatus) {
    chunk.miss(
        Miss.of(book.selector(), book.ticker(), Dataset.ORDERBOOKS, reason, detail, httpStatus));
  }
}
