package dev.marketdata.kalshi.simulator;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Semaphore;

/** Handles a request in this order: URL, signature, rate limit, fault, latency, response. */
final class RequestHandler implements LoopbackServer.Handler {
  /** How long Kalshi's edge sends the same response to the same request, as measured in 2026. */
  private static final Duration EDGE_CACHE = Duration.ofSeconds(15);

  private static final Duration FOREVER = Duration.ofDays(365_000);

  private final Router router;
  private final Authenticator authenticator;
  private final EndpointCosts costs;
  private final TokenBucketMeter signedBucket;
  private final TokenBucketMeter anonymousBucket;
  private final FaultPlan faults;
  private final RequestLog log = new RequestLog();
  private final Clock clock;
  private final boolean requireAuth;
  private final boolean gzip;
  private final boolean repeat;
  private final boolean edgeCache;
  private final int maxUrlLength;
  // Limits the threads that render pages: more threads than processors only use more memory.
  private final Semaphore rendering = new Semaphore(Runtime.getRuntime().availableProcessors());
  private final ResponseCache cache;
  private volatile Duration clockOffset;
  private volatile Duration latency;

  RequestHandler(SimulatedExchange exchange, Settings settings) {
    this.clock = exchange.clock();
    this.costs = new EndpointCosts(settings.costs);
    this.router =
        new Router(
            new MarketEndpoints(exchange, settings.poison),
            new EventEndpoints(exchange),
            new SeriesEndpoints(exchange),
            new HistoricalEndpoints(exchange),
            new AccountEndpoints(settings.tier, settings.signed, costs),
            new CandleEndpoints(exchange, settings.poison),
            new TradeEndpoints(exchange),
            settings.endpoints);
    this.authenticator = new Authenticator(settings.keys);
    this.signedBucket = new TokenBucketMeter(settings.signed, System.nanoTime());
    this.anonymousBucket = new TokenBucketMeter(settings.anonymous, System.nanoTime());
    this.faults = new FaultPlan(this::now);
    this.requireAuth = settings.requireAuth;
    this.gzip = settings.gzip;
    this.repeat = settings.repeat;
    this.edgeCache = settings.edgeCache;
    this.cache = new ResponseCache(clock, settings.repeat ? FOREVER : EDGE_CACHE);
    this.maxUrlLength = settings.maxUrlLength;
    this.clockOffset = settings.clockOffset;
    this.latency = settings.latency;
  }

  @Override
  public void handle(ApiRequest request, Connection connection)
      throws IOException, InterruptedException {
    log.begin();
    try {
      respond(request, connection);
    } finally {
      log.end();
    }
  }

  RequestLog log() {
    return log;
  }

  FaultPlan faults() {
    return faults;
  }

  void clockOffset(Duration offset) {
    clockOffset = offset;
  }

  void latency(Duration newLatency) {
    latency = newLatency;
  }

  private void respond(ApiRequest request, Connection connection)
      throws IOException, InterruptedException {
    Instant arrived = now();
    Optional<Instant> maintenanceEnd = faults.maintenanceEnd();
    Router.Endpoint endpoint = router.route(request, maintenanceEnd);
    Optional<SimulatedResponse> refusal =
        refusal(request, endpoint, arrived).or(() -> closed(endpoint, maintenanceEnd));
    Optional<Fault> fault = faults.faultFor(request);
    if (!latency.isZero()) {
      connection.pause(latency);
    }
    SimulatedResponse sent = render(request, endpoint, refusal, fault);
    Transmission transmission = fault.map(Fault::transmission).orElse(Transmission.WHOLE);
    log.add(new RecordedRequest(request, endpoint.template(), status(sent, transmission), arrived));
    connection.send(sent, now(), transmission);
  }

  private Optional<SimulatedResponse> refusal(
      ApiRequest request, Router.Endpoint endpoint, Instant arrived) {
    if (request.path().length() + 1 + request.query().length() > maxUrlLength) {
      return Optional.of(Errors.uriTooLong());
    }
    if (request.path().endsWith("/")) {
      String location = request.path().replaceAll("/+$", "");
      String query = request.query().isEmpty() ? "" : "?" + request.query();
      return Optional.of(
          SimulatedResponse.of(301, "text/html", Html.page("301 Moved Permanently"))
              .with("Location", location + query));
    }
    boolean signed = Authenticator.signed(request);
    if (!signed && (requireAuth || endpoint.isProtected())) {
      return Optional.of(Authenticator.noCredentials());
    }
    if (signed) {
      Optional<SimulatedResponse> refusal = authenticator.refusal(request, arrived);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    TokenBucketMeter bucket = signed ? signedBucket : anonymousBucket;
    return bucket.take(costs.of(request), System.nanoTime())
        ? Optional.empty()
        : Optional.of(Errors.tooManyRequests());
  }

  private static Optional<SimulatedResponse> closed(
      Router.Endpoint endpoint, Optional<Instant> maintenanceEnd) {
    return maintenanceEnd.isPresent() && !endpoint.isStatus()
        ? Optional.of(Errors.unavailable())
        : Optional.empty();
  }

  private SimulatedResponse render(
      ApiRequest request,
      Router.Endpoint endpoint,
      Optional<SimulatedResponse> refusal,
      Optional<Fault> fault)
      throws InterruptedException {
    rendering.acquire();
    try {
      SimulatedResponse correct = refusal.orElseGet(() -> respond(request, endpoint));
      SimulatedResponse sent = fault.map(f -> f.change(request, correct)).orElse(correct);
      return gzip ? Gzip.compressed(request, sent) : sent;
    } finally {
      rendering.release();
    }
  }

  private SimulatedResponse respond(ApiRequest request, Router.Endpoint endpoint) {
    boolean cached = repeat ? endpoint.template().equals("/markets") : edgeCache;
    if (!cached || endpoint.isProtected()) {
      return fresh(request, endpoint);
    }
    String encoding = request.header("Accept-Encoding").orElse("");
    return cache.get(
        String.join(" ", encoding, request.path(), request.query()),
        () -> {
          SimulatedResponse fresh = fresh(request, endpoint);
          return gzip ? Gzip.compressed(request, fresh) : fresh;
        });
  }

  private static SimulatedResponse fresh(ApiRequest request, Router.Endpoint endpoint) {
    try {
      return endpoint.handler().respond(request);
    } catch (ApiException e) {
      return e.response();
    }
  }

  private static int status(SimulatedResponse response, Transmission transmission) {
    return switch (transmission) {
      case HANG_BEFORE_HEADERS, RESET_BEFORE_HEADERS -> 0;
      default -> response.status();
    };
  }

  private Instant now() {
    return clock.instant().plus(clockOffset);
  }
}
