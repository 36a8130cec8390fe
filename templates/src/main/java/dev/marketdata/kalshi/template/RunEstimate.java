package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.kalshi.BudgetRate;
import dev.marketdata.kalshi.kalshi.MarketQuery;
import dev.marketdata.kalshi.tickers.TickerCensus;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

/**
 * What a run would take and cost, from the ticker file and what is usual at Kalshi. Prices are
 * Google's for Standard storage in us-central1. Source: Google, "Cloud Storage pricing".
 *
 * @param census how many selectors there are
 * @param rate what may be spent
 * @param interval time between runs
 * @param orderBooks whether order books are fetched too
 */
record RunEstimate(TickerCensus census, BudgetRate rate, Duration interval, boolean orderBooks) {

  private static final long TOKENS_A_REQUEST = 10;
  // Counted over 38,900 names of markets in 7,200 events, seen in 2026.
  private static final long MARKETS_AN_EVENT = 6;
  private static final long MARKETS_A_SERIES = 50;
  private static final long BYTES_A_SHARD = 2_500;
  private static final long RUN_FILES = 4;
  private static final long SHARDS_A_SECOND = 1_000;
  private static final BigDecimal DOLLARS_A_WRITE = new BigDecimal("0.000005");
  private static final BigDecimal DOLLARS_A_GIGABYTE = new BigDecimal("0.020");
  private static final Duration MONTH = Duration.ofDays(365).dividedBy(12);

  long markets() {
    return census.market()
        + census.unsaid()
        + census.event() * MARKETS_AN_EVENT
        + census.series() * MARKETS_A_SERIES;
  }

  long shards() {
    return orderBooks ? 2 * markets() : markets();
  }

  long requests() {
    return batches(census.market())
        + batches(census.unsaid())
        + census.event()
        + census.series()
        + (orderBooks ? batches(markets()) : 0);
  }

  long runsAMonth() {
    return MONTH.dividedBy(interval);
  }

  void print(PrintStream out) {
    TableRows rows = new TableRows(out);
    rows.row("a run", "estimated, and nothing is written");
    rows.row("selectors", census.market() + census.event() + census.series() + census.unsaid());
    rows.row("  markets", census.market());
    rows.row("  events", census.event());
    rows.row("  series", census.series());
    rows.row("  unsaid", census.unsaid());
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
    rows.row("bytes", shards() * BYTES_A_SHARD);
    rows.row("bucket writes", shards() + RUN_FILES);
    rows.row("  a run", dollars(writes(1)));
    rows.row(
        "  a month",
        dollars(writes(runsAMonth())) + " for " + TableRows.number(runsAMonth()) + " runs");
    rows.row("bucket space", dollars(keeping()) + " a month more, every month");
    rows.row(
        "assumed",
        MARKETS_AN_EVENT
            + " markets an event, "
            + MARKETS_A_SERIES
            + " a series, "
            + TableRows.number(BYTES_A_SHARD)
            + " bytes a shard; unsaid names are markets; nothing is repeated");
  }

  private BigDecimal writes(long runs) {
    return DOLLARS_A_WRITE.multiply(BigDecimal.valueOf(runs * (shards() + RUN_FILES)));
  }

  private BigDecimal keeping() {
    BigDecimal bytes = BigDecimal.valueOf(runsAMonth() * shards() * BYTES_A_SHARD);
    return DOLLARS_A_GIGABYTE.multiply(bytes.movePointLeft(9));
  }

  private static long batches(long names) {
    return (names + MarketQuery.TICKERS_A_REQUEST - 1) / MarketQuery.TICKERS_A_REQUEST;
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
