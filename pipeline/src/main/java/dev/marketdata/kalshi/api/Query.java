package dev.marketdata.kalshi.api;

import org.jspecify.annotations.Nullable;

/**
 * A request for a page of a dataset.
 *
 * @param dataset the dataset of the response
 * @param tier the tier of the request
 * @param windows the windows of the request, one shard each; null if the dataset has none
 * @param firstPage the request for the first page
 * @param cursor the start of the page; null for the first
 */
public record Query(
    Dataset dataset,
    Tier tier,
    @Nullable Windows windows,
    RequestTarget firstPage,
    @Nullable String cursor) {

  /** Returns the query for the first page of a dataset without a window. */
  public static Query of(Dataset dataset, Tier tier, RequestTarget firstPage) {
    return new Query(dataset, tier, null, firstPage, null);
  }

  /** Returns the query for the first page of a dataset with a window. */
  public static Query of(Dataset dataset, Tier tier, RequestTarget firstPage, Window window) {
    return new Query(dataset, tier, Windows.of(window), firstPage, null);
  }

  /** Returns the same query for a later page. */
  public Query from(String nextCursor) {
    return new Query(dataset, tier, windows, firstPage, nextCursor);
  }

  /** Returns the same query with fewer objects per page. */
  public Query withLimit(int limit) {
    return new Query(
        dataset, tier, windows, firstPage.replacing("limit", String.valueOf(limit)), cursor);
  }

  /** Returns the same query for a response that is divided by windows of its time span. */
  public Query over(Windows several) {
    return new Query(dataset, tier, several, firstPage, cursor);
  }

  /** Returns the target of the request. */
  public RequestTarget target() {
    return cursor == null ? firstPage : firstPage.with("cursor", cursor);
  }
}
