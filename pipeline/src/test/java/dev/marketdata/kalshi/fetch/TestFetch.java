package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Pages;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.client.RequestLedger;
import dev.marketdata.kalshi.client.RequestUsage;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollectionView;

/** Fetches selectors with a real client, without a runner. */
final class TestFetch {

  /** The slot; its last two intervals begin four hours earlier. */
  static final Instant NOW = Instant.parse("2026-11-22T14:00:00Z");

  private static final int WINDOW = 8;

  private final KalshiSettings settings;
  private final FetchRules rules;
  private final Function<KalshiSettings, KalshiClient> opening;
  private final Set<Ticker> kept = new HashSet<>();

  private TestFetch(KalshiSettings settings, FetchRules rules) {
    this(settings, rules, QuickClients::open);
  }

  private TestFetch(
      KalshiSettings settings, FetchRules rules, Function<KalshiSettings, KalshiClient> opening) {
    this.settings = settings;
    this.rules = rules;
    this.opening = opening;
  }

  /** Reads unsigned, by the rules of a run without flags. */
  static TestFetch from(KalshiSimulator kalshi) {
    return new TestFetch(
        QuickClients.unsigned(kalshi), rules(selection(Set.of(), false), List.of()));
  }

  private static FetchRules rules(MarketSelection markets, List<MarketDataset> include) {
    return new FetchRules(markets, include, Window.before(NOW, Duration.ofHours(2)));
  }

  private static MarketSelection selection(Set<MarketStatus> statuses, boolean combos) {
    return new MarketSelection(statuses, NOW.minus(Duration.ofHours(4)), combos);
  }

  /** Finds the results of these markets in an earlier slot. */
  TestFetch keeping(String... markets) {
    Stream.of(markets).map(Ticker::new).forEach(kept::add);
    return this;
  }

  /** The view of a first run. */
  static PCollectionView<EarlierRuns> noEarlierRuns(Pipeline pipeline) {
    return pipeline
        .apply(
            "No earlier runs",
            Create.of(EarlierRuns.none(NOW.minus(Duration.ofHours(4))))
                .withCoder(SerializableCoder.of(EarlierRuns.class)))
        .apply(View.asSingleton());
  }

  TestFetch through(KalshiSettings others) {
    return new TestFetch(others, rules);
  }

  TestFetch withStatuses(MarketStatus... statuses) {
    return new TestFetch(
        settings, rules(selection(Set.of(statuses), rules.markets().combos()), rules.include()));
  }

  TestFetch withCombos() {
    return new TestFetch(
        settings, rules(selection(rules.markets().statuses(), true), rules.include()));
  }

  TestFetch including(MarketDataset... datasets) {
    return new TestFetch(settings, rules(rules.markets(), List.of(datasets)));
  }

  /** Waits by advancing the clock, with the attempts of a run. */
  TestFetch waitingOn(ManualClock clock) {
    return new TestFetch(settings, rules, each -> QuickClients.open(each, clock));
  }

  Got fetch(String... lines) throws InterruptedException {
    return fetch(List.of(lines));
  }

  Got fetch(List<String> lines) throws InterruptedException {
    return fetchWants(
        IntStream.range(0, lines.size())
            .mapToObj(i -> TickerSelector.parse(lines.get(i), new SourceLine("tickers.txt", i + 1)))
            .map(Want::of)
            .toList());
  }

  /** Fetches what the first pass left for the second. */
  Got fetchWants(List<Want> wants) throws InterruptedException {
    List<Page> pages = new ArrayList<>();
    List<Want> wantsOfMisses = new ArrayList<>();
    List<Miss> misses = new ArrayList<>();
    AtomicLong answered = new AtomicLong();
    RequestLedger ledger = new RequestLedger();
    VolumeCheck volumes;
    try (KalshiClient client = opening.apply(settings)) {
      ChunkFetch work =
          new ChunkFetch(
              client,
              ledger,
              rules,
              WINDOW,
              kept::contains,
              (page, wantOf) -> pages.add(page),
              (want, miss) -> {
                wantsOfMisses.add(want);
                misses.add(miss);
              },
              answered::addAndGet);
      for (FetchChunk chunk : FetchChunk.divide(wants, 1)) {
        work.run(chunk);
      }
      volumes = work.volumes();
    }
    return new Got(pages, misses, wantsOfMisses, ledger.usage(), answered.get(), volumes);
  }

  /**
   * What came of it.
   *
   * @param wants what each miss was asked for by
   * @param volumes the comparison of trades with candles
   */
  record Got(
      List<Page> pages,
      List<Miss> misses,
      List<Want> wants,
      RequestUsage usage,
      long answered,
      VolumeCheck volumes) {

    /** Returns the tickers of all market snapshots, sorted, repeated ones repeated. */
    List<String> markets() {
      return tickers("market_data");
    }

    /** Returns the tickers of all order books, sorted, repeated ones repeated. */
    List<String> orderBooks() {
      return tickers("orderbooks");
    }

    /** Returns the tickers of a dataset, sorted, repeated ones repeated. */
    List<String> tickers(String dataset) {
      return rows(dataset).map(row -> row.ticker().value()).sorted().toList();
    }

    private Stream<Row> rows(String dataset) {
      return pages.stream()
          .filter(page -> page.dataset().name().equals(dataset))
          .flatMap(page -> page.rows().stream());
    }

    /** Returns {@code TICKER tier} for each market snapshot, sorted. */
    List<String> sources() {
      return pages.stream()
          .filter(page -> page.dataset().equals(Datasets.MARKETS))
          .flatMap(
              page -> page.rows().stream().map(row -> row.ticker() + " " + page.tier().jsonName()))
          .sorted()
          .toList();
    }

    /** Returns {@code SELECTOR reason} for each miss, sorted. */
    List<String> missed() {
      return misses.stream()
          .map(miss -> miss.selector() + " " + miss.reason().jsonName())
          .sorted()
          .toList();
    }

    /** Returns the bytes that are kept of a market. */
    String json(String dataset, String ticker) {
      return pages.stream()
          .filter(page -> page.dataset().name().equals(dataset))
          .flatMap(
              page ->
                  page.rows().stream()
                      .filter(row -> row.ticker().value().equals(ticker))
                      .map(row -> Pages.text(page, row)))
          .findFirst()
          .orElse("none");
    }
  }
}
