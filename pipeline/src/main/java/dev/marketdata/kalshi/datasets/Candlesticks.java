package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.ResponseShape;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
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

  /** The max number of candles that a request may ask for: markets times minutes. */
  private static final int CANDLES_PER_REQUEST = 10_000;

  private static final int MARKETS_PER_REQUEST = 100;
  private static final String END = "end_period_ts";
  private static final Duration PERIOD = Duration.ofMinutes(1);

  private static final ResponseShape SHAPE =
      ResponseShape.arrays("markets", "market_ticker", "candlesticks", END, VOLUME).summing(VOLUME);

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
  public boolean hasWindow() {
    return true;
  }

  @Override
  public boolean keeps(Map<String, String> item, Window window) {
    Instant end = Instant.ofEpochSecond(Long.parseLong(item.getOrDefault(END, "0")));
    return end.isAfter(window.start()) && !end.isAfter(window.end());
  }

  @Override
  public Set<Tier> tiers() {
    return Set.of(Tier.LIVE);
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
    String sum = candles.field(VOLUME);
    return sum.isEmpty() ? null : new BigDecimal(sum);
  }

  @Override
  public int marketsPerRequest(Tier tier, Window window) {
    long minutes = Math.max(1, window.length().toMinutes());
    return (int) Math.max(1, Math.min(MARKETS_PER_REQUEST, CANDLES_PER_REQUEST / minutes));
  }

  /** Kalshi's bounds are those of the candles' ends, and both are inclusive. */
  @Override
  public Query query(Tier tier, List<Ticker> markets, Window window) {
    RequestTarget target =
        RequestTarget.of("/markets/candlesticks")
            .with(
                "market_tickers",
                markets.stream().map(Ticker::value).collect(Collectors.joining(",")))
            .with("start_ts", seconds(window.start().plus(PERIOD)))
            .with("end_ts", seconds(window.end()))
            .with("period_interval", "1");
    return Query.of(this, tier, target, window);
  }

  private static String seconds(Instant time) {
    return String.valueOf(time.getEpochSecond());
  }
}
