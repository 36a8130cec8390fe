package dev.marketdata.kalshi.template;

import static dev.marketdata.kalshi.template.SummaryTable.number;
import static dev.marketdata.kalshi.template.SummaryTable.row;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.KalshiClient;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.store.OutputRoot;
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
 * What a run would take and cost, from the ticker list and an earlier run, or from averages. Prices
 * are Google's for Standard storage in us-central1. Source: Google, "Cloud Storage pricing".
 *
 * @param output where the run would write
 * @param earlier what an earlier run found; null if there was none, or it cannot be read
 * @param unreadable why it cannot be read; null if it can
 * @param interval time between runs
 */
record RunEstimate(
    List<TickerSelector> selectors,
    OutputRoot output,
    @Nullable EarlierRun earlier,
    @Nullable String unreadable,
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
  // A local file or folder takes whole blocks; 4 KiB is the default of ext4, XFS, APFS and NTFS.
  private static final long BYTES_PER_BLOCK = 4_096;
  private static final int MANY = 1_000_000;
  private static final Duration MONTH = Duration.ofDays(365).dividedBy(12);

  /** Returns how many markets a run would find. What is known by name counts once. */
  long markets() {
    return known().size()
        + selectors.stream()
            .filter(selector -> found(selector).isEmpty())
            .mapToLong(selector -> average(selector.kind()))
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

  private static long average(TickerKind kind) {
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
    return snapshots() + rules.include().stream().mapToLong(this::shardsOf).sum();
  }

  /**
   * Returns the number of requests of a run that finds what the earlier run found; without one, all
   * names are taken for live markets.
   */
  long requests() {
    return (rate.source().equals("account") ? REQUESTS_FOR_THE_BUDGET : 0)
        + names(earlier)
        + listings()
        + rules.include().stream().mapToLong(this::following).sum();
  }

  /** Returns the same, apart from long listings, if every name is a series without markets. */
  long requestsAtMost() {
    long unknown = count(TickerKind.NOT_GIVEN);
    // Many names are first compared with the list of all series.
    long listed = seriesAlone(unknown) < 2 * unknown ? 2 * unknown : 0;
    return requests() - names(earlier) + names(FOUND_NOTHING) + listed;
  }

  /** Lookups in the live tier, among events, in the historical tier, and among series, in turn. */
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
    // The earlier run does not record whether a name is an event or a series: assume an event.
    long notEvents = notLive.stream().filter(name -> !before.isEventOrSeries(name)).count();
    return live
        + batches(ofUnknownKind.size(), KalshiClient.EVENTS_PER_REQUEST)
        + batches(notEvents, Markets.TICKERS_PER_REQUEST)
        + seriesAlone(
            ofUnknownKind.stream().filter(name -> before.markets(name).isEmpty()).count());
  }

  /** The lists of events and series omit multivariate ones, so then each name is looked up. */
  private long seriesAlone(long names) {
    return rules.markets().combos() ? 4 * names : FetchRules.requestsForSeries(names);
  }

  private long following(MarketDataset dataset) {
    long markets = earlier == null ? markets() : known().size() - without(dataset);
    Windows windows = rules.windows();
    int each = dataset.windowsPerRequest(Tier.LIVE, windows, (int) Math.min(markets, MANY));
    // The trades of a window may need a request of their own.
    Windows perRequest = windows.sub(0, dataset.equals(Datasets.TRADES) ? 1 : each);
    return batches(windows.count(), perRequest.count())
        * batches(markets, dataset.marketsPerRequest(Tier.LIVE, perRequest.span()));
  }

  /** Returns the max number of shards. */
  private long shardsOf(MarketDataset dataset) {
    return (markets() - without(dataset)) * (dataset.hasWindow() ? rules.windows().count() : 1);
  }

  private long snapshots() {
    return rules.snapshots() ? markets() : 0;
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
    List<TickerSelector> parents = selectors.stream().filter(this::isEventOrSeries).toList();
    boolean any = parents.stream().anyMatch(parent -> earlier == null || !found(parent).isEmpty());
    // One request per run for the time before which settled markets are historical.
    long cutoff = any && rules.markets().statuses().isEmpty() ? 1 : 0;
    return cutoff + parents.stream().mapToLong(this::listing).sum();
  }

  private boolean isEventOrSeries(TickerSelector selector) {
    return !selector.kind().mayBeMarket() || (earlier != null && earlier.isEventOrSeries(selector));
  }

  /**
   * More than a page is listed again by status; for an empty one, its existence is looked up, and
   * then combos.
   */
  private long listing(TickerSelector parent) {
    long pages = batches(found(parent).size(), Markets.MARKETS_PER_PAGE);
    long history = rules.markets().wantsAllSettled() ? 1 : 0;
    if (pages > 1) {
      return pages + rules.markets().filters().size() + history;
    }
    long empty = rules.markets().combos() ? 2 : 3;
    return (pages == 1 || earlier == null ? 1 : empty) + history;
  }

  private long bytes() {
    return snapshots() * bytesPerShard(Datasets.MARKETS)
        + rules.include().stream()
            .mapToLong(dataset -> shardsOf(dataset) * bytesPerShard(dataset))
            .sum();
  }

  private long bytesPerShard(Dataset dataset) {
    return earlier == null
        ? BYTES_PER_SHARD
        : earlier.bytesPerShard().getOrDefault(dataset.name(), BYTES_PER_SHARD);
  }

  long runsPerMonth() {
    return MONTH.dividedBy(interval);
  }

  void print(PrintStream out) {
    row(
        out,
        "estimate for",
        rules.snapshots()
            ? "one run; no market is fetched or written"
            : slots(rules.windows().count()) + "; no market is fetched or written");
    String why =
        unreadable == null
            ? "no earlier run of markets in " + output
            : output + " cannot be read: " + unreadable;
    row(out, "based on", earlier == null ? "averages (" + why + ")" : earlier.folder());
    row(out, "selectors", selectors.size());
    row(out, "  markets", count(TickerKind.MARKET));
    row(out, "  events", count(TickerKind.EVENT));
    row(out, "  series", count(TickerKind.SERIES));
    long unknown = count(TickerKind.NOT_GIVEN);
    row(
        out,
        "  kind not given",
        number(unknown)
            + (unknown == 0 || earlier != null
                ? ""
                : " (counted as one market each; event:NAME and series:NAME count as several)"));
    row(out, "requests", requests());
    if (earlier == null && requestsAtMost() > requests()) {
      row(out, "  max", number(requestsAtMost()) + " (if no name is a live market)");
    }
    row(out, "tokens", requests() * BudgetRate.TOKENS_PER_REQUEST);
    row(
        out,
        "budget",
        rate.tokensPerSecond().toPlainString() + " tokens/s (" + rate.source() + ")");
    row(
        out,
        "  time to fetch",
        seconds(
            BigDecimal.valueOf(requests() * BudgetRate.TOKENS_PER_REQUEST),
            rate.tokensPerSecond()));
    row(out, "shards", shards());
    if (output.isInBucket()) {
      printBucket(out);
    } else {
      printFolder(out);
    }
    row(
        out,
        "assumed",
        (earlier == null
                ? MARKETS_PER_EVENT
                    + " markets per event, "
                    + MARKETS_PER_SERIES
                    + " per series, "
                    + number(BYTES_PER_SHARD)
                    + " bytes per shard; other names are live markets"
                : "averages for what that run did not find")
            + "; no retries"
            + (rules.include().contains(Datasets.TRADES)
                ? "; every market traded in each window, up to 1,000 times"
                : "")
            + (rules.snapshots() ? "" : "; every market was open in all slots, and is live"));
  }

  private static String slots(long count) {
    return count == 1 ? "1 past slot" : number(count) + " past slots";
  }

  private void printBucket(PrintStream out) {
    row(
        out,
        "  time to store",
        seconds(BigDecimal.valueOf(shards()), BigDecimal.valueOf(SHARDS_PER_SECOND)) + " or more");
    row(out, "bytes", bytes());
    row(out, "bucket writes", number(files()) + ", " + dollars(writes(1)));
    if (rules.snapshots()) {
      row(
          out,
          "  per month",
          dollars(writes(runsPerMonth())) + " for " + number(runsPerMonth()) + " runs");
      row(out, "bucket space", dollars(keeping(runsPerMonth())) + " per month more, every month");
    } else {
      row(out, "bucket space", dollars(keeping(1)) + " per month");
    }
  }

  private void printFolder(PrintStream out) {
    row(out, "bytes", bytes());
    row(out, "files", files());
    if (rules.snapshots()) {
      row(
          out,
          "  per month",
          number(files() * runsPerMonth()) + " for " + number(runsPerMonth()) + " runs");
    }
    row(out, "disk", megabytes(diskPerRun()));
    if (rules.snapshots()) {
      row(out, "  per month", megabytes(diskPerRun() * runsPerMonth()));
    }
  }

  private long files() {
    return shards() + RUN_FILES;
  }

  /** Each shard takes whole blocks; folders, one per ticker and day, add less than a block. */
  private long diskPerRun() {
    long shards = blocks(Datasets.MARKETS) * snapshots();
    for (MarketDataset dataset : rules.include()) {
      shards += blocks(dataset) * shardsOf(dataset);
    }
    return (shards + RUN_FILES) * BYTES_PER_BLOCK;
  }

  private long blocks(Dataset dataset) {
    return batches(bytesPerShard(dataset), BYTES_PER_BLOCK);
  }

  private static String megabytes(long bytes) {
    return BigDecimal.valueOf(bytes, 6).setScale(1, RoundingMode.UP).toPlainString() + " MB";
  }

  private BigDecimal writes(long runs) {
    return DOLLARS_PER_WRITE.multiply(BigDecimal.valueOf(runs * files()));
  }

  private BigDecimal keeping(long runs) {
    BigDecimal bytes = BigDecimal.valueOf(runs * bytes());
    return DOLLARS_PER_GIGABYTE.multiply(bytes.movePointLeft(9));
  }

  private static long batches(long names, long perRequest) {
    return (names + perRequest - 1) / perRequest;
  }

  private static String seconds(BigDecimal amount, BigDecimal perSecond) {
    return amount.divide(perSecond, 1, RoundingMode.UP).toPlainString() + " s";
  }

  private static String dollars(BigDecimal dollars) {
    return "$"
        + dollars
            .setScale(dollars.compareTo(BigDecimal.ONE) < 0 ? 4 : 2, RoundingMode.HALF_UP)
            .toPlainString();
  }
}
