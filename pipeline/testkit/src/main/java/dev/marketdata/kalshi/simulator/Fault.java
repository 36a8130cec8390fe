package dev.marketdata.kalshi.simulator;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/** A fault of a response: changed content, broken transmission, or both. */
public final class Fault {
  private final String name;
  private final BiFunction<ApiRequest, SimulatedResponse, SimulatedResponse> change;
  private final Transmission transmission;

  private Fault(
      String name,
      BiFunction<ApiRequest, SimulatedResponse, SimulatedResponse> change,
      Transmission transmission) {
    this.name = name;
    this.change = change;
    this.transmission = transmission;
  }

  /** An error with this status and the exchange's usual body. */
  public static Fault status(int status) {
    if (status == 429) {
      return changing("status 429", response -> Errors.tooManyRequests());
    }
    return status(status, "{\"error\":{\"code\":\"service_error\",\"message\":\"error\"}}");
  }

  /** An error with this status and body. */
  public static Fault status(int status, String body) {
    return changing("status " + status, response -> SimulatedResponse.json(status, body));
  }

  /** An error with this status, body and header, such as {@code Retry-After}. */
  public static Fault status(int status, String body, String header, String value) {
    return changing(
        "status " + status, response -> SimulatedResponse.json(status, body).with(header, value));
  }

  /** An error with this status whose body has the request's headers, in descending order. */
  public static Fault echoingHeaders(int status) {
    return new Fault(
        "echoing headers, status " + status,
        (request, response) ->
            SimulatedResponse.of(
                status,
                "text/plain; charset=utf-8",
                new TreeMap<>(request.headers())
                    .descendingMap()
                    .toString()
                    .getBytes(StandardCharsets.UTF_8)),
        Transmission.WHOLE);
  }

  /** Like {@link #echoingHeaders}, but with two headers in the fields of the exchange's errors. */
  public static Fault echoingHeadersInErrorFields(int status) {
    return new Fault(
        "echoing headers in error fields, status " + status,
        (request, response) ->
            SimulatedResponse.json(
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

  /** Never sends headers. */
  public static Fault hangBeforeHeaders() {
    return sending("hang before headers", Transmission.HANG_BEFORE_HEADERS);
  }

  /** Never sends the second half of the body. */
  public static Fault hangInBody() {
    return sending("hang in body", Transmission.HANG_IN_BODY);
  }

  /** Resets the connection before anything is sent. */
  public static Fault resetBeforeHeaders() {
    return sending("reset before headers", Transmission.RESET_BEFORE_HEADERS);
  }

  /** Resets the connection after half of the body. */
  public static Fault resetInBody() {
    return sending("reset in body", Transmission.RESET_IN_BODY);
  }

  /** Half of the body, with a matching Content-Length: only the JSON is incomplete. */
  public static Fault truncatedWithRightLength() {
    return changing(
        "truncated, right length",
        response -> response.withBody(Arrays.copyOf(response.body(), response.body().length / 2)));
  }

  /** Closes the connection after half of the body, with the Content-Length of the complete body. */
  public static Fault truncatedWithWrongLength() {
    return sending("truncated, wrong length", Transmission.CUT_SHORT);
  }

  /** An HTML page with status 200. */
  public static Fault html() {
    return changing(
        "html",
        response -> SimulatedResponse.of(200, "text/html; charset=utf-8", Html.page("Welcome")));
  }

  /** Bytes that are neither JSON nor text, with the content type of JSON. */
  public static Fault garbage() {
    byte[] bytes = new byte[256];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) (255 - i);
    }
    return changing("garbage", response -> SimulatedResponse.json(200, bytes));
  }

  /** Status 200 and no body. */
  public static Fault emptyBody() {
    return changing("empty body", response -> SimulatedResponse.json(200, ""));
  }

  /** The right body under a wrong content type. */
  public static Fault wrongContentType() {
    return changing(
        "wrong content type",
        response ->
            SimulatedResponse.of(response.status(), "text/plain; charset=utf-8", response.body()));
  }

  /** A body that is said to be gzip and is not. */
  public static Fault brokenGzip() {
    byte[] bytes = "this is not gzip".getBytes(StandardCharsets.US_ASCII);
    return changing(
        "broken gzip",
        response -> SimulatedResponse.json(200, bytes).with("Content-Encoding", "gzip"));
  }

  /** A gzip that breaks off in its middle, under a Content-Length that is right. */
  public static Fault gzipCutShort() {
    return changing(
        "gzip cut short",
        response -> {
          byte[] packed = Gzip.pack(response.body());
          return response
              .withBody(Arrays.copyOf(packed, packed.length / 2))
              .with("Content-Encoding", "gzip");
        });
  }

  /** Sends one byte of the body per second. */
  public static Fault slow() {
    return sending("slow", Transmission.SLOW);
  }

  /** A body with this number of bytes: spaces, then the correct JSON. */
  public static Fault hugeBody(int bytes) {
    return changing(
        "huge body",
        response -> {
          byte[] body = new byte[Math.max(bytes, response.body().length)];
          int blanks = body.length - response.body().length;
          Arrays.fill(body, 0, blanks, (byte) ' ');
          System.arraycopy(response.body(), 0, body, blanks, response.body().length);
          return response.withBody(body);
        });
  }

  /** A body with other bytes in place of each occurrence of an ASCII text. */
  public static Fault replacing(String text, byte[] bytes) {
    // Latin-1 has one character per byte.
    String by = new String(bytes, StandardCharsets.ISO_8859_1);
    return changing(
        "replacing " + text,
        response ->
            response.withBody(
                new String(response.body(), StandardCharsets.ISO_8859_1)
                    .replace(text, by)
                    .getBytes(StandardCharsets.ISO_8859_1)));
  }

  /** A page with the cursor of the request. */
  public static Fault repeatedCursor() {
    return new Fault("repeated cursor", PageTampering::repeatedCursor, Transmission.WHOLE);
  }

  /** A page without items and with a cursor: the next page has the items. */
  public static Fault emptyPage() {
    return new Fault("empty page", PageTampering::emptyPage, Transmission.WHOLE);
  }

  /** A page with a market that was not requested. */
  public static Fault unrequestedMarket() {
    return changing("unrequested market", PageTampering::unrequestedMarket);
  }

  /** A page whose first market, or trade, has no ticker. */
  public static Fault marketWithoutTicker() {
    return changing("market without ticker", PageTampering::marketWithoutTicker);
  }

  /** A page with its first market, or trade, twice. */
  public static Fault duplicateMarket() {
    return changing("duplicate market", PageTampering::duplicateMarket);
  }

  @Override
  public String toString() {
    return name;
  }

  SimulatedResponse change(ApiRequest request, SimulatedResponse response) {
    return change.apply(request, response);
  }

  Transmission transmission() {
    return transmission;
  }

  private static Fault changing(String name, UnaryOperator<SimulatedResponse> change) {
    return new Fault(name, (request, response) -> change.apply(response), Transmission.WHOLE);
  }

  private static Fault sending(String name, Transmission transmission) {
    return new Fault(name, (request, response) -> response, transmission);
  }
}
