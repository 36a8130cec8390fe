package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.CoderException;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;

/**
 * Writes a chunk's selectors as a ticker file does, each with its place. A chunk holds up to a
 * hundred thousand of them, a walk's chunk all of a run, which Java's serialization would take
 * longer for than their requests.
 */
final class FetchChunkCoder extends AtomicCoder<FetchChunk> {

  private static final long serialVersionUID = 1L;
  private static final FetchChunkCoder ONLY = new FetchChunkCoder();
  private static final Coder<Integer> NUMBER = VarIntCoder.of();
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  private static final Coder<TickerSelector> SELECTOR = new SelectorCoder();
  private static final Coder<List<TickerSelector>> SELECTORS = ListCoder.of(SELECTOR);
  private static final Coder<List<FetchTask.Book>> BOOK_LIST = ListCoder.of(new BookCoder());

  private static final int NAMES = 0;
  private static final int EXPAND = 1;
  private static final int BOOKS = 2;
  private static final int WALK = 3;

  private FetchChunkCoder() {}

  static FetchChunkCoder of() {
    return ONLY;
  }

  @Override
  public void encode(FetchChunk chunk, OutputStream out) throws IOException {
    NUMBER.encode(chunk.tasks().size(), out);
    for (FetchTask task : chunk.tasks()) {
      if (task instanceof FetchTask.Names names) {
        NUMBER.encode(NAMES, out);
        SELECTORS.encode(names.selectors(), out);
      } else if (task instanceof FetchTask.Walk walk) {
        NUMBER.encode(WALK, out);
        SELECTORS.encode(walk.selectors(), out);
      } else if (task instanceof FetchTask.Expand expand) {
        NUMBER.encode(EXPAND, out);
        SELECTOR.encode(expand.selector(), out);
      } else if (task instanceof FetchTask.Books books) {
        NUMBER.encode(BOOKS, out);
        BOOK_LIST.encode(books.books(), out);
      }
    }
  }

  @Override
  public FetchChunk decode(InputStream in) throws IOException {
    int size = NUMBER.decode(in);
    List<FetchTask> tasks = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      tasks.add(
          switch (NUMBER.decode(in)) {
            case NAMES -> new FetchTask.Names(SELECTORS.decode(in));
            case EXPAND -> new FetchTask.Expand(SELECTOR.decode(in));
            case WALK -> new FetchTask.Walk(SELECTORS.decode(in));
            case BOOKS -> new FetchTask.Books(BOOK_LIST.decode(in));
            default -> throw new CoderException("not a task of a chunk");
          });
    }
    return new FetchChunk(tasks);
  }

  private static final class SelectorCoder extends AtomicCoder<TickerSelector> {

    private static final long serialVersionUID = 1L;

    @Override
    public void encode(TickerSelector selector, OutputStream out) throws IOException {
      TEXT.encode(selector.text(), out);
      TEXT.encode(selector.source().file(), out);
      NUMBER.encode(selector.source().number(), out);
    }

    @Override
    public TickerSelector decode(InputStream in) throws IOException {
      String text = TEXT.decode(in);
      return TickerSelector.parse(text, new SourceLine(TEXT.decode(in), NUMBER.decode(in)));
    }
  }

  private static final class BookCoder extends AtomicCoder<FetchTask.Book> {

    private static final long serialVersionUID = 1L;

    @Override
    public void encode(FetchTask.Book book, OutputStream out) throws IOException {
      TEXT.encode(book.ticker().value(), out);
      SELECTOR.encode(book.selector(), out);
    }

    @Override
    public FetchTask.Book decode(InputStream in) throws IOException {
      return new FetchTask.Book(new Ticker(TEXT.decode(in)), SELECTOR.decode(in));
    }
  }
}
