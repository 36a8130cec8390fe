package dev.marketdata.kalshi;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.ResponseShape;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A dataset that Kalshi does not have: items of a window, one market per request, several pages per
 * shard. A new dataset needs only such a class and a schema resource.
 */
record Prints() implements MarketDataset {

  static final String PATH = "/markets/prints";

  private static final ResponseShape SHAPE = ResponseShape.flat("prints", "ticker", "at");

  @Override
  public String name() {
    return "prints";
  }

  @Override
  public String label() {
    return "prints";
  }

  @Override
  public String member() {
    return "prints";
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
    Instant at = Instant.parse(item.getOrDefault("at", ""));
    return !at.isBefore(window.start()) && at.isBefore(window.end());
  }

  @Override
  public Set<Tier> tiers() {
    return Set.of(Tier.LIVE);
  }

  @Override
  public int marketsPerRequest(Tier tier, Window window) {
    return 1;
  }

  @Override
  public Query query(Tier tier, List<Ticker> markets, Window window) {
    RequestTarget target =
        RequestTarget.of(PATH).with("limit", "2").with("ticker", markets.get(0).value());
    return Query.of(this, tier, target, window);
  }
}
