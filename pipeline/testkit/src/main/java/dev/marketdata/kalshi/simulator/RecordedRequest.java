package dev.marketdata.kalshi.simulator;

import java.time.Instant;

/**
 * A request and what became of it: its endpoint ({@code /markets/{ticker}}, or {@code unknown}),
 * the status sent, 0 if none was, and when it arrived by the simulator's clock.
 */
public record RecordedRequest(ApiRequest request, String endpoint, int status, Instant arrived) {

  /** Returns the method. */
  public String method() {
    return request.method();
  }

  /** Returns the raw path, from the root of the host. */
  public String path() {
    return request.path();
  }

  /** Returns the raw query, empty if there was none. */
  public String query() {
    return request.query();
  }
}
