package dev.marketdata.kalshi.api;

/** Thrown when a complete response is not what Kalshi says it sends. */
public final class MalformedResponseException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedResponseException(String message) {
    super(message);
  }
}
