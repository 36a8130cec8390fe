package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.MalformedResponseException;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.auth.ServerClock;
import dev.marketdata.kalshi.base.RunLog;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.AccountApi.ExchangeStatus;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.OutageGate.DeadlineException;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
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

  // Long enough for a fault of the sign-in to pass, short enough that a wrong key ends a run soon.
  private static final Duration PAUSE_AFTER_REFUSAL = Duration.ofSeconds(4);

  private final KalshiSettings settings;
  private final HttpTransport transport;
  private final @Nullable RequestSigner signer;
  private final Timing timing;
  private final ServerClock serverClock;
  private final OutageGate gate;
  private final AtomicReference<@Nullable String> stoppedBy = new AtomicReference<>();
  // The last failure of any request; null after a success.
  private final AtomicReference<@Nullable KalshiException> lastFailure = new AtomicReference<>();
  private final AtomicBoolean toldClock = new AtomicBoolean();
  // When a request was refused twice in a row; null if none was since the last success.
  private final AtomicReference<@Nullable Instant> refused = new AtomicReference<>();

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
    this.gate = new OutageGate("Kalshi", settings.run(), timing, settings.deadline());
  }

  /** Returns the reason why the run was stopped; null if it was not. */
  @Nullable String stoppedBy() {
    return stoppedBy.get();
  }

  /** Stops the run: from now on every call fails at once, without a request. */
  void stop(String reason) {
    stoppedBy.compareAndSet(null, reason);
  }

  /** Returns the outages of Kalshi so far. */
  List<Outage> outages() {
    return gate.outages();
  }

  /** Returns how far Kalshi's clock is ahead of this machine's, as far as it matters. */
  Duration clockOffset() {
    return serverClock.offset();
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
    } catch (DeadlineException e) {
      String outage = String.valueOf(e.getMessage());
      stop(outage);
      throw new KalshiException(Reason.STOPPED, outage, null);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw KalshiException.interrupted();
    } catch (RuntimeException | StackOverflowError e) {
      throw KalshiException.unexpected(e);
    }
  }

  private <T> T send(Request request, ResponseReader<T> reader)
      throws KalshiException, DeadlineException, InterruptedException {
    AtomicReference<@Nullable KalshiException> failure = new AtomicReference<>();
    try {
      T value = send(request, reader, failure);
      lastFailure.set(null);
      return value;
    } catch (KalshiException e) {
      throw e.after(failure.get()).after(lastFailure.get());
    }
  }

  private <T> T send(
      Request request, ResponseReader<T> reader, AtomicReference<@Nullable KalshiException> last)
      throws KalshiException, DeadlineException, InterruptedException {
    RetryPolicy policy = request.policy();
    // The query's deadline starts after its first wait for tokens, which depends on other queries.
    Instant deadline = settings.deadline();
    int attempt = 0;
    while (true) {
      if (admit(request, deadline) || attempt == 0) {
        // An outage uses up none of a query's attempts and none of its time.
        attempt = 0;
        deadline = deadline(policy);
      }
      attempt++;
      try {
        return attempt(request, deadline, reader);
      } catch (KalshiException e) {
        if (!e.isRetryable()) {
          throw e;
        }
        if (!e.isOutOfTime()) {
          last.set(e);
          lastFailure.set(e);
        }
        Duration pause = policy.pauseAfter(attempt, timing.random());
        boolean timeLeft = timing.clock().instant().plus(pause).isBefore(deadline);
        if (attempt < policy.attempts() && timeLeft) {
          timing.waiting().park(pause.toNanos());
        } else if (!gate.isDown(attempt, () -> probe(request))) {
          throw e;
        }
      }
      request.ledger().addRetry();
    }
  }

  /**
   * Waits for the end of an outage and for tokens. In this order, because tokens are worth nothing
   * later.
   *
   * @return whether there was an outage
   */
  private boolean admit(Request request, Instant deadline)
      throws KalshiException, DeadlineException, InterruptedException {
    boolean waited = gate.pass(() -> probe(request));
    takeTokens(request, waited ? settings.deadline() : deadline);
    // An outage that began meanwhile.
    return gate.pass(() -> probe(request)) || waited;
  }

  private Instant deadline(RetryPolicy policy) {
    return earliest(timing.clock().instant().plus(policy.queryDeadline()), settings.deadline());
  }

  private static Instant earliest(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private <T> T attempt(Request request, Instant deadline, ResponseReader<T> reader)
      throws KalshiException, InterruptedException {
    Exchange exchange = exchange(request, deadline);
    if (exchange.response().status() == 401) {
      exchange = retryRefused(request, deadline, exchange);
    }
    Response response = exchange.response();
    KalshiException failure =
        response.status() == 200 ? null : failure(response.status(), exchange.error());
    if (failure == null || !failure.isRetryable()) {
      // A malformed response counts as a success too: retries may help, waiting does not.
      refused.set(null);
      gate.onSuccess();
    } else if (response.status() != 401) {
      gate.onFailure(request.target(), failure.detail());
    }
    if (failure != null) {
      throw failure;
    }
    try {
      return reader.read(response);
    } catch (MalformedResponseException e) {
      throw KalshiException.malformed(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Requests the status of the exchange.
   *
   * @return null if the exchange is up, else what is wrong
   */
  private @Nullable String probe(Request waiting) throws KalshiException, InterruptedException {
    Request request =
        new Request(AccountApi.STATUS, waiting.terms(), waiting.ledger(), RetryPolicy.BRIEF);
    takeTokens(request, settings.deadline());
    Exchange exchange;
    try {
      exchange = exchange(request, settings.deadline());
    } catch (KalshiException e) {
      if (!timing.clock().instant().isBefore(settings.deadline())) {
        throw e;
      }
      return e.detail();
    }
    int responded = exchange.response().status();
    if (responded == 401 && adoptServerTime(exchange)) {
      // It is this machine's clock that is wrong.
      return null;
    }
    try {
      // A 503 during a maintenance has the same body as a 200.
      ExchangeStatus status = AccountApi.status(exchange.response());
      return status.active() && responded == 200 ? null : status.message();
    } catch (MalformedResponseException e) {
      return failure(responded, exchange.error()).detail();
    }
  }

  /**
   * Repeats a request that was refused with 401, stamped by Kalshi's clock. If that is refused too,
   * and another request after it in the same way, the run is stopped.
   */
  private Exchange retryRefused(Request request, Instant deadline, Exchange first)
      throws KalshiException, InterruptedException {
    Instant refusedAt = timing.clock().instant();
    if (!adoptServerTime(first)) {
      timing.waiting().park(PAUSE_AFTER_REFUSAL.toNanos());
    }
    takeTokens(request, deadline);
    request.ledger().addRetry();
    Exchange second = exchange(request, deadline);
    if (second.response().status() == 401) {
      Instant before = refused.get();
      if (before != null && !refusedAt.isBefore(before)) {
        throw new KalshiException(
            Reason.STOPPED, failure(401, second.error()).detail(), second.response().status());
      }
      refused.compareAndSet(null, timing.clock().instant());
    }
    return second;
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
      if (!request.target().equals(AccountApi.STATUS)) {
        gate.onFailure(request.target(), e.detail());
      }
      throw e;
    }
    checkClock(response);
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
    throwIfStopped();
    Duration maxWait = Duration.between(timing.clock().instant(), until);
    if (!request.terms().budget().take(cost(request), maxWait)) {
      throw outOfTime(until);
    }
  }

  private void throwIfStopped() throws KalshiException {
    String stopped = stoppedBy.get();
    if (stopped != null) {
      throw new KalshiException(Reason.STOPPED, stopped, null);
    }
  }

  private String signedPath(Request request) {
    return settings.api().signedPath(request.target());
  }

  private int cost(Request request) {
    return request.terms().costs().of(signedPath(request));
  }

  private KalshiException outOfTime(Instant until) {
    return until.equals(settings.deadline())
        ? KalshiException.outOfRunsTime()
        : KalshiException.outOfQuerysTime();
  }

  /** Returns whether a request that is stamped now has another stamp than the refused one. */
  private boolean adoptServerTime(Exchange refusal) {
    Instant serverTime = refusal.response().serverTime();
    if (signer == null || serverTime == null) {
      return false;
    }
    boolean moved = serverClock.adopt(serverTime);
    if (moved) {
      tellClock();
    }
    return moved || refusal.error().code().equals("header_timestamp_expired");
  }

  private void checkClock(Response response) {
    Instant serverTime = response.serverTime();
    if (serverTime != null
        && serverClock.observe(serverTime, response.requestedAt(), response.receivedAt())) {
      tellClock();
    }
  }

  private void tellClock() {
    Duration offset = serverClock.offset();
    if (toldClock.compareAndSet(false, true)) {
      RunLog.of(LOG, settings.run())
          .warn(
              "This machine's clock is {} s {} Kalshi's; the slot and the times in the shards are this"
                  + " machine's",
              offset.abs().toSeconds(),
              offset.isNegative() ? "ahead of" : "behind");
    }
  }

  private KalshiException failure(int status, ErrorBody error) {
    String detail = "HTTP " + status + (error.text().isEmpty() ? "" : ": " + error.text());
    Reason reason =
        switch (status) {
          case 401, 408, 429 -> Reason.UNAVAILABLE;
          // Without Kalshi's own error body, it is a firewall's or a proxy's.
          case 403 -> error.code().isEmpty() ? Reason.UNAVAILABLE : Reason.REJECTED;
          case 404 -> Reason.NOT_FOUND;
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
