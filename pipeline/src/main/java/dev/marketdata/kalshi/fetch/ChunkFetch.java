package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketAnswer;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.datasets.MarketQuery;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Sees the tasks of one chunk through to pages and misses. Work that a request can share is saved
 * up: names for the historical tier and order books go out a hundred at a time. Everything but the
 * asking itself happens on the thread that calls {@link #run}.
 */
final class ChunkFetch {

  /** Where pages go. */
  interface PageTaker {
    void take(MarketPage page) throws InterruptedException;
  }

  private final KalshiClient client;
  private final RequestLedger ledger;
  private final FetchRules rules;
  private final QuestionWindow window;
  private final PageTaker pages;
  private final Consumer<Miss> misses;
  private final LongConsumer settled;
  private final Deque<TickerSelector> forHistory = new ArrayDeque<>();
  private final Map<TickerSelector, Miss> lastWords = new HashMap<>();
  private final Deque<FetchTask.Book> forBooks = new ArrayDeque<>();
  private List<TickerSelector> left = List.of();
  private @Nullable WalkReport walk;

  ChunkFetch(
      KalshiClient client,
      RequestLedger ledger,
      FetchRules rules,
      int width,
      PageTaker pages,
      Consumer<Miss> misses,
      LongConsumer settled) {
    this.client = client;
    this.ledger = ledger;
    this.rules = rules;
    this.window = new QuestionWindow(client.threads(), width);
    this.pages = pages;
    this.misses = misses;
    this.settled = settled;
  }

  void run(FetchChunk chunk) throws InterruptedException {
    chunk.tasks().forEach(this::begin);
    do {
      window.drain();
    } while (sendBatches(1));
  }

  private void begin(FetchTask task) {
    if (task instanceof FetchTask.Names names) {
      new NameLookup(this, names.selectors(), Tier.LIVE).begin();
    } else if (task instanceof FetchTask.Walk names) {
      new CatalogueWalk(this, names.selectors()).begin();
    } else if (task instanceof FetchTask.Expand expand) {
      Expansion.of(this, expand.selector()).begin();
    } else if (task instanceof FetchTask.Books books) {
      new BookLookup(this, books.books()).begin();
    }
  }

  /** Sends what was saved up, if it fills a batch of at least the given size. */
  private boolean sendBatches(int fewest) {
    boolean sent = false;
    while (forHistory.size() >= fewest) {
      new NameLookup(this, take(forHistory), Tier.HISTORICAL).begin();
      sent = true;
    }
    while (forBooks.size() >= fewest) {
      new BookLookup(this, take(forBooks)).begin();
      sent = true;
    }
    return sent;
  }

  private static <T> List<T> take(Deque<T> saved) {
    List<T> batch = new ArrayList<>();
    while (!saved.isEmpty() && batch.size() < MarketQuery.TICKERS_A_REQUEST) {
      batch.add(saved.removeFirst());
    }
    return batch;
  }

  /**
   * Returns the names that a walk of the chunk did not find; they are neither settled nor missed.
   */
  List<TickerSelector> left() {
    return left;
  }

  /** Returns how the chunk's walk went; null if it held none. */
  @Nullable WalkReport walk() {
    return walk;
  }

  KalshiClient client() {
    return client;
  }

  FetchRules rules() {
    return rules;
  }

  RequestLedger ledger() {
    return ledger;
  }

  /** Asks for a page once there is room. */
  void ask(MarketQuery query, Consumer<MarketAnswer> answer, Consumer<KalshiException> failure) {
    window.later(() -> client.ask(query, ledger), answer, failure);
  }

  /** Asks something that goes on with what is under way. */
  <T> void askNext(
      QuestionWindow.Question<T> question, Consumer<T> answer, Consumer<KalshiException> failure) {
    window.next(question, answer, failure);
  }

  /** Gives a page on, and asks for its order books if they are wanted. */
  void page(MarketPage page) {
    if (page.snapshots().isEmpty()) {
      return;
    }
    try {
      pages.take(page);
    } catch (InterruptedException e) {
      // The runner is giving the bundle up; what is stored by now is found when it is repeated.
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a page was stored", e);
    }
    if (rules.orderBooks() && page.dataset() == Dataset.MARKET_DATA && page.tier() == Tier.LIVE) {
      page.snapshots()
          .forEach(
              snapshot -> forBooks.add(new FetchTask.Book(snapshot.ticker(), snapshot.selector())));
      sendBatches(MarketQuery.TICKERS_A_REQUEST);
    }
  }

  void miss(Miss miss) {
    misses.accept(miss);
  }

  /** Says that the chunk's walk is over, and which names it did not find. */
  void walked(WalkReport report, List<TickerSelector> notFound) {
    walk = report;
    left = notFound;
  }

  /** Counts selectors that are answered, one way or the other. */
  void settled(long selectors) {
    settled.accept(selectors);
  }

  /**
   * Looks a name up among the markets of the historical tier, together with others.
   *
   * @param ifAbsent what to report if it is not there either
   */
  void lookInHistory(TickerSelector selector, Miss ifAbsent) {
    lastWords.put(selector, ifAbsent);
    forHistory.add(selector);
    sendBatches(MarketQuery.TICKERS_A_REQUEST);
  }

  /** Reports a name that the historical tier does not know. */
  void notInHistory(TickerSelector selector) {
    Miss lastWord = lastWords.remove(selector);
    settled(1);
    miss(lastWord == null ? Miss.unknown(selector) : lastWord);
  }

  /** Asks whether an unsaid name that is no live market is an event, then whether a series. */
  void lookAmongFamilies(TickerSelector selector) {
    Expansion.unsaid(this, selector).begin();
  }

  /** Reports a selector whose question failed. */
  void failed(TickerSelector selector, KalshiException failure) {
    settled(1);
    miss(Miss.of(selector, reason(failure), failure.detail(), failure.status()));
  }

  static MissReason reason(KalshiException failure) {
    return switch (failure.kind()) {
      case NOT_FOUND -> MissReason.NOT_FOUND;
      case REJECTED -> MissReason.REJECTED;
      case MALFORMED -> MissReason.MALFORMED;
      case TIMED_OUT -> MissReason.TIMED_OUT;
      // A run that was given up can be run again: what is left is not refused for good.
      case UNAVAILABLE, STOPPED -> MissReason.UNAVAILABLE;
    };
  }
}
