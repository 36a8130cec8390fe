package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.MalformedResponseException;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.auth.ServerClock;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.MaintenanceGate.ExchangeStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends a request until it succeeds or may not be retried: takes tokens, stamps, signs, sends,
 * reads the response. Safe for use by several threads.
 */
final class RequestSender {

  /** Parses a response with status 200; the request is retried if that fails. */
  interface ResponseReader<T> {
    T read(Response response) throws MalformedResponseException;
  }

  /** The budget and the cost of requests. */
  record Terms(ReadBudget budget, EndpointCosts costs) {}

  private record Request(
      RequestTarget target, Terms terms, RequestLedger ledger, RetryPolicy policy) {}

  /** A response, and the headers of its request. */
  private record Exchange(Response response, Map<String, String> headers) {

    ErrorBody error() {
      ErrorBody error = ErrorBody.read(response.body());
      return RequestSigner.isRepeatedIn(error.text(), headers)
          ? new ErrorBody(error.code(), "(not shown, because it contains the credential)")
          : error;
    }
  }

  private static final Logger LOG = LoggerFactory.getLogger(RequestSender.class);

  private final KalshiSettings settings;
  private final HttpTransport transport;
  private final @Nullable RequestSigner signer;
  private final Timing timing;
  private final ServerClock serverClock;
  private final MaintenanceGate gate;
  private final AtomicReference<@Nullable String> stoppedBy = new AtomicReference<>();

  RequestSender(
      KalshiSettings settings,
      HttpTransport transport,
      @Nullable RequestSigner signer,
      Timing timing) {
    this.settings = settings;
    this.transport = transport;
    this.signer = signer;
    this.timing = timing;
    this.serverClock = new ServerClock(timing.clock());
    this.gate = new MaintenanceGate(timing, settings.deadline());
  }

  /** Returns the reason why the run was stopped; null if it was not. */
  @Nullable String stoppedBy() {
    return stoppedBy.get();
  }

  /** Stops the run: from now on every call fails at once, without a request. */
  void stop(String reason) {
    stoppedBy.compareAndSet(null, reason);
  }

