package dev.marketdata.kalshi.kalshi;

/** An answer that came whole and is not what Kalshi says it sends. */
final class MalformedAnswerException extends Exception {

  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String message) {
    super(message);
  }
}
