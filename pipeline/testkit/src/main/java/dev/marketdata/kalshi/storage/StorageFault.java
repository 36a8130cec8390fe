package dev.marketdata.kalshi.storage;

/**
 * A fault of a request.
 *
 * @param status the status of the response; 0 breaks the connection without a response, -1 keeps it
 *     open
 * @param afterwards whether the request is carried out before it fails
 */
public record StorageFault(int status, boolean afterwards) {

  static final int OK = 200;

  private static final int HANG = -1;

  /** Never responds. */
  public static StorageFault hang() {
    return new StorageFault(HANG, false);
  }

  boolean hangs() {
    return status == HANG;
  }

  /** Responds with this status. */
  public static StorageFault status(int status) {
    return new StorageFault(status, false);
  }

  /** Breaks the connection. */
  public static StorageFault broken() {
    return new StorageFault(0, false);
  }

  /** Carries out the request, but responds with this status. */
  public static StorageFault hiddenSuccess(int status) {
    return new StorageFault(status, true);
  }

  /** Carries out the request, but responds with status 200 and an empty body. */
  public static StorageFault emptyBody() {
    return hiddenSuccess(OK);
  }

  /** Carries out the request, then breaks the connection. */
  public static StorageFault brokenAfterSuccess() {
    return new StorageFault(0, true);
  }
}
