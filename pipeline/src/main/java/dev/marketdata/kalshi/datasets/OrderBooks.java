package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.ResponseShape;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.tickers.Ticker;
import java.util.List;
import java.util.Set;

/** {@code orderbooks}: all resting bids of each live market. */
public record OrderBooks() implements MarketDataset {

  private static final ResponseShape SHAPE = ResponseShape.objects("orderbooks", "ticker");

  @Override
  public String name() {
    return "orderbooks";
  }

  @Override
  public String label() {
    return "order books";
  }

  @Override
  public String member() {
    return "orderbook";
  }

  @Override
  public ResponseShape shape() {
    return SHAPE;
  }

  @Override
  public Set<Tier> tiers() {
    return Set.of(Tier.LIVE);
  }

  @Override
  public int marketsPerRequest(Tier tier, Window window) {
    return 100;
  }

  /** Repeats the parameter: Kalshi reads a comma-separated list as the name of one market. */
  @Override
  public Query query(Tier tier, List<Ticker> markets, Window window) {
    RequestTarget target = RequestTarget.of("/markets/orderbooks");
    for (Ticker market : markets) {
      target = target.with("tickers", market.value());
    }
    return Query.of(this, tier, target);
  }
}