  <T> T send(
      RequestTarget target,
      Terms terms,
      RequestLedger ledger,
      RetryPolicy policy,
      ResponseReader<T> reader)
      throws KalshiException {
    try {
      return send(new Request(target, terms, ledger, policy), reader);
    } catch (KalshiException e) {
      if (e.reason() == Reason.STOPPED) {
        stop(e.detail());
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KalshiException(Reason.TIMED_OUT, "interrupted", null);
    }
  }

  private <T> T send(Request request, ResponseReader<T> reader)
      throws KalshiException, InterruptedException {
    RetryPolicy policy = request.policy();
    // The query's deadline starts after its first wait for tokens, which depends on other queries.
    takeTokens(request, settings.deadline());
    waitUntilOpen(request, MaintenanceGate.MIN_503S);
    Instant deadline = deadline(policy);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(request, deadline, reader);
      } catch (KalshiException e) {
        if (!e.reason().isRetryable()) {
          throw e;
        }
        Duration pause = policy.pauseAfter(attempt, timing.random());
        boolean timeLeft = timing.clock().instant().plus(pause).isBefore(deadline);
        if (attempt < policy.attempts() && timeLeft) {
          timing.waiting().park(pause.toNanos());
        } else if (Objects.equals(e.status(), 503) && !waitUntilOpen(request, attempt).isZero()) {
          // A run of few queries gets no more 503s than these, and all were due to a maintenance.
          attempt = 0;
          deadline = deadline(policy);
        } else {
          throw e;
        }
      }
      takeTokens(request, deadline);
      Duration closed = waitUntilOpen(request, MaintenanceGate.MIN_503S);
      deadline = earliest(deadline.plus(closed), settings.deadline());
      request.ledger().addRetry();
    }
  }

  private Instant deadline(RetryPolicy policy) {
    return earliest(timing.clock().instant().plus(policy.queryDeadline()), settings.deadline());
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private Duration waitUntilOpen(Request request, int min503s)
      throws KalshiException, InterruptedException {
    return gate.pass(min503s, () -> exchangeStatus(request));
  }

  /** Ignores the HTTP status: a 5xx has the same body. */
  private ExchangeStatus exchangeStatus(Request waiting)
      throws KalshiException, InterruptedException {
    Request statusRequest =
        new Request(AccountApi.STATUS, waiting.terms(), waiting.ledger(), RetryPolicy.BRIEF);
    try {
      takeTokens(statusRequest, settings.deadline());
      return AccountApi.status(exchange(statusRequest, settings.deadline()).response());
    } catch (MalformedResponseException e) {
      return ExchangeStatus.OPEN;
    } catch (KalshiException e) {
      e.throwIfStopped();
      return ExchangeStatus.OPEN;
    }
  }

  private <T> T attempt(Request request, Instant deadline, ResponseReader<T> reader)
      throws KalshiException, InterruptedException {
    Exchange exchange = exchange(request, deadline);
    if (exchange.response().status() == 401 && stampExpired(exchange)) {
      takeTokens(request, deadline);
      request.ledger().addRetry();
      exchange = exchange(request, deadline);
    }
    Response response = exchange.response();
    gate.onResponse(response.status());
    if (response.status() != 200) {
      throw failure(response.status(), exchange.error().text());
    }
    try {
      return reader.read(response);
    } catch (MalformedResponseException e) {
      throw KalshiException.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Stamps and signs directly before sending, because a stamp is valid for seconds only. */
  private Exchange exchange(Request request, Instant deadline)
      throws KalshiException, InterruptedException {
    Instant now = timing.clock().instant();
    Duration timeout =
        Duration.between(now, earliest(now.plus(request.policy().attemptTimeout()), deadline));
    if (timeout.isNegative() || timeout.isZero()) {
      throw outOfTime(deadline);
    }
    Map<String, String> headers =
        signer == null ? Map.of() : signer.headers(serverClock.now(), "GET", signedPath(request));
    Response response;
    try {
      response = transport.get(settings.api().resolve(request.target()), headers, timeout);
    } catch (KalshiException e) {
      count(request, e.reason() == Reason.TIMED_OUT ? "timeout" : "broken");
      throw e;
    }
    count(request, String.valueOf(response.status()));
    if (response.status() == 429) {
      request.terms().budget().onThrottled();
    }
    return new Exchange(response, headers);
  }

  private void count(Request request, String outcome) {
    request.ledger().add(outcome, cost(request), timing.clock().instant());
  }

  private void takeTokens(Request request, Instant until)
      throws KalshiException, InterruptedException {
    String stopped = stoppedBy.get();
    if (stopped != null) {
      throw new KalshiException(Reason.STOPPED, stopped, null);
    }
    Duration maxWait = Duration.between(timing.clock().instant(), until);
    if (!request.terms().budget().take(cost(request), maxWait)) {
      throw outOfTime(until);
    }
  }

  private String signedPath(Request request) {
    return settings.api().signedPath(request.target());
  }

  private int cost(Request request) {
    return request.terms().costs().of(signedPath(request));
  }

  private KalshiException outOfTime(Instant until) {
    String owner = until.equals(settings.deadline()) ? "the run's" : "the query's";
    return new KalshiException(
        Reason.TIMED_OUT, owner + " deadline leaves no time for the request", null);
  }

  private boolean stampExpired(Exchange exchange) {
    Instant serverTime = exchange.response().serverTime();
    if (signer == null
        || serverTime == null
        || !exchange.error().code().equals("header_timestamp_expired")) {
      return false;
    }
    if (serverClock.adopt(serverTime)) {
      LOG.warn(
          "This machine's clock is {} s off Kalshi's; requests are stamped with Kalshi's time",
          serverClock.offset().abs().toSeconds());
    }
    return true;
  }

  private KalshiException failure(int status, String text) {
    String detail = "HTTP " + status + (text.isEmpty() ? "" : ": " + text);
    Reason reason =
        switch (status) {
          case 401 -> Reason.STOPPED;
          case 404 -> Reason.NOT_FOUND;
          case 408, 429 -> Reason.UNAVAILABLE;
          default ->
              status >= 500
                  ? Reason.UNAVAILABLE
                  : status < 300 ? Reason.MALFORMED : Reason.REJECTED;
        };
    if (status == 401) {
      detail =
          (signer == null ? "Kalshi requires a credential: " : "Kalshi refused the credential: ")
              + detail;
    } else if (status >= 300 && status < 400) {
      detail += " (redirects are not followed; is the API root right?)";
    }
    return new KalshiException(reason, detail, status);
  }
}
