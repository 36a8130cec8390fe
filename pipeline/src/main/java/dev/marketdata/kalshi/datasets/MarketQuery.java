package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Family;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A question that Kalshi answers with a page of markets or order books. */
public sealed interface MarketQuery {

  /** The most tickers that one request may name. */
  int TICKERS_A_REQUEST = 100;

  /** The most markets that one answer holds. */
  int MARKETS_A_PAGE = 1_000;

  /** Returns what the answer holds. */
  default Dataset dataset() {
    return Dataset.MARKET_DATA;
  }

  /** Returns the request. */
  RequestTarget target();

  /** Returns the same question for a later page; a question of one page returns itself. */
  default MarketQuery from(String cursor) {
    return this;
  }

  /**
   * Markets by name; the unknown ones are missing from the answer, silently.
   *
   * @param tier where to look
   * @param tickers 1 to 100 names
   * @param cursor where the page begins; null for the first
   */
  record Lookup(Tier tier, List<Ticker> tickers, @Nullable String cursor) implements MarketQuery {
    @Override
    public RequestTarget target() {
      String names = tickers.stream().map(Ticker::value).collect(Collectors.joining(","));
      RequestTarget target =
          RequestTarget.of(marketsPath(tier))
              .with("limit", String.valueOf(MARKETS_A_PAGE))
              .with("tickers", names);
      return cursor == null ? target : target.with("cursor", cursor);
    }

    @Override
    public Lookup from(String nextCursor) {
      return new Lookup(tier, tickers, nextCursor);
    }
  }

  /**
   * A page of the markets of an event or a series.
   *
   * @param family the event or series
   * @param tier where to look; the historical tier takes no filter beside the family
   * @param status the filter, if one is wanted
   * @param settledSince only settlements after this time; goes with {@code SETTLED} alone
   * @param combos whether multivariate markets are wanted
   * @param cursor where the page begins; null for the first
   */
  record Listing(
      Family family,
      Tier tier,
      @Nullable MarketStatus status,
      @Nullable Instant settledSince,
      boolean combos,
      @Nullable String cursor)
      implements MarketQuery {

    @Override
    public RequestTarget target() {
      RequestTarget target =
          RequestTarget.of(marketsPath(tier))
              .with("limit", String.valueOf(MARKETS_A_PAGE))
              .with(family.filter(), family.ticker().value());
      if (tier == Tier.LIVE && !combos) {
        target = target.with("mve_filter", "exclude");
      }
      if (status != null) {
        target = target.with("status", status.word());
      }
      if (settledSince != null) {
        target = target.with("min_settled_ts", String.valueOf(settledSince.getEpochSecond()));
      }
      return cursor == null ? target : target.with("cursor", cursor);
    }

    @Override
    public Listing from(String nextCursor) {
      return new Listing(family, tier, status, settledSince, combos, nextCursor);
    }
  }

  /**
   * A page of all markets of the live tier that are no multivariate ones, a thousand a page.
   *
   * @param status the filter
   * @param cursor where the page begins; null for the first
   */
  record Catalogue(MarketStatus status, @Nullable String cursor) implements MarketQuery {
    @Override
    public RequestTarget target() {
      RequestTarget target =
          RequestTarget.of(marketsPath(Tier.LIVE))
              .with("limit", String.valueOf(MARKETS_A_PAGE))
              .with("mve_filter", "exclude")
              .with("status", status.word());
      return cursor == null ? target : target.with("cursor", cursor);
    }

    @Override
    public Catalogue from(String nextCursor) {
      return new Catalogue(status, nextCursor);
    }
  }

  /** The order books of up to 100 markets. Tickers are repeated: joined, they name one market. */
  record OrderBooks(List<Ticker> tickers) implements MarketQuery {
    @Override
    public Dataset dataset() {
      return Dataset.ORDERBOOKS;
    }

    @Override
    public RequestTarget target() {
      RequestTarget target = RequestTarget.of("/markets/orderbooks");
      StringBuilder query = new StringBuilder();
      for (Ticker ticker : tickers) {
        query.append(query.isEmpty() ? "tickers=" : "&tickers=").append(ticker.value());
      }
      return new RequestTarget(target.path(), query.toString());
    }
  }

  private static String marketsPath(Tier tier) {
    return tier == Tier.LIVE ? "/markets" : "/historical/markets";
  }
}
