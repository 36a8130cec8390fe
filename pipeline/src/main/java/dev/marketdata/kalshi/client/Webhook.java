package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.base.Loopback;
import dev.marketdata.kalshi.base.RunLog;
import dev.marketdata.kalshi.base.Version;
import java.io.IOException;
import java.io.Serializable;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The location of a URL to which a run sends short messages. The URL is a secret, because who knows
 * it can send there too: it is read only where it is used, and no more than its host is shown.
 *
 * <p>A message that cannot be sent is a warning, and never fails a run.
 *
 * @param location the location of an {@code https} URL, or {@code http} to a loopback address
 */
public record Webhook(SecretSource location) implements Serializable {

  private static final int ATTEMPTS = 2;
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int OK = 200;
  private static final int NOT_OK = 300;

  /** Makes the client when the first message is sent. */
  private static final class Http {
    private static final HttpClient CLIENT = HttpTransport.client(TIMEOUT);
  }

  /**
   * Reads the URL and discards it, to find a mistake before a run starts.
   *
   * @throws InvalidCredentialException if it cannot be found or used; the message does not quote it
   */
  public void check() throws InvalidCredentialException {
    URI unused = url();
  }

  /**
   * Sends a message: two attempts of five seconds each. Logs a warning if none is accepted.
   *
   * @param message makes a request from the URL
   * @param log the log of the run
   */
  public void send(Function<URI, HttpRequest.Builder> message, RunLog log) {
    send(message, log, TIMEOUT);
  }

  void send(Function<URI, HttpRequest.Builder> message, RunLog log, Duration timeout) {
    URI url;
    try {
      url = url();
    } catch (InvalidCredentialException e) {
      log.warn("{} cannot be told of the run: {}", location, e.getMessage());
      return;
    }
    String failure = null;
    for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
      failure = failure(url, message, timeout);
      if (failure == null) {
        return;
      }
    }
    log.warn("{} cannot be told of the run: {}", url.getHost(), failure);
  }

  private URI url() throws InvalidCredentialException {
    String text = location.read();
    try {
      return Loopback.serverUrl(text);
    } catch (IllegalArgumentException e) {
      // Without the cause, whose message is the URL.
      throw new InvalidCredentialException("the URL in " + location + " " + e.getMessage());
    }
  }

  /** Returns why a message was not accepted; null if it was. */
  private static @Nullable String failure(
      URI url, Function<URI, HttpRequest.Builder> message, Duration timeout) {
    CompletableFuture<HttpResponse<Void>> response = null;
    try {
      HttpRequest request =
          message.apply(url).timeout(timeout).header("User-Agent", Version.userAgent()).build();
      response = Http.CLIENT.sendAsync(request, BodyHandlers.discarding());
      int status = response.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode();
      return status >= OK && status < NOT_OK ? null : "HTTP " + status;
    } catch (TimeoutException e) {
      return late(timeout);
    } catch (ExecutionException e) {
      return e.getCause() instanceof IOException io
          ? reason(io, timeout)
          : "the request could not be sent";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the run was interrupted";
    } catch (RuntimeException e) {
      // Its message may contain the URL.
      return "the request could not be sent";
    } finally {
      if (response != null) {
        boolean unused = response.cancel(true);
      }
    }
  }

  private static String reason(IOException e, Duration timeout) {
    return e instanceof HttpTimeoutException ? late(timeout) : HttpTransport.message(e);
  }

  private static String late(Duration timeout) {
    return "no response within " + Math.max(1, timeout.toSeconds()) + " s";
  }
}
