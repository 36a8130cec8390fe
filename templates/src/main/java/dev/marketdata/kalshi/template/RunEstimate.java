package dev.marketdata.kalshi.template;

import static dev.marketdata.kalshi.template.SummaryTable.number;
import static dev.marketdata.kalshi.template.SummaryTable.row;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run would take and cost, from the ticker file and an earlier run, else what is usual at
 * Kalshi. Prices are Google's for Standard storage in us-central1. Source: Google, "Cloud Storage
 * pricing".
 *
 * @param earlier what a run found before; null if there was none
 * @param interval time between runs
 */
record RunEstimate(
    List<TickerSelector> selectors,
    @Nullable EarlierRun earlier,
    BudgetRate rate,
    Duration interval,
    FetchRules rules) {

  private static final EarlierRun FOUND_NOTHING = new EarlierRun("", new TreeMap<>(), Map.of());
  // Refill rate, capacity and prices.
  private static final long REQUESTS_FOR_THE_BUDGET = 2;
  // Counted over 38,900 names of markets in 7,200 events, seen in 2026.
  private static final long MARKETS_PER_EVENT = 6;
  private static final long MARKETS_PER_SERIES = 50;
  private static final long BYTES_PER_SHARD = 2_500;
  private static final long RUN_FILES = 4;
  private static final long SHARDS_PER_SECOND = 1_000;
  private static final BigDecimal DOLLARS_PER_WRITE = new BigDecimal("0.000005");
  private static final BigDecimal DOLLARS_PER_GIGABYTE = new BigDecimal("0.020");
  private static final Duration MONTH = Duration.ofDays(365).dividedBy(12);

  /** What a run is expected to find. Selectors may overlap: what is known by name counts once. */
  long markets() {
    return known().size()
        + selectors.stream()
            .filter(selector -> found(selector).isEmpty())
            .mapToLong(selector -> usual(selector.kind()))
            .sum();
  }

  private Set<String> known() {
    return selectors.stream()
        .flatMap(selector -> found(selector).stream())
        .collect(Collectors.toSet());
  }

  private Set<String> found(TickerSelector selector) {
    return earlier == null ? Set.of() : earlier.markets(selector);
  }

  private static long usual(TickerKind kind) {
    return switch (kind) {
      case MARKET, NOT_GIVEN -> 1;
      case EVENT -> MARKETS_PER_EVENT;
      case SERIES -> MARKETS_PER_SERIES;
    };
  }

  private long count(TickerKind kind) {
    return selectors.stream().filter(selector -> selector.kind() == kind).count();
  }

  long shards() {
    return markets() + rules.include().stream().mapToLong(this::marketsOf).sum();
  }

  /** What a run sends that finds what the earlier one found; without one, names are live. */
  long requests() {
    return (rate.source().equals("account") ? REQUESTS_FOR_THE_BUDGET : 0)
        + names(earlier)
        + listings()
        + rules.include().stream().mapToLong(this::following).sum();
  }

  /** What it sends, long lists aside, if no name is a live market and all are empty series. */
  long requestsAtMost() {
    long unknown = count(TickerKind.NOT_GIVEN);
    // Many are first held against the list of all series.
    long listed = seriesAlone(unknown) < 2 * unknown ? 2 * unknown : 0;
    return requests() - names(earlier) + names(FOUND_NOTHING) + listed;
  }

  /** Looked up in the live tier, among events, in the historical tier, and as series, in turn. */
  private long names(@Nullable EarlierRun before) {
    List<TickerSelector> names =
        selectors.stream().filter(selector -> selector.kind().mayBeMarket()).toList();
    long live = batches(names.size(), Markets.TICKERS_PER_REQUEST);
    if (before == null) {
      return live;
    }
    List<TickerSelector> notLive = names.stream().filter(name -> !before.isLive(name)).toList();
    List<TickerSelector> ofUnknownKind =
        notLive.stream().filter(name -> name.kind() == TickerKind.NOT_GIVEN).toList();
    // Whether what held markets is an event or a series, nothing tells; it is taken for an event.
    long notEvents = notLive.stream().filter(name -> !before.isFamily(name)).count();
    return live
        + batches(ofUnknownKind.size(), KalshiClient.EVENTS_PER_REQUEST)
        + batches(notEvents, Markets.TICKERS_PER_REQUEST)
        + seriesAlone(
            ofUnknownKind.stream().filter(name -> before.markets(name).isEmpty()).count());
  }

  /** The lists of events and series leave multivariate ones out, so each name is asked for. */
  private long seriesAlone(long names) {
    return rules.markets().combos() ? 4 * names : FetchRules.requestsForSeries(names);
  }

  private long following(MarketDataset dataset) {
    long markets = earlier == null ? markets() : known().size() - without(dataset);
    return batches(markets, dataset.marketsPerRequest(Tier.LIVE, rules.window()));
  }

  private long marketsOf(MarketDataset dataset) {
    return markets() - without(dataset);
  }

  private long without(MarketDataset dataset) {
    EarlierRun before = earlier;
    return before == null
        ? 0
        : known().stream()
            .filter(market -> !dataset.tiers().contains(before.markets().get(market)))
            .count();
  }

  private long listings() {
    List<TickerSelector> families = selectors.stream().filter(this::isFamily).toList();
    boolean any = families.stream().anyMatch(family -> earlier == null || !found(family).isEmpty());
    // Once a run, Kalshi is asked from when on settled markets are history.
    long cutoff = any && rules.markets().statuses().isEmpty() ? 1 : 0;
    return cutoff + families.stream().mapToLong(this::listing).sum();
  }

  private boolean isFamily(TickerSelector selector) {
    return !selector.kind().mayBeMarket() || (earlier != null && earlier.isFamily(selector));
  }

  /** What has more than a page is listed again by status; what is empty is asked whether it is. */
  private long listing(TickerSelector family) {
    long pages = batches(found(family).size(), Markets.MARKETS_PER_PAGE);
    long history = rules.markets().wantsAllSettled() ? 1 : 0;
    if (pages > 1) {
      return pages + rules.markets().filters().size() + history;
    }
    return (pages == 1 || earlier == null ? 1 : 2) + history;
  }

  private long bytes() {
    return markets() * bytesPerShard(Datasets.MARKETS)
        + rules.include().stream()
            .mapToLong(dataset -> marketsOf(dataset) * bytesPerShard(dataset))
            .sum();
  }

  private long bytesPerShard(Dataset dataset) {
    return earlier == null
        ? BYTES_PER_SHARD
        : earlier.bytesPerShard().getOrDefault(dataset.name(), BYTES_PER_SHARD);
  }

  long runsAMonth() {
    return MONTH.dividedBy(interval);
  }

  void print(PrintStream out) {
    row(out, "a run", "estimated, and nothing is written");
    row(
        out,
        "sizes from",
        earlier == null ? "averages; no earlier run can be read there" : earlier.folder());
    row(out, "selectors", selectors.size());
    row(out, "  markets", count(TickerKind.MARKET));
    row(out, "  events", count(TickerKind.EVENT));
    row(out, "  series", count(TickerKind.SERIES));
    row(out, "  kind not given", count(TickerKind.NOT_GIVEN));
    row(out, "requests", requests());
    if (earlier == null && requestsAtMost() > requests()) {
      row(out, "  or at most", number(requestsAtMost()) + " if none of the names is a live market");
    }
    row(out, "tokens", requests() * BudgetRate.TOKENS_PER_REQUEST);
    row(
        out,
        "budget",
        rate.tokensPerSecond().toPlainString() + " tokens/s (" + rate.source() + ")");
    row(
        out,
        "  spent in",
        seconds(
            BigDecimal.valueOf(requests() * BudgetRate.TOKENS_PER_REQUEST),
            rate.tokensPerSecond()));
    row(out, "shards", shards());
    row(
        out,
        "  stored in",
        seconds(BigDecimal.valueOf(shards()), BigDecimal.valueOf(SHARDS_PER_SECOND))
            + " or more, in a bucket");
    row(out, "bytes", bytes());
    row(out, "bucket writes", shards() + RUN_FILES);
    row(out, "  a run", dollars(writes(1)));
    row(out, "  a month", dollars(writes(runsAMonth())) + " for " + number(runsAMonth()) + " runs");
    row(out, "bucket space", dollars(keeping()) + " a month more, every month");
    row(
        out,
        "assumed",
        (earlier == null
                ? MARKETS_PER_EVENT
                    + " markets an event, "
                    + MARKETS_PER_SERIES
                    + " a series, "
                    + number(BYTES_PER_SHARD)
                    + " bytes a shard; other names are live markets"
                : "averages where that run says nothing")
            + "; nothing is repeated");
  }

  private BigDecimal writes(long runs) {
    return DOLLARS_PER_WRITE.multiply(BigDecimal.valueOf(runs * (shards() + RUN_FILES)));
  }

  private BigDecimal keeping() {
    BigDecimal bytes = BigDecimal.valueOf(runsAMonth() * bytes());
    return DOLLARS_PER_GIGABYTE.multiply(bytes.movePointLeft(9));
  }

  private static long batches(long names, long perRequest) {
    return (names + perRequest - 1) / perRequest;
  }

  private static String seconds(BigDecimal what, BigDecimal aSecond) {
    return what.divide(aSecond, 1, RoundingMode.UP).toPlainString() + " s";
  }

  private static String dollars(BigDecimal dollars) {
    return "$"
        + dollars
            .setScale(dollars.compareTo(BigDecimal.ONE) < 0 ? 4 : 2, RoundingMode.HALF_UP)
            .toPlainString();
  }
}
