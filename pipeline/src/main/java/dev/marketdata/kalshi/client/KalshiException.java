package dev.marketdata.kalshi.client;

import org.jspecify.annotations.Nullable;

/** Thrown when a request got no usable response after all its retries. */
public final class KalshiException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The kinds of failure, by what can be done about them. */
  public enum Kind {
    /** HTTP 404: nothing of that name. */
    NOT_FOUND,
    /** HTTP 400, 403 and their like: refused for good. */
    REJECTED,
    /** HTTP 429, 5xx or a broken connection. */
    UNAVAILABLE,
    /** No response in time, or no time left. */
    TIMED_OUT,
    /** A response that is not what Kalshi says it sends. */
    MALFORMED,
    /** Another request made this whole run pointless; nothing was sent. */
    STOPPED;

    boolean worthRepeating() {
      return this == UNAVAILABLE || this == TIMED_OUT || this == MALFORMED;
    }
  }

  private final Kind kind;
  private final @Nullable Integer status;

  KalshiException(Kind kind, String detail, @Nullable Integer status) {
    super(detail);
    this.kind = kind;
    this.status = status;
  }

  /** Returns the failure of a complete response that is not what Kalshi documents. */
  public static KalshiException malformed(String detail) {
    return new KalshiException(Kind.MALFORMED, detail, 200);
  }

  /** Makes the run end at once, whatever the caller could do without. */
  void throwIfStopped() throws KalshiException {
    if (kind == Kind.STOPPED) {
      throw this;
    }
  }

  /** A list leaves unknown names out, so a list that is not found is on another kind of server. */
  KalshiException asWrongApiRoot() {
    return new KalshiException(
        Kind.REJECTED, "is the API root right? It has no markets: " + detail(), status);
  }

  public Kind kind() {
    return kind;
  }

  /** Returns what happened, in one line that contains no secret. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** Returns the HTTP status of the last response; null if there was none. */
  public @Nullable Integer status() {
    return status;
  }
}
