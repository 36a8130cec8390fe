package dev.marketdata.kalshi.api;

import org.jspecify.annotations.Nullable;

/**
 * A request for a page of a dataset.
 *
 * @param dataset what the response holds
 * @param tier the tier that is asked
 * @param window the time that is asked for; null if the dataset has no window
 * @param firstPage the request for the first page
 * @param cursor where the page begins; null for the first
 */
public record Query(
    Dataset dataset,
    Tier tier,
    @Nullable Window window,
    RequestTarget firstPage,
    @Nullable String cursor) {

  /** Returns the query for the first page of a dataset without a window. */
  public static Query of(Dataset dataset, Tier tier, RequestTarget firstPage) {
    return new Query(dataset, tier, null, firstPage, null);
  }

  /** Returns the query for the first page of a dataset with a window. */
  public static Query of(Dataset dataset, Tier tier, RequestTarget firstPage, Window window) {
    return new Query(dataset, tier, window, firstPage, null);
  }

  /** Returns the same query for a later page. */
  public Query from(String nextCursor) {
    return new Query(dataset, tier, window, firstPage, nextCursor);
  }

  /** Returns the request. */
  public RequestTarget target() {
    return cursor == null ? firstPage : firstPage.with("cursor", cursor);
  }
}
