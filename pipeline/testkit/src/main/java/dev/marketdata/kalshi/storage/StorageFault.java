package dev.marketdata.kalshi.storage;

/**
 * How a request goes wrong.
 *
 * @param status what is answered; 0 breaks the connection without an answer, -1 leaves it open
 * @param afterwards whether what was asked for is done all the same
 */
public record StorageFault(int status, boolean afterwards) {

  private static final int HANG = -1;

  /** Never answers. */
  public static StorageFault hang() {
    return new StorageFault(HANG, false);
  }

  boolean hangs() {
    return status == HANG;
  }

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
