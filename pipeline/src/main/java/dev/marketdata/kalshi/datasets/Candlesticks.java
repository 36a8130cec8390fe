package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.ResponseShape;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code candlesticks}: the one-minute candles of the slot's window of each market that could trade
 * in it. A candle is in the window if its inclusive end is after the window's start and not after
 * its end. A minute in which nothing happened has no candle.
 */
public record Candlesticks() implements MarketDataset {

  private static final String VOLUME = "volume_fp";
  private static final String HISTORICAL_VOLUME = "volume";

  /** The max number of candles that a request may ask for: markets times minutes. */
  private static final int CANDLES_PER_REQUEST = 10_000;

  private static final int MARKETS_PER_REQUEST = 100;
  private static final String END = "end_period_ts";
  private static final Duration PERIOD = Duration.ofMinutes(1);

  /** The same for the one market of a request to the historical tier. */
  private static final int HISTORICAL_CANDLES_PER_REQUEST = 5_000;

  private static final ResponseShape SHAPE =
      ResponseShape.arrays("markets", "market_ticker", "candlesticks", END, VOLUME).summing(VOLUME);

  private static final ResponseShape HISTORICAL_SHAPE =
      ResponseShape.single("ticker", "candlesticks", END, HISTORICAL_VOLUME)
          .summing(HISTORICAL_VOLUME);

  @Override
  public String name() {
    return "candlesticks";
  }

  @Override
  public String label() {
    return "candlesticks";
  }

  @Override
  public String member() {
    return "candlesticks";
  }

  @Override
  public ResponseShape shape() {
    return SHAPE;
  }

  @Override
  public ResponseShape shape(Tier tier) {
    return tier == Tier.LIVE ? SHAPE : HISTORICAL_SHAPE;
  }

  @Override
  public boolean hasWindow() {
    return true;
  }

  @Override
  public boolean keeps(Map<String, String> item, Window window) {
    Instant end = end(item);
    return end.isAfter(window.start()) && !end.isAfter(window.end());
  }

  /** A trade at the very start of the window is in the candle that ends there. */
  @Override
  public boolean isJustBefore(Map<String, String> item, Window window) {
    return end(item).equals(window.start());
  }

  private static Instant end(Map<String, String> item) {
    return Instant.ofEpochSecond(Long.parseLong(item.getOrDefault(END, "")));
  }

  @Override
  public Set<Tier> tiers() {
    return EnumSet.allOf(Tier.class);
  }

  /** The last candle of a market may end one period after it closed. */
  @Override
  public boolean covers(Row market, Tier tier, Window window) {
    Instant opens = Markets.time(market, Markets.OPENED);
    Instant closes = Markets.time(market, Markets.CLOSED);
    return tiers().contains(tier)
        && (opens == null || opens.isBefore(window.end()))
        && (closes == null || !closes.isBefore(window.start().minus(PERIOD)));
  }

  /** Returns the number of contracts that the candles of a row show; null if one has no volume. */
  public static @Nullable BigDecimal volume(Row candles) {
    String live = candles.field(VOLUME);
    String sum = live.isEmpty() ? candles.field(HISTORICAL_VOLUME) : live;
    return sum.isEmpty() ? null : new BigDecimal(sum);
  }

  /** Returns true if a market may have traded at the very start of the window. */
  public static boolean mayHaveTradedAtStart(Row candles) {
    String live = candles.field(Row.BEFORE + VOLUME);
    String before = live.isEmpty() ? candles.field(Row.BEFORE + HISTORICAL_VOLUME) : live;
    try {
      return !before.isEmpty() && new BigDecimal(before).signum() != 0;
    } catch (NumberFormatException e) {
      return true;
    }
  }

  @Override
  public int marketsPerRequest(Tier tier, Window span) {
    return tier == Tier.HISTORICAL ? 1 : marketsPerRequest(minutes(span));
  }

  private static int marketsPerRequest(long minutes) {
    return (int) Math.max(1, Math.min(MARKETS_PER_REQUEST, CANDLES_PER_REQUEST / (minutes + 1)));
  }

  /** The number of candles is limited, so the fewest requests depend on the number of markets. */
  @Override
  public int windowsPerRequest(Tier tier, Windows windows, int markets) {
    long minutes = minutes(windows.first());
    int max = tier == Tier.LIVE ? CANDLES_PER_REQUEST : HISTORICAL_CANDLES_PER_REQUEST;
    int most = (int) Math.max(1, Math.min(windows.count(), (max - 1) / minutes));
    if (tier == Tier.HISTORICAL) {
      return most;
    }
    int best = 1;
    for (int each = 2; each <= most; each++) {
      if (requests(windows.count(), each, minutes, markets)
          < requests(windows.count(), best, minutes, markets)) {
        best = each;
      }
    }
    return best;
  }

  private static long requests(int windows, int each, long minutes, int markets) {
    int rest = windows % each;
    return (long) (windows / each) * batches(markets, each * minutes)
        + (rest == 0 ? 0 : batches(markets, rest * minutes));
  }

  private static int batches(int markets, long minutes) {
    int size = marketsPerRequest(minutes);
    return (markets + size - 1) / size;
  }

  private static long minutes(Window span) {
    return Math.max(1, span.length().toMinutes());
  }

  /**
   * Kalshi's bounds are those of the candles' ends, and both are inclusive. The candle that ends at
   * the start tells whether a trade may be at that very moment.
   */
  @Override
  public Query query(Tier tier, List<Ticker> markets, Window span) {
    RequestTarget target =
        tier == Tier.LIVE
            ? RequestTarget.of("/markets/candlesticks")
                .with(
                    "market_tickers",
                    markets.stream().map(Ticker::value).collect(Collectors.joining(",")))
            : RequestTarget.of("/historical/markets/" + markets.get(0).value() + "/candlesticks");
    return Query.of(
        this,
        tier,
        target
            .with("start_ts", seconds(span.start()))
            .with("end_ts", seconds(span.end()))
            .with("period_interval", "1"),
        span);
  }

  private static String seconds(Instant time) {
    return String.valueOf(time.getEpochSecond());
  }
}
