package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.base.TlsFailure;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a GET request and reads the complete response, within a time-out that includes the body.
 * Redirects are not followed: a signature belongs to the host it was made for. Safe for use by
 * several threads.
 */
final class HttpTransport {

  static {
    // The JDK's client retries a GET by itself when a connection breaks, without tokens from the
    // budget. It reads this limit once, when its classes are loaded. A value set with -D is kept.
    if (System.getProperty("jdk.httpclient.redirects.retrylimit") == null) {
      System.setProperty("jdk.httpclient.redirects.retrylimit", "1");
    }
  }

  /** Far above a page of 1,000 markets (about 3 MB) and far below the memory of a small JVM. */
  private static final int MAX_BODY = 64 * 1024 * 1024;

  private final HttpClient http = client(Duration.ofSeconds(10));
  private final Clock clock;
  private final String userAgent;

  HttpTransport(Clock clock, String userAgent) {
    this.clock = clock;
    this.userAgent = userAgent;
  }

  /** Makes a client that follows no redirect. Loading this class first sets the limit above. */
  static HttpClient client(Duration connectTimeout) {
    // HTTP/1.1: whether Kalshi supports HTTP/2 is unknown, and a connection pool is as fast.
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .connectTimeout(connectTimeout)
        .build();
  }

  /**
   * Sends a GET request.
   *
   * @param timeout the max time until the last byte
   * @throws KalshiException with reason {@code TIMED_OUT}, {@code UNAVAILABLE} or {@code MALFORMED}
   */
  Response get(URI uri, Map<String, String> headers, Duration timeout)
      throws KalshiException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(timeout)
            .header("Accept", "application/json")
            .header("Accept-Encoding", "gzip")
            // Kalshi translates market texts by this header; one language for all runs.
            .header("Accept-Language", "en")
            .header("User-Agent", userAgent);
    headers.forEach(request::header);
    Instant requestedAt = clock.instant();
    long started = System.nanoTime();
    CompletableFuture<Void> end = new CompletableFuture<>();
    try {
      HttpResponse<InputStream> response = http.send(request.build(), BodyHandlers.ofInputStream());
      end.orTimeout(timeout.toNanos() - (System.nanoTime() - started), TimeUnit.NANOSECONDS);
      byte[] body = read(response, end);
      return new Response(
          response.statusCode(), body, serverTime(response), requestedAt, clock.instant());
    } catch (ZipException e) {
      throw new KalshiException(Reason.MALFORMED, "the response is not valid gzip", null);
    } catch (IOException e) {
      boolean late = e instanceof HttpTimeoutException || end.isCompletedExceptionally();
      throw late
          ? new KalshiException(
              Reason.TIMED_OUT,
              "no complete response within " + Math.max(1, timeout.toSeconds()) + " s",
              null)
          : new KalshiException(
              Reason.UNAVAILABLE,
              "the connection to " + uri.getHost() + " failed: " + message(e),
              null);
    }
  }

  /**
   * Reads the whole body.
   *
   * @param end completed here; if it fails before that, reading fails too
   */
  private static byte[] read(HttpResponse<InputStream> response, CompletableFuture<Void> end)
      throws IOException, KalshiException {
    try (InputStream raw = response.body()) {
      CompletableFuture<Void> unused = end.whenComplete((nothing, late) -> closeQuietly(raw));
      try (InputStream in = decompressed(response, raw)) {
        byte[] body = in.readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
          throw new KalshiException(
              Reason.MALFORMED,
              "the response is larger than " + MAX_BODY + " bytes",
              response.statusCode());
        }
        return body;
      } finally {
        end.complete(null);
      }
    }
  }

  private static InputStream decompressed(HttpResponse<InputStream> response, InputStream raw)
      throws IOException {
    String encoding = response.headers().firstValue("Content-Encoding").orElse("");
    return encoding.equalsIgnoreCase("gzip") ? new GZIPInputStream(raw, 16 * 1024) : raw;
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // The thread that reads the closed stream reports it.
      return;
    }
  }

  private static @Nullable Instant serverTime(HttpResponse<?> response) {
    try {
      // A cache keeps the date of the response and counts its seconds since.
      long age = response.headers().firstValueAsLong("Age").orElse(0);
      return response
          .headers()
          .firstValue("Date")
          .map(date -> Instant.from(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date)))
          .map(date -> date.plusSeconds(age))
          .orElse(null);
    } catch (NumberFormatException | DateTimeException e) {
      return null;
    }
  }

  /** Returns the message of the root cause, which the JDK wraps, sometimes twice. */
  static String message(IOException e) {
    String tls = TlsFailure.reason(e);
    if (tls != null) {
      return tls;
    }
    Throwable cause = e;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof UnresolvedAddressException || cause instanceof UnknownHostException) {
      return "the host is unknown, or there is no network";
    }
    if (cause instanceof ConnectException || cause instanceof ClosedChannelException) {
      return "connection refused, or host unreachable";
    }
    String text = cause.getMessage();
    return Excerpt.of(cause.getClass().getSimpleName() + (text == null ? "" : " (" + text + ")"));
  }
}
