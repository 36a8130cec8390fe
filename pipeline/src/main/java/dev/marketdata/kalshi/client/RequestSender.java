package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.MalformedAnswerException;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.auth.ServerClock;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends one request as often as it takes: pays, stamps, signs, sends, reads, and repeats what may
 * succeed the next time. Safe for use by several threads.
 */
final class RequestSender {

  /** Makes a value of an answer with status 200; what it cannot read is worth another attempt. */
  interface AnswerReader<T> {
    T read(Answer answer) throws MalformedAnswerException;
  }

  private static final Logger LOG = LoggerFactory.getLogger(RequestSender.class);

  private static final String STAMP_EXPIRED = "header_timestamp_expired";
  private static final String WITHHELD = "(it repeats the request's credential)";

  /** An answer, and the headers of the request that it answers. */
  private record Exchange(Answer answer, Map<String, String> headers) {

    ErrorBody error() {
      ErrorBody error = ErrorBody.read(answer.body());
      return RequestSigner.isRepeatedIn(error.text(), headers)
          ? new ErrorBody(error.code(), WITHHELD)
          : error;
    }
  }

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

  <T> T send(Errand errand, RetryPolicy policy, AnswerReader<T> reader) throws KalshiException {
    // The first wait for tokens is the queue's, not this query's: its deadline begins afterwards.
    pay(errand, settings.deadline());
    waitUntilOpen(errand, MaintenanceGate.SIGNS);
    Instant giveUp = giveUp(policy);
    for (int attempt = 1; ; attempt++) {
      try {
        return attempt(errand, policy, giveUp, reader);
      } catch (KalshiException e) {
        if (!e.kind().worthRepeating()) {
          throw e;
        }
        Duration pause = policy.pauseAfter(attempt, timing.chance());
        boolean timeLeft = timing.clock().instant().plus(pause).isBefore(giveUp);
        if (attempt < policy.attempts() && timeLeft) {
          pause(pause);
        } else if (unavailable(e) && !waitUntilOpen(errand, attempt).isZero()) {
          // A run of few queries sees no more signs than this; all of them fell into a maintenance.
          attempt = 0;
          giveUp = giveUp(policy);
        } else {
          throw e;
        }
      }
      pay(errand, giveUp);
      Duration closed = waitUntilOpen(errand, MaintenanceGate.SIGNS);
      giveUp = earlier(giveUp.plus(closed), settings.deadline());
      errand.ledger().enterRetry();
    }
  }

