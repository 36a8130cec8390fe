package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a run would take and cost, from the ticker file and an earlier run, else what is usual at
 * Kalshi. Prices are Google's for Standard storage in us-central1. Source: Google, "Cloud Storage
 * pricing".
 *
 * @param selectors what is asked for
 * @param earlier what a run found before; null if there was none
 * @param rate what may be spent
 * @param interval time between runs
 * @param rules which data is fetched
 */
record RunEstimate(
    List<TickerSelector> selectors,
    @Nullable EarlierRun earlier,
    BudgetRate rate,
    Duration interval,
    FetchRules rules) {

  private static final long TOKENS_A_REQUEST = 10;
  // Refill rate, capacity and prices.
  private static final long REQUESTS_FOR_THE_BUDGET = 2;
  // Counted over 38,900 names of markets in 7,200 events, seen in 2026.
  private static final long MARKETS_AN_EVENT = 6;
  private static final long MARKETS_A_SERIES = 50;
  private static final long BYTES_A_SHARD = 2_500;
  private static final long RUN_FILES = 4;
  private static final long SHARDS_A_SECOND = 1_000;
  private static final BigDecimal DOLLARS_A_WRITE = new BigDecimal("0.000005");
  private static final BigDecimal DOLLARS_A_GIGABYTE = new BigDecimal("0.020");
  private static final Duration MONTH = Duration.ofDays(365).dividedBy(12);

  /** Selectors may overlap: what is known by name counts once. */
  long markets() {
    Set<String> known = new HashSet<>();
    long unknown = 0;
    for (TickerSelector selector : selectors) {
      Set<String> found = found(selector);
      known.addAll(found);
      unknown += found.isEmpty() ? usual(selector.kind()) : 0;
    }
    return known.size() + unknown;
  }

  private Set<String> found(TickerSelector selector) {
    return earlier == null ? Set.of() : earlier.markets(selector);
  }

  private static long usual(TickerKind kind) {
    return switch (kind) {
      case MARKET, UNSAID -> 1;
      case EVENT -> MARKETS_AN_EVENT;
      case SERIES -> MARKETS_A_SERIES;
    };
  }

  /** A name alone that is no market is looked up among these first, then listed. */
  private boolean isFamily(TickerSelector selector) {
    return !selector.kind().mayBeMarket() || (earlier != null && earlier.isFamily(selector));
  }

  private long count(TickerKind kind) {
    return selectors.stream().filter(selector -> selector.kind() == kind).count();
  }

  long shards() {
    return (1 + rules.include().size()) * markets();
  }

  long requests() {
    return (rate.source().equals("account") ? REQUESTS_FOR_THE_BUDGET : 0)
        + names()
        + families()
        + rules.include().stream().mapToLong(this::following).sum();
  }

  /** Names are looked up together, whatever they turn out to be. */
  private long names() {
    List<TickerSelector> names =
        selectors.stream().filter(selector -> selector.kind().mayBeMarket()).toList();
    List<TickerSelector> ofUnknownKind =
        names.stream().filter(name -> name.kind() == TickerKind.UNSAID).toList();
    if (earlier == null) {
      return batches(names.size(), Markets.TICKERS_PER_REQUEST);
    }
    // What had no shard is looked for in every other way again.
    long absent = names.stream().filter(name -> earlier.markets(name).isEmpty()).count();
    long notMarkets = ofUnknownKind.stream().filter(name -> !earlier.isMarket(name)).count();
    long unknown = ofUnknownKind.stream().filter(name -> earlier.markets(name).isEmpty()).count();
    return batches(names.size(), Markets.TICKERS_PER_REQUEST)
        + batches(notMarkets, KalshiClient.EVENTS_PER_REQUEST)
        + batches(absent, Markets.TICKERS_PER_REQUEST)
        + FetchRules.requestsForSeries(unknown);
  }

  private long following(MarketDataset dataset) {
    return batches(markets(), dataset.marketsPerRequest(Tier.LIVE, rules.window()));
  }

  /** Once a run, Kalshi is asked from when on settled markets are history. */
  private long families() {
    long pages = selectors.stream().filter(this::isFamily).mapToLong(this::pages).sum();
    return pages == 0 ? 0 : pages + 1;
  }

  /** The first page of a family that has more is asked for again, by status. */
  private long pages(TickerSelector family) {
    long markets = found(family).size();
    long pages = batches(markets, Markets.MARKETS_PER_PAGE);
    return pages <= 1 ? 1 : pages + 1;
  }

  private long bytes() {
    return shards() * (earlier == null ? BYTES_A_SHARD : earlier.bytesAShard());
  }

  long runsAMonth() {
    return MONTH.dividedBy(interval);
  }

  void print(PrintStream out) {
    TableRows rows = new TableRows(out);
    rows.row("a run", "estimated, and nothing is written");
    rows.row(
        "sizes from",
        earlier == null ? "averages; no earlier run can be read there" : earlier.folder());
    rows.row("selectors", selectors.size());
    rows.row("  markets", count(TickerKind.MARKET));
    rows.row("  events", count(TickerKind.EVENT));
    rows.row("  series", count(TickerKind.SERIES));
    rows.row("  unsaid", count(TickerKind.UNSAID));
    rows.row("requests", requests());
    rows.row("tokens", requests() * TOKENS_A_REQUEST);
    rows.row(
        "budget", rate.tokensPerSecond().toPlainString() + " tokens/s (" + rate.source() + ")");
    rows.row(
        "  spent in",
        seconds(BigDecimal.valueOf(requests() * TOKENS_A_REQUEST), rate.tokensPerSecond()));
    rows.row("shards", shards());
    rows.row(
        "  stored in",
        seconds(BigDecimal.valueOf(shards()), BigDecimal.valueOf(SHARDS_A_SECOND))
            + " or more, in a bucket");
    rows.row("bytes", bytes());
    rows.row("bucket writes", shards() + RUN_FILES);
    rows.row("  a run", dollars(writes(1)));
    rows.row(
        "  a month",
        dollars(writes(runsAMonth())) + " for " + TableRows.number(runsAMonth()) + " runs");
    rows.row("bucket space", dollars(keeping()) + " a month more, every month");
    rows.row(
        "assumed",
        (earlier == null
                ? MARKETS_AN_EVENT
                    + " markets an event, "
                    + MARKETS_A_SERIES
                    + " a series, "
                    + TableRows.number(BYTES_A_SHARD)
                    + " bytes a shard; other names are markets"
                : "averages where that run says nothing")
            + "; nothing is repeated");
  }

  private BigDecimal writes(long runs) {
    return DOLLARS_A_WRITE.multiply(BigDecimal.valueOf(runs * (shards() + RUN_FILES)));
  }

  private BigDecimal keeping() {
    BigDecimal bytes = BigDecimal.valueOf(runsAMonth() * bytes());
    return DOLLARS_A_GIGABYTE.multiply(bytes.movePointLeft(9));
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
