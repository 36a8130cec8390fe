package dev.marketdata.kalshi.storage;

/** Ends a request with an error. */
final class StorageRefusal extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  StorageRefusal(int status, String message) {
    super(message);
    this.status = status;
  }

  StorageAnswer answer() {
    return StorageAnswer.error(status, String.valueOf(getMessage()));
  }
}
