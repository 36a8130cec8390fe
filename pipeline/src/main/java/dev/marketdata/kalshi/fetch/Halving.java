package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.client.KalshiException;

/**
 * Decides whether a failed request is sent again in halves, to find the object that it fails
 * because of. That is not done any more while most requests of its kind fail: the server is at
 * fault then, and every request would become many.
 */
final class Halving {

  private final long allowance;
  private long failures;
  private long successes;

  /**
   * Creates a rule for one kind of request.
   *
   * @param parts the max number of parts of a request; enough failures are allowed to find them all
   */
  Halving(int parts) {
    // The halves of all sizes, down to the parts.
    this.allowance = 2L * parts;
  }

  /** Counts a request that had the expected response. */
  void onSuccess() {
    successes++;
  }

  /** Counts a failed request, and returns whether smaller ones may succeed. */
  boolean isWorthwhile(KalshiException failure) {
    failures++;
    return failure.isDivisible() && failures <= allowance + successes;
  }
}
