package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.MalformedResponseException;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.auth.ServerClock;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Kind;
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
 * Sends one request as often as it takes: pays, stamps, signs, sends, reads, and repeats what may
 * succeed the next time. Safe for use by several threads.
 */
final class RequestSender {

  /** Makes a value of a response with status 200; what it cannot read is worth another attempt. */
  interface ResponseReader<T> {
    T read(Response response) throws MalformedResponseException;
  }

  /** What may be spent, and at which prices. */
  record Terms(ReadBudget budget, EndpointCosts costs) {}

  private record Request(
      RequestTarget target, Terms terms, RequestLedger ledger, RetryPolicy policy) {}

  /** A response, and the headers of its request. */
  private record Exchange(Response response, Map<String, String> headers) {

    ErrorBody error() {
      ErrorBody error = ErrorBody.read(response.body());
      return RequestSigner.isRepeatedIn(error.text(), headers)
          ? new ErrorBody(error.code(), "(it repeats the request's credential)")
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

  /** Returns why nothing is sent any more; null while there is no reason. */
  @Nullable String stoppedBy() {
    return stoppedBy.get();
  }

  /** Says that the run is pointless: from now on every call fails at once, without a request. */
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
      if (e.kind() == Kind.STOPPED) {
        stop(e.detail());
      }
      throw e;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KalshiException(Kind.TIMED_OUT, "interrupted", null);
    }
  }

  private <T> T send(Request request, ResponseReader<T> reader)
      throws KalshiException, InterruptedException {
    RetryPolicy policy = request.policy();
    // The first wait for tokens is the queue's, not this query's: its deadline begins afterwards.
    pay(request, settings.deadline());
    waitUntilOpen(request, MaintenanceGate.SIGNS);
    Instant giveUp = giveUp(policy);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(request, giveUp, reader);
      } catch (KalshiException e) {
        if (!e.kind().worthRepeating()) {
          throw e;
        }
        Duration pause = policy.pauseAfter(attempt, timing.random());
        boolean timeLeft = timing.clock().instant().plus(pause).isBefore(giveUp);
        if (attempt < policy.attempts() && timeLeft) {
          timing.waiting().park(pause.toNanos());
        } else if (Objects.equals(e.status(), 503) && !waitUntilOpen(request, attempt).isZero()) {
          // A run of few queries sees no more signs than this; all of them fell into a maintenance.
          attempt = 0;
          giveUp = giveUp(policy);
        } else {
          throw e;
        }
      }
      pay(request, giveUp);
      Duration closed = waitUntilOpen(request, MaintenanceGate.SIGNS);
      giveUp = earlier(giveUp.plus(closed), settings.deadline());
      request.ledger().enterRetry();
    }
  }

  private Instant giveUp(RetryPolicy policy) {
    return earlier(timing.clock().instant().plus(policy.queryDeadline()), settings.deadline());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private Duration waitUntilOpen(Request request, int signs)
      throws KalshiException, InterruptedException {
    return gate.pass(signs, () -> exchangeStatus(request));
  }

  /** A status of 5xx has the same body, so the body decides. */
  private ExchangeStatus exchangeStatus(Request waiting)
      throws KalshiException, InterruptedException {
    Request question =
        new Request(AccountApi.STATUS, waiting.terms(), waiting.ledger(), RetryPolicy.BRIEF);
    try {
      pay(question, settings.deadline());
      return AccountApi.status(exchange(question, settings.deadline()).response());
    } catch (MalformedResponseException e) {
      return ExchangeStatus.OPEN;
    } catch (KalshiException e) {
      e.throwIfStopped();
      return ExchangeStatus.OPEN;
    }
  }

  private <T> T attempt(Request request, Instant giveUp, ResponseReader<T> reader)
      throws KalshiException, InterruptedException {
    Exchange exchange = exchange(request, giveUp);
    if (exchange.response().status() == 401 && stampExpired(exchange)) {
      pay(request, giveUp);
      request.ledger().enterRetry();
      exchange = exchange(request, giveUp);
    }
    Response response = exchange.response();
    gate.answered(response.status());
    if (response.status() != 200) {
      throw refusal(response.status(), exchange.error().text());
    }
    try {
      return reader.read(response);
    } catch (MalformedResponseException e) {
      throw KalshiException.malformed(String.valueOf(e.getMessage()));
    }
  }

  /** Stamps and signs last, for a stamp is good for seconds only; then sends. */
  private Exchange exchange(Request request, Instant giveUp)
      throws KalshiException, InterruptedException {
    Instant now = timing.clock().instant();
    Duration timeout =
        Duration.between(now, earlier(now.plus(request.policy().attemptTimeout()), giveUp));
    if (timeout.isNegative() || timeout.isZero()) {
      throw outOfTime(giveUp);
    }
    Map<String, String> headers =
        signer == null ? Map.of() : signer.headers(serverClock.now(), "GET", signedPath(request));
    Response response;
    try {
      response = transport.get(settings.api().resolve(request.target()), headers, timeout);
    } catch (KalshiException e) {
      enter(request, e.kind() == Kind.TIMED_OUT ? "timeout" : "broken");
      throw e;
    }
    enter(request, String.valueOf(response.status()));
    if (response.status() == 429) {
      request.terms().budget().onThrottled();
    }
    return new Exchange(response, headers);
  }

  private void enter(Request request, String outcome) {
    request.ledger().enter(outcome, cost(request), timing.clock().instant());
  }

  private void pay(Request request, Instant until) throws KalshiException, InterruptedException {
    String stopped = stoppedBy.get();
    if (stopped != null) {
      throw new KalshiException(Kind.STOPPED, stopped, null);
    }
    Duration patience = Duration.between(timing.clock().instant(), until);
    if (!request.terms().budget().take(cost(request), patience)) {
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
    String whose = until.equals(settings.deadline()) ? "the run's" : "the query's";
    return new KalshiException(
        Kind.TIMED_OUT, whose + " deadline leaves no time for the request", null);
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

  private KalshiException refusal(int status, String words) {
    String detail = "HTTP " + status + (words.isEmpty() ? "" : ": " + words);
    Kind kind =
        switch (status) {
          case 401 -> Kind.STOPPED;
          case 404 -> Kind.NOT_FOUND;
          case 408, 429 -> Kind.UNAVAILABLE;
          default ->
              status >= 500 ? Kind.UNAVAILABLE : status < 300 ? Kind.MALFORMED : Kind.REJECTED;
        };
    if (status == 401) {
      detail =
          (signer == null ? "Kalshi asks for a credential: " : "Kalshi refused the credential: ")
              + detail;
    } else if (status >= 300 && status < 400) {
      detail += " (redirects are not followed; is the API root right?)";
    }
    return new KalshiException(kind, detail, status);
  }
}
