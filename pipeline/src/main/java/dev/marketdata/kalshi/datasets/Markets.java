package dev.marketdata.kalshi.datasets;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.api.ResponseShape;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Collection;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code market_data}: prices, volume, status and rules of each selected market. The other datasets
 * are fetched for its markets.
 */
public record Markets() implements Dataset {

  /** The max number of names per request. */
  public static final int TICKERS_PER_REQUEST = 100;

  /** The max number of markets per response. */
  public static final int MARKETS_PER_PAGE = 1_000;

  /** The field of a row that names its event. */
  public static final String EVENT = "event_ticker";

  static final String STATUS = "status";
  static final String SETTLED = "settlement_ts";
  static final String OPENED = "open_time";
  static final String CLOSED = "close_time";
  static final String UPDATED = "updated_time";
  static final String COMBO = "mve_collection_ticker";

  private static final ResponseShape SHAPE =
      ResponseShape.objects(
          "markets", "ticker", EVENT, STATUS, SETTLED, OPENED, CLOSED, UPDATED, COMBO);

  @Override
  public String name() {
    return "market_data";
  }

  @Override
  public String summaryKey() {
    return "markets";
  }

  @Override
  public String label() {
    return "markets";
  }

  @Override
  public String member() {
    return "market";
  }

  @Override
  public ResponseShape shape() {
    return SHAPE;
  }

  /**
   * Returns the query for markets by name. The response leaves out unknown names.
   *
   * @param tickers 1 to {@link #TICKERS_PER_REQUEST} names
   */
  public Query byTicker(Tier tier, Collection<Ticker> tickers) {
    String names = tickers.stream().map(Ticker::value).collect(Collectors.joining(","));
    return Query.of(this, tier, list(tier).with("tickers", names));
  }

  /**
   * Returns the query for the markets of an event or a series.
   *
   * @param tier the tier of the list; the historical one accepts no other filter
   * @param status the filter; null for markets of every status
   * @param settledSince only settlements after this time, with {@code SETTLED} alone; null for all
   * @param combos true to list multivariate markets too
   */
  public Query of(
      EventOrSeries parent,
      Tier tier,
      @Nullable MarketStatus status,
      @Nullable Instant settledSince,
      boolean combos) {
    RequestTarget target = list(tier).with(parent.filter(), parent.ticker().value());
    if (tier == Tier.LIVE && !combos) {
      target = target.with("mve_filter", "exclude");
    }
    if (status != null) {
      target = target.with("status", status.jsonName());
    }
    if (settledSince != null) {
      target = target.with("min_settled_ts", String.valueOf(settledSince.getEpochSecond()));
    }
    return Query.of(this, tier, target);
  }

  private static RequestTarget list(Tier tier) {
    return RequestTarget.of(tier == Tier.LIVE ? "/markets" : "/historical/markets")
        .with("limit", String.valueOf(MARKETS_PER_PAGE));
  }

  /** Returns a time of a market; null if the row does not have it. */
  static @Nullable Instant time(Row row, String field) {
    try {
      return Instant.parse(row.field(field));
    } catch (DateTimeParseException e) {
      return null;
    }
  }
}
