package dev.marketdata.kalshi.client;

import org.jspecify.annotations.Nullable;

/** Thrown when a request has no usable response after all its retries. */
public final class KalshiException extends Exception {

  private static final long serialVersionUID = 1L;

  /** The reasons of failures, grouped by their remedy. */
  public enum Reason {
    /** HTTP 404: no such name. */
    NOT_FOUND,
    /** HTTP 400, 403 and similar: refused permanently. */
    REJECTED,
    /** HTTP 429, 5xx or a broken connection. */
    UNAVAILABLE,
    /** No response in time, or no time left. */
    TIMED_OUT,
    /** A response without the documented form. */
    MALFORMED,
    /** The whole run cannot go on, such as after a refused credential. */
    STOPPED;

    boolean isRetryable() {
      return this == UNAVAILABLE || this == TIMED_OUT || this == MALFORMED;
    }
  }

  private final Reason reason;
  private final @Nullable Integer status;

  KalshiException(Reason reason, String detail, @Nullable Integer status) {
    super(detail);
    this.reason = reason;
    this.status = status;
  }

  /** Returns the failure of a complete response without the documented form. */
  public static KalshiException malformed(String detail) {
    return new KalshiException(Reason.MALFORMED, detail, 200);
  }

  /** Throws this exception if the run was stopped, for callers that tolerate other failures. */
  void throwIfStopped() throws KalshiException {
    if (reason == Reason.STOPPED) {
      throw this;
    }
  }

  /** Returns the failure of a list with 404: the server is wrong, because names cannot cause it. */
  KalshiException asWrongApiRoot() {
    return new KalshiException(
        Reason.REJECTED, "is the API root right? It has no markets: " + detail(), status);
  }

  public Reason reason() {
    return reason;
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
