package dev.marketdata.kalshi.storage;

/**
 * How a request goes wrong.
 *
 * @param status what is answered; 0 breaks the connection without an answer
 * @param afterwards whether what was asked for is done all the same
 */
public record StorageFault(int status, boolean afterwards) {

  /** Refuses. */
  public static StorageFault status(int status) {
    return new StorageFault(status, false);
  }

  /** Breaks the connection. */
  public static StorageFault broken() {
    return new StorageFault(0, false);
  }

  /** Does what was asked for and says otherwise. */
  public static StorageFault hiddenSuccess(int status) {
    return new StorageFault(status, true);
  }

  /** Does what was asked for and breaks the connection. */
  public static StorageFault brokenAfterwards() {
    return new StorageFault(0, true);
  }
}
