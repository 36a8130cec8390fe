package dev.marketdata.kalshi.api;

import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A dataset for tests: an array per market, of both tiers, two markets per request. */
public record Candles() implements MarketDataset {

  /** The path in the live tier. */
  public static final String LIVE = "/markets/candles";

  /** The path in the historical tier. */
  public static final String HISTORICAL = "/historical/candles";

  private static final ResponseShape SHAPE =
      ResponseShape.arrays("markets", "market", "candles", "end");

  @Override
  public String name() {
    return "candles";
  }

  @Override
  public String label() {
    return "candles";
  }

  @Override
  public String member() {
    return "candles";
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
    Instant end = Instant.ofEpochSecond(Long.parseLong(item.getOrDefault("end", "0")));
    return end.isAfter(window.start()) && !end.isAfter(window.end());
  }

  @Override
  public Set<Tier> tiers() {
    return Set.of(Tier.LIVE, Tier.HISTORICAL);
  }

  @Override
  public int marketsPerRequest(Tier tier, Window window) {
    return 2;
  }

  @Override
  public Query query(Tier tier, List<Ticker> markets, Window window) {
    RequestTarget target =
        RequestTarget.of(tier == Tier.LIVE ? LIVE : HISTORICAL)
            .with("markets", markets.stream().map(Ticker::value).collect(Collectors.joining(",")));
    return Query.of(this, tier, target, window);
  }
}
