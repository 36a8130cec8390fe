package dev.marketdata.kalshi.api;

/** Thrown when a complete response does not have the documented form. */
public final class MalformedResponseException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedResponseException(String message) {
    super(message);
  }
}
