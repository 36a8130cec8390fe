package dev.marketdata.kalshi.api;

/** An answer that came whole and is not what Kalshi says it sends. */
public final class MalformedAnswerException extends Exception {

  private static final long serialVersionUID = 1L;

  public MalformedAnswerException(String message) {
    super(message);
  }
}
