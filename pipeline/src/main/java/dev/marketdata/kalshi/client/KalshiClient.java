package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.PageSlicer;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.base.DaemonThreads;
import dev.marketdata.kalshi.base.RunLog;
import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import dev.marketdata.kalshi.client.RequestSender.ResponseReader;
import dev.marketdata.kalshi.client.RequestSender.Terms;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends requests for market data to Kalshi: signed if there is a credential, within the budget,
 * each retried until it succeeds or its time is up. A method that sends a request blocks while it
 * waits for the budget, the response or a retry, counts its requests in the caller's ledger, and
 * throws a {@link KalshiException} with the reason if there is no usable response. One object per
 * JVM and run. Safe for use by several threads.
 */
public final class KalshiClient implements AutoCloseable {

  /** The max number of names per request for events. */
  public static final int EVENTS_PER_REQUEST = 200;

  /** The end of the message about a list that is mostly something else. */
  public static final String UNREQUESTED =
      " objects of the list were not requested: Kalshi ignored the filter";

  /** How long a request is retried before it fails. */
  public enum Patience {
    /** As long as a request may take. */
    FULL,
    /** As often, but not as long: if it fails, less is requested at once. */
    SHORT,
    /** Twice: a larger request that contains this one has failed. */
    BRIEF
  }

  private static final Logger LOG = LoggerFactory.getLogger(KalshiClient.class);

  // Requests in flight are rate x latency. Half a second is above all measured latencies of Kalshi,
  // so the budget is the limit and not the number in flight.
  private static final BigDecimal IN_FLIGHT_SECONDS = new BigDecimal("0.5");
  // Often enough to lose little of a run, seldom enough to cost nothing.
  private static final Duration ASK_AGAIN = Duration.ofMinutes(2);
  private static final Duration CUTOFF_IS_VALID = Duration.ofHours(1);
  private static final int MIN_IN_FLIGHT = 8;
  private static final int MAX_IN_FLIGHT = 256;

  private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

