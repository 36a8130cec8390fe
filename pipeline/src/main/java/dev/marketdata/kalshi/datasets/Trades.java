package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.ResponseShape;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code trades}: the trades of the slot's window of each market whose candles show that it traded.
 * A trade is in the window if it is not before the window's start and before its end.
 */
public record Trades() implements MarketDataset {

  /** The max number of trades per response. */
  public static final int TRADES_PER_PAGE = 1_000;

  private static final String CREATED = "created_time";
  private static final String ID = "trade_id";

  private static final ResponseShape SHAPE =
      ResponseShape.flat("trades", "ticker", CREATED, ID).identifiedBy(ID);

  @Override
  public String name() {
    return "trades";
  }

  @Override
  public String label() {
    return "trades";
  }

  @Override
  public String member() {
    return "trades";
  }

  @Override
  public ResponseShape shape() {
    return SHAPE;
  }

  @Override
  public boolean hasWindow() {
    return true;
  }

  /** Times have 0 to 6 digits after the point, so they are not compared as texts. */
  @Override
  public boolean keeps(Map<String, String> item, Window window) {
    Instant created = Instant.parse(item.getOrDefault(CREATED, ""));
    return !created.isBefore(window.start()) && created.isBefore(window.end());
  }

  @Override
  public Set<Tier> tiers() {
    return EnumSet.allOf(Tier.class);
  }

  @Override
  public String follows() {
    return Datasets.CANDLESTICKS.name();
  }

  @Override
  public int marketsPerRequest(Tier tier, Window span) {
    return 1;
  }

  @Override
  public Query query(Tier tier, List<Ticker> markets, Window span) {
    return list(tier, span, "ticker", markets.get(0).value());
  }

  /** Returns the query for the block trades of all markets. */
  public Query blockTrades(Tier tier, Window span) {
    return list(tier, span, "is_block_trade", "true");
  }

  /** Kalshi's bounds are whole seconds, so the response is wider than the time span. */
  private Query list(Tier tier, Window span, String filter, String value) {
    RequestTarget target =
        RequestTarget.of(tier == Tier.LIVE ? "/markets/trades" : "/historical/trades")
            .with(filter, value)
            .with("min_ts", String.valueOf(span.start().getEpochSecond() - 1))
            .with("max_ts", String.valueOf(span.end().getEpochSecond() + 1))
            .with("limit", String.valueOf(TRADES_PER_PAGE));
    return Query.of(this, tier, target, span);
  }
}
