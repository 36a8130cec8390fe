package dev.marketdata.kalshi.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A way for an answer to go wrong: another answer, another transmission, or both. */
public final class Fault {
  private final String name;
  private final BiFunction<ApiRequest, Answer, Answer> change;
  private final Transmission transmission;

  private Fault(
      String name, BiFunction<ApiRequest, Answer, Answer> change, Transmission transmission) {
    this.name = name;
    this.change = change;
    this.transmission = transmission;
  }

  /** An error of that status, with the body the exchange uses for it. */
  public static Fault status(int status) {
    if (status == 429) {
      return changing("status 429", answer -> Errors.tooManyRequests());
    }
    return status(status, "{\"error\":{\"code\":\"service_error\",\"message\":\"error\"}}");
  }

  /** An error of that status with that body. */
  public static Fault status(int status, String body) {
    return changing("status " + status, answer -> Answer.json(status, body));
  }

  /** An error of that status with a header, such as {@code Retry-After}. */
  public static Fault status(int status, String body, String header, String value) {
    return changing("status " + status, answer -> Answer.json(status, body).with(header, value));
  }

  /** An error of that status whose body repeats the request's headers, the last name first. */
  public static Fault echoingHeaders(int status) {
    return new Fault(
        "echoing headers, status " + status,
        (request, answer) ->
            Answer.of(
                status,
                "text/plain; charset=utf-8",
                new TreeMap<>(request.headers())
                    .descendingMap()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8)),
        Transmission.WHOLE);
  }

  /** Like {@link #echoingHeaders}, one header in each of the exchange's own fields. */
  public static Fault echoingHeadersInItsOwnFields(int status) {
    return new Fault(
        "echoing headers in its own fields, status " + status,
        (request, answer) ->
            Answer.json(
                status,
                Json.bytes(
                    Map.of(
                        "error",
                        Map.of(
                            "code", "bad_header",
                            "message", request.header("KALSHI-ACCESS-KEY").orElse(""),
                            "details", request.header("KALSHI-ACCESS-SIGNATURE").orElse(""))))),
        Transmission.WHOLE);
  }

  /** Headers never come. */
  public static Fault hangBeforeHeaders() {
    return sending("hang before headers", Transmission.HANG_BEFORE_HEADERS);
  }

  /** The second half of the body never comes. */
  public static Fault hangInBody() {
    return sending("hang in body", Transmission.HANG_IN_BODY);
  }

  /** The connection is reset before anything is sent. */
  public static Fault resetBeforeHeaders() {
    return sending("reset before headers", Transmission.RESET_BEFORE_HEADERS);
  }

  /** The connection is reset after half the body. */
  public static Fault resetInBody() {
    return sending("reset in body", Transmission.RESET_IN_BODY);
  }

  /** Half the body under a Content-Length that is right: only the JSON shows that it is cut. */
  public static Fault truncatedWithRightLength() {
    return changing(
        "truncated, right length",
        answer -> answer.withBody(Arrays.copyOf(answer.body(), answer.body().length / 2)));
  }

  /** Half the body under the Content-Length of the whole, and the connection's end. */
  public static Fault truncatedWithWrongLength() {
    return sending("truncated, wrong length", Transmission.CUT_SHORT);
  }

  /** A page of HTML with status 200. */
  public static Fault html() {
    return changing(
        "html", answer -> Answer.of(200, "text/html; charset=utf-8", Html.page("Welcome")));
  }

  /** Bytes that are neither JSON nor text, said to be JSON. */
  public static Fault garbage() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (255 - i);
    }
    return changing("garbage", answer -> Answer.json(200, bytes));
  }

  /** Status 200 and no body. */
  public static Fault emptyBody() {
    return changing("empty body", answer -> Answer.json(200, ""));
  }

  /** The right body under a wrong content type. */
  public static Fault wrongContentType() {
    return changing(
        "wrong content type",
        answer -> Answer.of(answer.status(), "text/plain; charset=utf-8", answer.body()));
  }

  /** A body that is said to be gzip and is not. */
  public static Fault brokenGzip() {
    byte[] bytes = "this is not gzip".getBytes(StandardCharsets.US_ASCII);
    return changing(
        "broken gzip", answer -> Answer.json(200, bytes).with("Content-Encoding", "gzip"));
  }

  /** A gzip that breaks off in its middle, under a Content-Length that is right. */
  public static Fault gzipCutShort() {
    return changing(
        "gzip cut short",
        answer -> {
          byte[] packed = Gzip.pack(answer.body());
          return answer
              .withBody(Arrays.copyOf(packed, packed.length / 2))
              .with("Content-Encoding", "gzip");
        });
  }

  /** A byte of the body a second. */
  public static Fault slow() {
    return sending("slow", Transmission.SLOW);
  }

  /** A body of so many bytes: blanks, then the right JSON. */
  public static Fault hugeBody(int bytes) {
    return changing(
        "huge body",
        answer -> {
          byte[] body = new byte[Math.max(bytes, answer.body().length)];
          int blanks = body.length - answer.body().length;
          Arrays.fill(body, 0, blanks, (byte) ' ');
          System.arraycopy(answer.body(), 0, body, blanks, answer.body().length);
          return answer.withBody(body);
        });
  }

  /** A page whose cursor is the one it was asked with. */
  public static Fault repeatedCursor() {
    return new Fault("repeated cursor", PageTampering::repeatedCursor, Transmission.WHOLE);
  }

  /** A page with a market nobody asked for. */
  public static Fault unaskedMarket() {
    return changing("unasked market", PageTampering::unaskedMarket);
  }

  /** A page whose first market lacks its ticker. */
  public static Fault marketWithoutTicker() {
    return changing("market without ticker", PageTampering::marketWithoutTicker);
  }

  /** A page that holds its first market twice. */
  public static Fault duplicateMarket() {
    return changing("duplicate market", PageTampering::duplicateMarket);
  }

  @Override
  public String toString() {
    return name;
  }

  Answer change(ApiRequest request, Answer answer) {
    return change.apply(request, answer);
  }

  Transmission transmission() {
    return transmission;
  }

  private static Fault changing(String name, UnaryOperator<Answer> change) {
    return new Fault(name, (request, answer) -> change.apply(answer), Transmission.WHOLE);
  }

  private static Fault sending(String name, Transmission transmission) {
    return new Fault(name, (request, answer) -> answer, transmission);
  }
}
