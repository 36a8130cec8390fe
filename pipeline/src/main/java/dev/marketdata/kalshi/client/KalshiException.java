package dev.marketdata.kalshi.client;

import org.jspecify.annotations.Nullable;

/** A question that Kalshi did not answer, after all that could be tried. */
public final class KalshiException extends Exception {

  private static final long serialVersionUID = 1L;

  /** What kind of failure it is, by what can be done about it. */
  public enum Kind {
    /** HTTP 404: nothing of that name. */
    NOT_FOUND(false),
    /** HTTP 400, 403 and their like: refused for good. */
    REJECTED(false),
    /** HTTP 429, 5xx or a broken connection. */
    UNAVAILABLE(true),
    /** No answer in time, or no time left. */
    TIMED_OUT(true),
    /** An answer that is not what Kalshi says it sends. */
    MALFORMED(true),
    /** Another request made this whole run pointless; nothing was sent. */
    STOPPED(false);

    private final boolean worthRepeating;

    Kind(boolean worthRepeating) {
      this.worthRepeating = worthRepeating;
    }

    boolean worthRepeating() {
      return worthRepeating;
    }
  }

  private final Kind kind;
  private final @Nullable Integer status;

  KalshiException(Kind kind, String detail, @Nullable Integer status) {
    super(detail);
    this.kind = kind;
    this.status = status;
  }

  /** Returns the failure of an answer that came whole and makes no sense. */
  public static KalshiException malformed(String detail) {
    return new KalshiException(Kind.MALFORMED, detail, 200);
  }

  /** Lists leave unknown names out; one that is not found is somebody else's server. */
  KalshiException becauseListsAreAlwaysThere() {
    return new KalshiException(
        Kind.REJECTED, "is the API root right? It has no markets: " + detail(), status);
  }

  /** Returns the kind. */
  public Kind kind() {
    return kind;
  }

  /** Returns what happened, in one line without secrets. */
  public String detail() {
    return String.valueOf(getMessage());
  }

  /** Returns the HTTP status of the last answer, if there was one. */
  public @Nullable Integer status() {
    return status;
  }
}
