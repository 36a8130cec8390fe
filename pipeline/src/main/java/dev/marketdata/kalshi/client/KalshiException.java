package dev.marketdata.kalshi.client;

import java.util.Arrays;
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
    STOPPED
  }

  private final Reason reason;
  private final @Nullable Integer status;
  private final boolean ofAll;
  private final boolean outOfTime;

  KalshiException(Reason reason, String detail, @Nullable Integer status) {
    this(reason, detail, status, false, false);
  }

  private KalshiException(
      Reason reason, String detail, @Nullable Integer status, boolean ofAll, boolean outOfTime) {
    super(detail);
    this.reason = reason;
    this.status = status;
    this.ofAll = ofAll;
    this.outOfTime = outOfTime;
  }

  /** Returns the failure of a complete response without the documented form. */
  public static KalshiException malformed(String detail) {
    return new KalshiException(Reason.MALFORMED, detail, 200);
  }

  /** Returns the failure of a list as a whole, which is not due to one of its objects. */
  public static KalshiException ofList(String detail) {
    return new KalshiException(Reason.MALFORMED, detail, 200, true, false);
  }

  /** Returns the failure of a request that was interrupted. */
  static KalshiException interrupted() {
    return new KalshiException(Reason.TIMED_OUT, "interrupted", null, true, false);
  }

  /** Returns the failure of a request that the run has no time for. */
  static KalshiException outOfRunsTime() {
    return new KalshiException(
        Reason.TIMED_OUT, "the run's deadline leaves no time for the request", null, true, true);
  }

  /** Returns the failure of a request whose own time is over. */
  static KalshiException outOfQuerysTime() {
    return new KalshiException(
        Reason.TIMED_OUT, "the query's deadline leaves no time for the request", null, false, true);
  }

  /** Returns whether there was no time to send the request. */
  boolean isOutOfTime() {
    return outOfTime;
  }

  /** Returns this failure; if it is a lack of time, with what used up the time. */
  KalshiException after(@Nullable KalshiException earlier) {
    return outOfTime && earlier != null
        ? new KalshiException(
            reason, detail() + "; before that: " + earlier.detail(), earlier.status, ofAll, false)
        : this;
  }

  /**
   * Returns the failure of a request or its response because of an unforeseen exception. Its
   * message is left out, because it may contain a header.
   */
  public static KalshiException unexpected(Throwable cause) {
    String place =
        Arrays.stream(cause.getStackTrace())
            .filter(frame -> frame.getClassName().startsWith("dev.marketdata."))
            .findFirst()
            .map(frame -> " at " + frame.getFileName() + ":" + frame.getLineNumber())
            .orElse("");
    return malformed("unexpected " + cause.getClass().getSimpleName() + place);
  }

  /**
   * Throws this exception if the run was stopped, interrupted or has no time left, for callers that
   * tolerate other failures.
   */
  void throwIfOfRun() throws KalshiException {
    if (reason == Reason.STOPPED || ofAll) {
      throw this;
    }
  }

  /**
   * Returns whether the failure may be due to one of the objects that were requested together, and
   * not to the run, the account or the server.
   */
  public boolean isDivisible() {
    if (reason == Reason.STOPPED || ofAll) {
      return false;
    }
    return status == null
        || switch (status) {
          case 401, 404, 429 -> false;
          default -> status < 300 || status >= 400;
        };
  }

  /** Returns the failure of a list with 404: the server is wrong, because names cannot cause it. */
  KalshiException asWrongApiRoot() {
    return new KalshiException(
        Reason.REJECTED, "is the API root right? It has no markets: " + detail(), status);
  }

  public Reason reason() {
    return reason;
  }

  /**
   * Returns whether the same request may succeed later. Kalshi may refuse all with 403 for a while.
   */
  boolean isRetryable() {
    return reason == Reason.UNAVAILABLE
        || reason == Reason.TIMED_OUT
        || reason == Reason.MALFORMED
        || (status != null && status == 403);
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
