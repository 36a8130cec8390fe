package dev.marketdata.kalshi.store;

import java.io.IOException;

/** Thrown if a local disk is full, so that no later object can be stored either. */
final class StorageFullException extends IOException {

  private static final long serialVersionUID = 1L;

  StorageFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