  private Instant giveUp(RetryPolicy policy) {
    return earlier(timing.clock().instant().plus(policy.queryDeadline()), settings.deadline());
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static boolean unavailable(KalshiException e) {
    Integer status = e.status();
    return status != null && status == 503;
  }

  /** Waits at the gate; a maintenance that outlasts the run stops it. */
  private Duration waitUntilOpen(Errand errand, int signs) throws KalshiException {
    try {
      return gate.pass(signs, () -> exchangeStatus(errand));
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (KalshiException e) {
      if (e.kind() == Kind.STOPPED) {
        stop(e.detail());
      }
      throw e;
    }
  }

  /** A status of 5xx has the same body, so the body decides. */
  private ExchangeStatus exchangeStatus(Errand errand) throws KalshiException {
    Errand question =
        new Errand(AccountAnswers.STATUS, errand.budget(), errand.costs(), errand.ledger());
    try {
      pay(question, settings.deadline());
      return AccountAnswers.status(
          exchange(question, RetryPolicy.BRIEF, settings.deadline()).answer());
    } catch (MalformedAnswerException e) {
      return ExchangeStatus.OPEN;
    } catch (KalshiException e) {
      if (e.kind() == Kind.STOPPED) {
        throw e;
      }
      return ExchangeStatus.OPEN;
    }
  }

  private <T> T attempt(Errand errand, RetryPolicy policy, Instant giveUp, AnswerReader<T> reader)
      throws KalshiException {
    Exchange exchange = exchange(errand, policy, giveUp);
    if (exchange.answer().status() == 401 && stampExpired(exchange)) {
      pay(errand, giveUp);
      errand.ledger().enterRetry();
      exchange = exchange(errand, policy, giveUp);
    }
    Answer answer = exchange.answer();
    gate.answered(answer.status());
    if (answer.status() != 200) {
      throw refusal(answer.status(), exchange.error().text());
    }
    try {
      return reader.read(answer);
    } catch (MalformedAnswerException e) {
      throw new KalshiException(Kind.MALFORMED, String.valueOf(e.getMessage()), 200);
    }
  }

  /** Stamps and signs last, for a stamp is good for seconds only; then sends. */
  private Exchange exchange(Errand errand, RetryPolicy policy, Instant giveUp)
      throws KalshiException {
    Duration left = Duration.between(timing.clock().instant(), giveUp);
    Duration timeout = left.compareTo(policy.attemptTimeout()) < 0 ? left : policy.attemptTimeout();
    if (timeout.isNegative() || timeout.isZero()) {
      throw outOfTime(giveUp);
    }
    Map<String, String> headers =
        signer == null ? Map.of() : signer.headers(serverClock.now(), "GET", signedPath(errand));
    Answer answer;
    try {
      answer = transport.get(settings.api().resolve(errand.target()), headers, timeout);
    } catch (InterruptedException e) {
      throw interrupted();
    } catch (KalshiException e) {
      enter(errand, e.kind() == Kind.TIMED_OUT ? "timeout" : "broken");
      throw e;
    }
    enter(errand, String.valueOf(answer.status()));
    if (answer.status() == 429) {
      errand.budget().yieldToOthers();
    }
    return new Exchange(answer, headers);
  }

  private void enter(Errand errand, String outcome) {
    errand.ledger().enter(outcome, cost(errand), timing.clock().instant());
  }

  private void pay(Errand errand, Instant until) throws KalshiException {
    String stopped = stoppedBy.get();
    if (stopped != null) {
      throw new KalshiException(Kind.STOPPED, stopped, null);
    }
    Duration patience = Duration.between(timing.clock().instant(), until);
    try {
      if (!errand.budget().take(cost(errand), patience)) {
        throw outOfTime(until);
      }
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }

  private String signedPath(Errand errand) {
    return settings.api().signedPath(errand.target());
  }

  private int cost(Errand errand) {
    return errand.costs().of(signedPath(errand));
  }

  private KalshiException outOfTime(Instant until) {
    String whose = until.equals(settings.deadline()) ? "the run's" : "the query's";
    return new KalshiException(
        Kind.TIMED_OUT, whose + " deadline leaves no time for the request", null);
  }

  private static KalshiException interrupted() {
    Thread.currentThread().interrupt();
    return new KalshiException(Kind.TIMED_OUT, "interrupted", null);
  }

  private boolean stampExpired(Exchange exchange) {
    Instant serverTime = exchange.answer().serverTime();
    if (signer == null || serverTime == null || !exchange.error().code().equals(STAMP_EXPIRED)) {
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
    if (status == 401) {
      String reason =
          (signer == null ? "Kalshi asks for a credential: " : "Kalshi refused the credential: ")
              + detail;
      stop(reason);
      return new KalshiException(Kind.STOPPED, reason, status);
    }
    if (status == 404) {
      return new KalshiException(Kind.NOT_FOUND, detail, status);
    }
    if (status == 429 || status == 408 || status >= 500) {
      return new KalshiException(Kind.UNAVAILABLE, detail, status);
    }
    if (status < 300) {
      return new KalshiException(Kind.MALFORMED, detail, status);
    }
    return new KalshiException(
        Kind.REJECTED,
        status < 400 ? detail + " (redirects are not followed; is the API root right?)" : detail,
        status);
  }

  private void pause(Duration pause) throws KalshiException {
    try {
      timing.waiting().park(pause.toNanos());
    } catch (InterruptedException e) {
      throw interrupted();
    }
  }
}
