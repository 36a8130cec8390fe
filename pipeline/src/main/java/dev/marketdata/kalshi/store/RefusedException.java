package dev.marketdata.kalshi.store;

import java.io.IOException;

/** Thrown if the storage refuses an object for good, so that a retry is useless. */
final class RefusedException extends IOException {

  private static final long serialVersionUID = 1L;

  RefusedException(String message, Throwable cause) {
    super(message, cause);
  }
}
