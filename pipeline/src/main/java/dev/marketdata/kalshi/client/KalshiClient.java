package dev.marketdata.kalshi.client;

import dev.marketdata.kalshi.api.EventOrSeries;
import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.PageSlicer;
import dev.marketdata.kalshi.api.Query;
import dev.marketdata.kalshi.api.RequestTarget;
import dev.marketdata.kalshi.auth.ApiKey;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.InvalidCredentialException;
import dev.marketdata.kalshi.auth.RequestSigner;
import dev.marketdata.kalshi.base.DaemonThreads;
import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.budget.EndpointCosts;
import dev.marketdata.kalshi.budget.ReadBudget;
import dev.marketdata.kalshi.budget.Timing;
import dev.marketdata.kalshi.client.KalshiException.Kind;
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
 * each retried until it succeeds or its time is over. One object per JVM and run. Safe for use by
 * several threads.
 */
public final class KalshiClient implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(KalshiClient.class);

  // The requests that fill the line are rate x latency. Half a second is more latency than was ever
  // measured of Kalshi, so that the budget is the limit and not the window.
  private static final BigDecimal WINDOW_SECONDS = new BigDecimal("0.5");
  private static final int SMALLEST_WINDOW = 8;
  private static final int LARGEST_WINDOW = 256;

  /** The most names that one request for events may hold. */
  public static final int EVENTS_PER_REQUEST = 200;

  /** What the account may spend and at which prices, learned before the first question. */
  private record Terms(ReadBudget budget, EndpointCosts costs) {}

  private record Cutoff(@Nullable Instant settledBefore) {}

  private final KalshiSettings settings;
  private final Timing timing;
  private final RetryPolicy patient;
  private final HttpTransport transport;
  private final RequestSender sender;
  private final ExecutorService threads;
  private volatile @Nullable Terms terms;
  private volatile @Nullable Cutoff cutoff;

  private KalshiClient(
      KalshiSettings settings, Timing timing, RetryPolicy patient, @Nullable ApiKey key) {
    this.settings = settings;
    this.timing = timing;
    this.patient = patient;
    this.transport = new HttpTransport(timing.clock(), Version.userAgent());
    this.sender =
        new RequestSender(settings, transport, key == null ? null : new RequestSigner(key), timing);
    this.threads = Executors.newCachedThreadPool(new DaemonThreads("kalshi"));
  }

  /** Makes a client; the credential is read here. One that cannot be read stops the run at once. */
  static KalshiClient open(KalshiSettings settings, Timing timing, RetryPolicy patient) {
    CredentialSources credentials = settings.credentials();
    if (credentials == null) {
      return new KalshiClient(settings, timing, patient, null);
    }
    try {
      return new KalshiClient(settings, timing, patient, ApiKey.read(credentials));
    } catch (InvalidCredentialException e) {
      KalshiClient client = new KalshiClient(settings, timing, patient, null);
      client.sender.stop(String.valueOf(e.getMessage()));
      return client;
    }
  }

  /**
   * Requests a page. Blocks while it waits for the budget, the response or a retry.
   *
   * @param ledger counts the requests that this takes
   * @return the page and the objects on it
   * @throws KalshiException if no usable response came, with the reason
   */
  public Page ask(Query query, RequestLedger ledger) throws KalshiException {
    Page page =
        list(
            query.target(),
            ledger,
            patient,
            response ->
                PageSlicer.slice(
                    query, response.body(), response.requestedAt(), response.receivedAt()));
    ledger.enter(page.drift());
    return page;
  }

  /**
   * Returns which of the names are events, whatever tier their markets are in. Multivariate events
   * are not listed. Source: Kalshi, "Get Events".
   *
   * @param names 1 to {@link #EVENTS_PER_REQUEST}
   * @throws KalshiException if Kalshi does not say
   */
  public Set<String> events(Collection<Ticker> names, RequestLedger ledger) throws KalshiException {
    RequestTarget target =
        RequestTarget.of("/events")
            .with("limit", String.valueOf(EVENTS_PER_REQUEST))
            .with("tickers", names.stream().map(Ticker::value).collect(Collectors.joining(",")));
    return list(
        target,
        ledger,
        patient,
        response -> NameList.read(response.body(), "events", "event_ticker"));
  }

  /**
   * Returns the names of all series: one response of some 18 MB. Source: Kalshi, "Get Series List".
   *
   * @throws KalshiException if Kalshi does not say
   */
  public Set<String> series(RequestLedger ledger) throws KalshiException {
    return list(
        RequestTarget.of("/series"),
        ledger,
        RetryPolicy.LARGE,
        response -> NameList.read(response.body(), "series", "ticker"));
  }

  /** A list leaves unknown names out; one that is not found is on another server. */
  private <T> T list(
      RequestTarget target,
      RequestLedger ledger,
      RetryPolicy policy,
      RequestSender.AnswerReader<T> reader)
      throws KalshiException {
    try {
      return send(target, ledger, policy, reader);
    } catch (KalshiException e) {
      throw e.kind() == Kind.NOT_FOUND ? e.becauseListsAreAlwaysThere() : e;
    }
  }

  /**
   * Returns true if an event or a series exists, whatever tier its markets are in. Blocks like
   * {@link #ask}.
   *
   * @param ledger counts the requests that this takes
   * @throws KalshiException if no usable response came, with the reason
   */
  public boolean exists(EventOrSeries parent, RequestLedger ledger) throws KalshiException {
    try {
      return send(
          parent.target(), ledger, patient, answer -> AccountAnswers.describes(parent, answer));
    } catch (KalshiException e) {
      if (e.kind() == Kind.NOT_FOUND) {
        return false;
      }
      throw e;
    }
  }

  /**
   * Returns the time before which settled markets are in the historical tier. Only the first call
   * sends a request.
   *
   * @param ledger counts the requests that this takes
   * @return the time, or null if Kalshi does not say; a warning is logged then
   * @throws KalshiException if the run is over
   */
  public @Nullable Instant historicalCutoff(RequestLedger ledger) throws KalshiException {
    Cutoff known = cutoff;
    if (known == null) {
      synchronized (this) {
        known = cutoff;
        if (known == null) {
          known = askCutoff(ledger);
          cutoff = known;
        }
      }
    }
    return known.settledBefore();
  }

  private Cutoff askCutoff(RequestLedger ledger) throws KalshiException {
    try {
      return new Cutoff(
          send(AccountAnswers.CUTOFF, ledger, RetryPolicy.BRIEF, AccountAnswers::historicalCutoff));
    } catch (KalshiException e) {
      if (e.kind() == Kind.STOPPED) {
        throw e;
      }
      LOG.warn("Kalshi does not say where its historical tier begins: {}", e.detail());
      return new Cutoff(null);
    }
  }

  /**
   * Returns how many requests should be in flight at once to spend the whole budget. Requests the
   * account's budget first if it is not known yet.
   *
   * @param ledger counts the requests that this takes
   * @throws KalshiException if the run is over before the budget is known
   */
  public int window(RequestLedger ledger) throws KalshiException {
    return learnRate(ledger)
        .tokensPerSecond()
        .divide(BigDecimal.valueOf(BudgetRate.TOKENS_A_REQUEST))
        .multiply(WINDOW_SECONDS)
        .max(BigDecimal.valueOf(SMALLEST_WINDOW))
        .min(BigDecimal.valueOf(LARGEST_WINDOW))
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

  /**
   * Returns the time since the last call during which at least one request waited for the budget.
   */
  public Duration takeWaited() {
    Terms known = terms;
    return known == null ? Duration.ZERO : known.budget().takeWaited();
  }

  /** Returns what this client may spend. Requests the account's budget if it is not known yet. */
  BudgetRate learnRate(RequestLedger ledger) throws KalshiException {
    return terms(ledger).budget().rate();
  }

  /** Returns what all workers of the run may spend together; null until the budget is known. */
  public @Nullable BudgetRate rate() {
    Terms known = terms;
    return known == null ? null : settings.budget().ofAllWorkers(known.budget().rate());
  }

  /** Returns why the run was stopped and sends no more requests; null if it was not. */
  public @Nullable String stoppedBy() {
    return sender.stoppedBy();
  }

  private <T> T send(
      RequestTarget target,
      RequestLedger ledger,
      RetryPolicy policy,
      RequestSender.AnswerReader<T> reader)
      throws KalshiException {
    Terms known = terms(ledger);
    return sender.send(new Errand(target, known.budget(), known.costs(), ledger), policy, reader);
  }

  private Terms terms(RequestLedger ledger) throws KalshiException {
    Terms known = terms;
    if (known == null) {
      synchronized (this) {
        known = terms;
        if (known == null) {
          known = learn(ledger);
          terms = known;
        }
      }
    }
    return known;
  }

  private Terms learn(RequestLedger ledger) throws KalshiException {
    BigDecimal given = settings.budget().requestsPerSecond();
    if (given != null) {
      return new Terms(
          budget(settings.budget().partOfRequests(given, "flag")), EndpointCosts.DOCUMENTED);
    }
    BudgetRate cautious =
        settings.budget().partOfRequests(BudgetRate.DEFAULT_REQUESTS_PER_SECOND, "default");
    if (settings.credentials() == null) {
      return new Terms(budget(cautious), EndpointCosts.DOCUMENTED);
    }
    ReadBudget meanwhile = budget(cautious);
    BudgetRate rate = cautious;
    EndpointCosts costs = EndpointCosts.DOCUMENTED;
    try {
      rate =
          settings
              .budget()
              .partOf(ask(AccountAnswers.LIMITS, meanwhile, ledger, AccountAnswers::limits));
      costs = ask(AccountAnswers.COSTS, meanwhile, ledger, AccountAnswers::costs);
    } catch (KalshiException e) {
      if (e.kind() == Kind.STOPPED) {
        throw e;
      }
      LOG.warn(
          "Kalshi does not tell all of the account's budget ({}); spending {} tokens a second",
          e.detail(),
          rate.tokensPerSecond().toPlainString());
    }
    return new Terms(budget(rate), costs);
  }

  private <T> T ask(
      RequestTarget target,
      ReadBudget budget,
      RequestLedger ledger,
      RequestSender.AnswerReader<T> reader)
      throws KalshiException {
    return sender.send(
        new Errand(target, budget, EndpointCosts.DOCUMENTED, ledger), RetryPolicy.BRIEF, reader);
  }

  private ReadBudget budget(BudgetRate rate) {
    return new ReadBudget(rate, timing.meter(), timing.waiting());
  }

  /** Interrupts the threads; requests in flight fail. */
  @Override
  public void close() {
    threads.shutdownNow();
    transport.close();
  }
}
