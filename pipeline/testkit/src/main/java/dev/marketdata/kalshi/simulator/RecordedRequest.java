package dev.marketdata.kalshi.simulator;

import java.time.Instant;

/**
 * A request, its endpoint ({@code /markets/{ticker}}, or {@code unknown}), the status of the
 * response (0 if none was sent), and the time of its arrival by the simulator's clock.
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