  private final KalshiSettings settings;
  private final RunLog log;
  private final Timing timing;
  private final RetryPolicy dataPolicy;
  private final RequestSender sender;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("kalshi"));
  // Held by the thread that learns the terms.
  private final ReentrantLock learning = new ReentrantLock();
  private volatile @Nullable Terms terms;
  private volatile @Nullable Instant learnAgainAt;
  private Instant requestCutoffAt = Instant.MIN;
  private @Nullable HistoricalCutoff cutoff;

  /** Reads the credential. If it cannot be read, the run is stopped. */
  KalshiClient(KalshiSettings settings, Timing timing, RetryPolicy dataPolicy) {
    this.settings = settings;
    this.log = RunLog.of(LOG, settings.run());
    this.timing = timing;
    this.dataPolicy = dataPolicy;
    CredentialSources credentials = settings.credentials();
    RequestSigner signer = null;
    String unreadable = null;
    try {
      signer = credentials == null ? null : RequestSigner.of(credentials);
    } catch (InvalidCredentialException e) {
      unreadable = String.valueOf(e.getMessage());
    }
    HttpTransport transport = new HttpTransport(timing.clock(), Version.userAgent());
    this.sender = new RequestSender(settings, transport, signer, timing);
    if (unreadable != null) {
      sender.stop(unreadable);
    }
  }

  /** Requests a page with full patience. */
  public Page fetch(Query query, RequestLedger ledger) throws KalshiException {
    return fetch(query, Patience.FULL, ledger);
  }

  /** Requests a page and finds its objects. */
  public Page fetch(Query query, Patience patience, RequestLedger ledger) throws KalshiException {
    ResponseReader<Page> slicer =
        response ->
            PageSlicer.slice(query, response.body(), response.requestedAt(), response.receivedAt());
    boolean isList = query.dataset().shape(query.tier()).array() != null;
    Page page =
        isList
            ? list(query.target(), ledger, policy(patience), slicer)
            : send(query.target(), ledger, policy(patience), slicer);
    ledger.add(page.drift());
    return page;
  }

  /**
   * Returns which of the names are events, whatever tier their markets are in. Multivariate events
   * are not listed. Source: Kalshi, "Get Events".
   *
   * @param names 1 to {@link #EVENTS_PER_REQUEST}
   */
  public Set<String> events(Collection<Ticker> names, Patience patience, RequestLedger ledger)
      throws KalshiException {
    RequestTarget target =
        RequestTarget.of("/events")
            .with("limit", String.valueOf(EVENTS_PER_REQUEST))
            .with("tickers", names.stream().map(Ticker::value).collect(Collectors.joining(",")));
    Set<String> events =
        list(target, ledger, policy(patience), response -> AccountApi.names("events", response));
    long requested = names.stream().filter(name -> events.contains(name.value())).count();
    if (requested < events.size() - requested) {
      throw KalshiException.ofList(
          (events.size() - requested) + " of " + events.size() + UNREQUESTED);
    }
    return events;
  }

  /** Returns the names of all series, some 18 MB. Source: Kalshi, "Get Series List". */
  public Set<String> series(RequestLedger ledger) throws KalshiException {
    return list(
        RequestTarget.of("/series"),
        ledger,
        RetryPolicy.LARGE,
        response -> AccountApi.names("series", response));
  }

  private RetryPolicy policy(Patience patience) {
    return switch (patience) {
      case FULL -> dataPolicy;
      case SHORT ->
          dataPolicy.atMost(
              dataPolicy.attempts(), dataPolicy.attemptTimeout(), Duration.ofSeconds(30));
      case BRIEF -> dataPolicy.atMost(2, Duration.ofSeconds(5), Duration.ofSeconds(10));
    };
  }

  /** Requests a list. Lists leave out unknown names, so 404 means another server. */
  private <T> T list(
      RequestTarget target, RequestLedger ledger, RetryPolicy policy, ResponseReader<T> reader)
      throws KalshiException {
    try {
      return send(target, ledger, policy, reader);
    } catch (KalshiException e) {
      throw e.reason() == Reason.NOT_FOUND ? e.asWrongApiRoot() : e;
    }
  }

  /** Returns true if an event or a series exists, whatever tier its markets are in. */
  public boolean exists(EventOrSeries parent, RequestLedger ledger) throws KalshiException {
    try {
      return send(
          parent.target(), ledger, dataPolicy, response -> AccountApi.describes(parent, response));
    } catch (KalshiException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /** Returns the series of an event; empty if there is no such event. */
  public String seriesOf(Ticker event, RequestLedger ledger) throws KalshiException {
    EventOrSeries parent = new EventOrSeries(EventOrSeries.Level.EVENT, event);
    try {
      return send(parent.target(), ledger, dataPolicy, AccountApi::seriesOfEvent);
    } catch (KalshiException e) {
      if (e.reason() == Reason.NOT_FOUND) {
        return "";
      }
      throw e;
    }
  }

  /**
   * Returns what is in the historical tier. It is requested again after an hour, because Kalshi
   * moves it, and two minutes after it could not be read.
   *
   * @return null if it cannot be read, which logs a warning
   * @throws KalshiException if the run was stopped, interrupted or has no time left
   */
  public synchronized @Nullable HistoricalCutoff historicalCutoff(RequestLedger ledger)
      throws KalshiException {
    if (isDue(requestCutoffAt)) {
      try {
        cutoff = send(AccountApi.CUTOFF, ledger, RetryPolicy.BRIEF, AccountApi::historicalCutoff);
        requestCutoffAt = timing.clock().instant().plus(CUTOFF_IS_VALID);
      } catch (KalshiException e) {
        e.throwIfOfRun();
        if (cutoff == null) {
          log.warn(
              "Cannot read the historical cutoff, so only the live tier is read: {}", e.detail());
        }
        requestCutoffAt = timing.clock().instant().plus(ASK_AGAIN);
      }
    }
    return cutoff;
  }

  /** Returns the number of requests in flight that is enough to spend the whole budget. */
  public int maxInFlight(RequestLedger ledger) throws KalshiException {
    return learnRate(ledger)
        .tokensPerSecond()
        .divide(BigDecimal.valueOf(BudgetRate.TOKENS_PER_REQUEST))
        .multiply(IN_FLIGHT_SECONDS)
        .max(BigDecimal.valueOf(MIN_IN_FLIGHT))
        .min(BigDecimal.valueOf(MAX_IN_FLIGHT))
        .intValue();
  }

  /** Returns the clock and the waiting of the run. */
  public Timing timing() {
    return timing;
  }

  /** Waits until the given time, or until the run is stopped. */
  public void waitUntil(Instant time) throws InterruptedException {
    Duration left = Duration.between(timing.clock().instant(), time);
    while (left.compareTo(Duration.ZERO) > 0 && stoppedBy() == null) {
      Duration step = left.compareTo(POLL_INTERVAL) < 0 ? left : POLL_INTERVAL;
      timing.waiting().park(step.toNanos());
      left = left.minus(step);
    }
  }

  /** Stops the run: from now on no request is sent, and every call fails with the reason. */
  public void stop(String reason) {
    sender.stop(reason);
  }

  /** Returns the threads that requests are sent on. */
  public Executor threads() {
    return threads;
  }

  /** Returns the time since the last call in which any request waited for the budget. */
  public Duration takeWaited() {
    Terms known = terms;
    return known == null ? Duration.ZERO : known.budget().takeWaited();
  }

  /** Returns the rate of this client. Requests the account's budget if it is not known yet. */
  BudgetRate learnRate(RequestLedger ledger) throws KalshiException {
    return terms(ledger).budget().rate();
  }

  /** Returns the rate of all workers of the run together; null until the budget is known. */
  public @Nullable BudgetRate rate() {
    Terms known = terms;
    return known == null ? null : settings.budget().ofAllWorkers(known.budget().rate());
  }

  /** Returns the reason why the run was stopped; null if it was not. */
  public @Nullable String stoppedBy() {
    return sender.stoppedBy();
  }

  /** Returns how far Kalshi's clock is ahead of this machine's; zero unless that matters. */
  public Duration clockOffset() {
    return sender.clockOffset();
  }

  /** Returns the outages of Kalshi so far, in order. */
  public List<Outage> outages() {
    return sender.outages();
  }

  private <T> T send(
      RequestTarget target, RequestLedger ledger, RetryPolicy policy, ResponseReader<T> reader)
      throws KalshiException {
    return sender.send(target, terms(ledger), ledger, policy, reader);
  }

  private Terms terms(RequestLedger ledger) throws KalshiException {
    Terms known = terms;
    if (known == null) {
      learning.lock();
    } else if (!isDue(learnAgainAt) || !learning.tryLock()) {
      // Another thread learns them again; the others go on with these.
      return known;
    }
    try {
      known = terms;
      return known == null || isDue(learnAgainAt) ? learn(known, ledger) : known;
    } finally {
      learning.unlock();
    }
  }

  private boolean isDue(@Nullable Instant time) {
    return time != null && !timing.clock().instant().isBefore(time);
  }

  /**
   * Requests the account's budget; what cannot be had is requested again after a while.
   *
   * @param before the present terms; null the first time
   */
  private Terms learn(@Nullable Terms before, RequestLedger ledger) throws KalshiException {
    BudgetSettings settled = settings.budget();
    Terms present = before == null ? initialTerms() : before;
    ReadBudget budget = present.budget();
    EndpointCosts costs = present.costs();
    Instant again = null;
    if (settled.requestsPerSecond() == null && settings.credentials() != null) {
      try {
        BudgetRate rate =
            settled.partOf(
                sender.send(
                    AccountApi.LIMITS, present, ledger, RetryPolicy.BRIEF, AccountApi::limits));
        if (before == null) {
          budget = bucket(rate);
        } else {
          budget.changeTo(rate);
        }
        costs =
            sender.send(AccountApi.COSTS, present, ledger, RetryPolicy.BRIEF, AccountApi::costs);
        if (before != null) {
          log.info(
              "The account's budget is known now; spending {} tokens per second",
              rate.tokensPerSecond().toPlainString());
        }
      } catch (KalshiException e) {
        e.throwIfOfRun();
        again = timing.clock().instant().plus(ASK_AGAIN);
        if (before == null) {
          log.warn(
              "Cannot read all of the account's budget ({}); spending {} tokens per second",
              e.detail(),
              budget.rate().tokensPerSecond().toPlainString());
        }
      }
    }
    learnAgainAt = again;
    Terms learned = new Terms(budget, costs);
    terms = learned;
    return learned;
  }

  private Terms initialTerms() {
    BigDecimal given = settings.budget().requestsPerSecond();
    BudgetRate rate =
        given == null
            ? settings.budget().partOfRequests(BudgetRate.DEFAULT_REQUESTS_PER_SECOND, "default")
            : settings.budget().partOfRequests(given, "flag");
    return new Terms(bucket(rate), EndpointCosts.DOCUMENTED);
  }

  private ReadBudget bucket(BudgetRate rate) {
    return new ReadBudget(rate, timing.meter(), timing.waiting());
  }

  /** Interrupts the threads; requests in flight fail. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
