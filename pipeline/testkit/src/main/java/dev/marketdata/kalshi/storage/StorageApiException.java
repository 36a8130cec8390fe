package dev.marketdata.kalshi.storage;

/** Ends the handling of a request with an error response. */
final class StorageApiException extends Exception {

  private static final long serialVersionUID = 1L;

  private final int status;

  StorageApiException(int status, String message) {
    super(message);
    this.status = status;
  }

  StorageResponse response() {
    return StorageResponse.error(status, String.valueOf(getMessage()));
  }
}
