package dev.marketdata.kalshi.runs;

/** A run whose verdict is "failed"; its summary is written. */
public final class RunFailedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  RunFailedException(String message) {
    super(message);
  }
}
