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
import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.RequestSender.ResponseReader;
import dev.marketdata.kalshi.client.RequestSender.Terms;
import dev.marketdata.kalshi.tickers.Ticker;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
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

  private static final Logger LOG = LoggerFactory.getLogger(KalshiClient.class);

  // Requests in flight are rate x latency. Half a second is above all measured latencies of Kalshi,
  // so the budget is the limit and not the number in flight.
  private static final BigDecimal IN_FLIGHT_SECONDS = new BigDecimal("0.5");
  private static final int MIN_IN_FLIGHT = 8;
  private static final int MAX_IN_FLIGHT = 256;

  private final KalshiSettings settings;
  private final Timing timing;
  private final RetryPolicy dataPolicy;
  private final RequestSender sender;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(new DaemonThreads("kalshi"));
  private volatile @Nullable Terms terms;
  private boolean knowsCutoff;
  private @Nullable Instant cutoff;

  /** Reads the credential. If it cannot be read, the run is stopped. */
  KalshiClient(KalshiSettings settings, Timing timing, RetryPolicy dataPolicy) {
    this.settings = settings;
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

  /** Requests a page and finds its objects. */
  public Page fetch(Query query, RequestLedger ledger) throws KalshiException {
    Page page =
        list(
            query.target(),
            ledger,
            dataPolicy,
            response ->
                PageSlicer.slice(
                    query, response.body(), response.requestedAt(), response.receivedAt()));
    ledger.add(page.drift());
    return page;
  }

  /**
   * Returns which of the names are events, whatever tier their markets are in. Multivariate events
   * are not listed. Source: Kalshi, "Get Events".
   *
   * @param names 1 to {@link #EVENTS_PER_REQUEST}
   */
  public Set<String> events(Collection<Ticker> names, RequestLedger ledger) throws KalshiException {
    RequestTarget target =
        RequestTarget.of("/events")
            .with("limit", String.valueOf(EVENTS_PER_REQUEST))
            .with("tickers", names.stream().map(Ticker::value).collect(Collectors.joining(",")));
    return list(target, ledger, dataPolicy, response -> AccountApi.names("events", response));
  }

  /** Returns the names of all series, some 18 MB. Source: Kalshi, "Get Series List". */
  public Set<String> series(RequestLedger ledger) throws KalshiException {
    return list(
        RequestTarget.of("/series"),
        ledger,
        RetryPolicy.LARGE,
        response -> AccountApi.names("series", response));
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

  /**
   * Returns the time before which settled markets are in the historical tier. Only the first call
   * sends a request.
   *
   * @return null if it cannot be read, which logs a warning
   * @throws KalshiException if the run was stopped
   */
  public synchronized @Nullable Instant historicalCutoff(RequestLedger ledger)
      throws KalshiException {
    if (!knowsCutoff) {
      try {
        cutoff = send(AccountApi.CUTOFF, ledger, RetryPolicy.BRIEF, AccountApi::historicalCutoff);
      } catch (KalshiException e) {
        e.throwIfStopped();
        LOG.warn(
            "Cannot read the historical cutoff, so only live markets are listed: {}", e.detail());
      }
      knowsCutoff = true;
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

  /** Returns the clock by which the client measures the run's deadline. */
  public Clock clock() {
    return timing.clock();
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

  private <T> T send(
      RequestTarget target, RequestLedger ledger, RetryPolicy policy, ResponseReader<T> reader)
      throws KalshiException {
    return sender.send(target, terms(ledger), ledger, policy, reader);
  }

  private Terms terms(RequestLedger ledger) throws KalshiException {
    Terms known = terms;
    return known == null ? learn(ledger) : known;
  }

  private synchronized Terms learn(RequestLedger ledger) throws KalshiException {
    Terms known = terms;
    if (known != null) {
      return known;
    }
    BudgetSettings budget = settings.budget();
    BigDecimal given = budget.requestsPerSecond();
    BudgetRate rate =
        given == null
            ? budget.partOfRequests(BudgetRate.DEFAULT_REQUESTS_PER_SECOND, "default")
            : budget.partOfRequests(given, "flag");
    EndpointCosts costs = EndpointCosts.DOCUMENTED;
    if (given == null && settings.credentials() != null) {
      Terms meanwhile = new Terms(bucket(rate), costs);
      try {
        rate =
            budget.partOf(
                sender.send(
                    AccountApi.LIMITS, meanwhile, ledger, RetryPolicy.BRIEF, AccountApi::limits));
        costs =
            sender.send(AccountApi.COSTS, meanwhile, ledger, RetryPolicy.BRIEF, AccountApi::costs);
      } catch (KalshiException e) {
        e.throwIfStopped();
        LOG.warn(
            "Cannot read all of the account's budget ({}); spending {} tokens per second",
            e.detail(),
            rate.tokensPerSecond().toPlainString());
      }
    }
    Terms learned = new Terms(bucket(rate), costs);
    terms = learned;
    return learned;
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
