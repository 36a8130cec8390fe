package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.client.RequestUsage;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Fetches what selectors ask for through a real client, without a runner. */
final class TestFetch {

  /** The slot; its last two intervals begin four hours earlier. */
  static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");

  private static final int WINDOW = 8;

  private final KalshiSettings settings;
  private final FetchRules rules;

  private TestFetch(KalshiSettings settings, FetchRules rules) {
    this.settings = settings;
    this.rules = rules;
  }

  /** Reads unsigned, by the rules of a run without flags. */
  static TestFetch from(KalshiSimulator kalshi) {
    return new TestFetch(
        QuickClients.unsigned(kalshi), new FetchRules(selection(Set.of(), false), false));
  }

  private static MarketSelection selection(Set<MarketStatus> statuses, boolean combos) {
    return new MarketSelection(statuses, NOW.minus(Duration.ofHours(4)), combos);
  }

  TestFetch through(KalshiSettings others) {
    return new TestFetch(others, rules);
  }

  TestFetch withStatuses(MarketStatus... statuses) {
    return new TestFetch(
        settings,
        new FetchRules(selection(Set.of(statuses), rules.expanded().combos()), rules.orderBooks()));
  }

  TestFetch withCombos() {
    return new TestFetch(
        settings, new FetchRules(selection(rules.expanded().statuses(), true), rules.orderBooks()));
  }

  TestFetch withOrderBooks() {
    return new TestFetch(settings, new FetchRules(rules.expanded(), true));
  }

  Got fetch(String... lines) throws InterruptedException {
    return fetch(List.of(lines));
  }

  Got fetch(List<String> lines) throws InterruptedException {
    return fetchChunks(pack(selectors(lines)));
  }

  /** Walks through the catalogue first, and looks up what is left. */
  Got walk(List<String> lines) throws InterruptedException {
    return fetchChunks(List.of(new FetchChunk(List.of(new FetchTask.Walk(selectors(lines))))));
  }

  private static List<TickerSelector> selectors(List<String> lines) {
    return IntStream.range(0, lines.size())
        .mapToObj(i -> TickerSelector.parse(lines.get(i), new SourceLine("tickers.txt", i + 1)))
        .toList();
  }

  private static List<FetchChunk> pack(List<TickerSelector> selectors) {
    QueryPacker packer = new QueryPacker();
    selectors.forEach(packer::add);
    return packer.chunks(1);
  }

  private Got fetchChunks(List<FetchChunk> chunks) throws InterruptedException {
    Deque<FetchChunk> ahead = new ArrayDeque<>(chunks);
    List<WalkReport> walks = new ArrayList<>();
    List<MarketPage> pages = new ArrayList<>();
    List<Miss> misses = new ArrayList<>();
    AtomicLong settled = new AtomicLong();
    RequestLedger ledger = new RequestLedger();
    try (KalshiClient client = QuickClients.open(settings)) {
      while (!ahead.isEmpty()) {
        ChunkFetch work =
            new ChunkFetch(
                client, ledger, rules, WINDOW, pages::add, misses::add, settled::addAndGet);
        work.run(ahead.removeFirst());
        ahead.addAll(pack(work.left()));
        Stream.ofNullable(work.walk()).forEach(walks::add);
      }
    }
    return new Got(pages, misses, ledger.usage(), settled.get(), walks);
  }

  /** What came of it. */
  record Got(
      List<MarketPage> pages,
      List<Miss> misses,
      RequestUsage usage,
      long settled,
      List<WalkReport> walks) {

    /** Returns the tickers of all market snapshots, sorted, repeated ones repeated. */
    List<String> markets() {
      return tickers(Dataset.MARKET_DATA);
    }

    /** Returns the tickers of all order books, sorted, repeated ones repeated. */
    List<String> orderBooks() {
      return tickers(Dataset.ORDERBOOKS);
    }

    private List<String> tickers(Dataset dataset) {
      return pages.stream()
          .filter(page -> page.dataset() == dataset)
          .flatMap(page -> page.snapshots().stream())
          .map(snapshot -> snapshot.ticker().value())
          .sorted()
          .toList();
    }

    /** Returns {@code TICKER tier} for each market snapshot, sorted. */
    List<String> sources() {
      return pages.stream()
          .filter(page -> page.dataset() == Dataset.MARKET_DATA)
          .flatMap(
              page ->
                  page.snapshots().stream()
                      .map(snapshot -> snapshot.ticker() + " " + page.tier().word()))
          .sorted()
          .toList();
    }

    /** Returns {@code SELECTOR reason} for each miss, sorted. */
    List<String> missed() {
      return misses.stream()
          .map(miss -> miss.selector() + " " + miss.reason().word())
          .sorted()
          .toList();
    }

    /** Returns the bytes of a market's object. */
    String json(String ticker) {
      return pages.stream()
          .flatMap(page -> page.snapshots().stream().map(snapshot -> json(page, snapshot)))
          .filter(json -> json.contains("\"" + ticker + "\""))
          .findFirst()
          .orElse("none");
    }

    private static String json(MarketPage page, MarketSnapshot snapshot) {
      return new String(
          page.body(), snapshot.from(), snapshot.to() - snapshot.from(), StandardCharsets.UTF_8);
    }
  }
}
