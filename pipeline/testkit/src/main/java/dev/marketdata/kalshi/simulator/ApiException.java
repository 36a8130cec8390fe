package dev.marketdata.kalshi.simulator;

/** Ends the handling of a request with an error response. */
final class ApiException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient SimulatedResponse response;

  ApiException(SimulatedResponse response) {
    super("status " + response.status());
    this.response = response;
  }

  SimulatedResponse response() {
    return response;
  }
}
