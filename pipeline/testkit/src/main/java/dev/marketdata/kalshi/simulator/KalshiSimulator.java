package dev.marketdata.kalshi.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/**
 * Kalshi's trade API on the loopback interface, with signatures, token buckets, both tiers, and
 * faults.
 *
 * <pre>{@code
 * try (KalshiSimulator kalshi = KalshiSimulator.serving(exchange).accept(keys).start()) {
 *   kalshi.faults().next(2, "/markets", Fault.status(503));
 *   collectFrom(kalshi.url());
 *   assertThat(kalshi.requests().countOf(503), is(2L));
 * }
 * }</pre>
 */
public final class KalshiSimulator implements AutoCloseable {
  private final RequestHandler handler;
  private final LoopbackServer server;

  private KalshiSimulator(SimulatedExchange exchange, Settings settings) {
    this.handler = new RequestHandler(exchange, settings);
    this.server = new LoopbackServer(settings.port, handler);
    server.start();
  }

  /** Returns a builder of a simulator of this exchange. */
  public static Builder serving(SimulatedExchange exchange) {
    return new Builder(exchange);
  }

  /** Starts a simulator of this exchange with a generous rate limit and no keys. */
  public static KalshiSimulator start(SimulatedExchange exchange) {
    return serving(exchange)
        .signedLimit(RateLimit.unlimited())
        .anonymousLimit(RateLimit.unlimited())
        .start();
  }

  /** Returns the root of the API, without a trailing slash. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.port() + ApiRequest.ROOT);
  }

  /** Returns the log of requests and responses. */
  public RequestLog requests() {
    return handler.log();
  }

  /** Returns the plan of faults, which can be changed at any time. */
  public FaultPlan faults() {
    return handler.faults();
  }

  /** Sets how far the clock for timestamps and {@code Date} is ahead of the exchange's clock. */
  public void clockOffset(Duration offset) {
    handler.clockOffset(offset);
  }

  /** Sets the time between a request and its response. */
  public void latency(Duration latency) {
    handler.latency(latency);
  }

  /** Closes all connections, including hanging ones. */
  @Override
  public void close() {
    server.close();
  }

  /** The settings of a simulator. Default: no keys, basic rate limits, no latency. */
  public static final class Builder {
    private final SimulatedExchange exchange;
    private final Settings settings = new Settings();

    private Builder(SimulatedExchange exchange) {
      this.exchange = exchange;
    }

    /** Accepts this API key; all keys belong to one account. */
    public Builder accept(SimulatorKeys keys) {
      settings.keys.put(keys.keyId(), keys.publicKey());
      return this;
    }

    /** Rejects every request that is not signed. */
    public Builder requireAuth() {
      settings.requireAuth = true;
      return this;
    }

    /** Sets the rate limit of signed requests, as in {@code /account/limits}; default basic. */
    public Builder signedLimit(RateLimit limit) {
      settings.signed = limit;
      return this;
    }

    /** Sets the rate limit of unsigned requests; default basic. */
    public Builder anonymousLimit(RateLimit limit) {
      settings.anonymous = limit;
      return this;
    }

    /** Sets the name of the account's usage tier; default basic. */
    public Builder tier(String tier) {
      settings.tier = tier;
      return this;
    }

    /**
     * Sets the cost of an endpoint. Its path starts with {@code /trade-api/v2}; {@code :name} is
     * any segment and {@code *name} the rest.
     */
    public Builder cost(String method, String path, int tokens) {
      settings.costs.add(0, new EndpointCosts.Cost(method, path, tokens));
      return this;
    }

    /** Sets the time between a request and its response; default zero. */
    public Builder latency(Duration latency) {
      settings.latency = latency;
      return this;
    }

    /** Sets how far the simulator's clock is ahead of the exchange's; default zero. */
    public Builder clockOffset(Duration offset) {
      settings.clockOffset = offset;
      return this;
    }

    /** Rejects any batch with this market, with status 400. */
    public Builder poison(String market) {
      settings.poison.add(market);
      return this;
    }

    /** Rejects a longer path and query, with status 414; default no limit. */
    public Builder maxUrlLength(int characters) {
      settings.maxUrlLength = characters;
      return this;
    }

    /**
     * Adds an endpoint, such as a list that only a test needs:
     *
     * <pre>{@code
     * .endpoint("/markets/trades", request -> JsonPage.of(request, "trades", trades))
     * }</pre>
     *
     * @param path below the root of the API, where {@code {name}} is any segment; it overrides the
     *     simulator's own endpoints
     * @param json returns the body, which is sent with status 200; called by several threads
     */
    public Builder endpoint(String path, Function<ApiRequest, String> json) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException(
            "Not a path: \"" + path + "\" (must start with a slash)");
      }
      settings.endpoints.add(
          new Router.Endpoint(path, request -> SimulatedResponse.json(200, json.apply(request))));
      return this;
    }

    /** Never compresses, even if the client accepts gzip. */
    public Builder withoutGzip() {
      settings.gzip = false;
      return this;
    }

    /**
     * Sends the same bytes again for a repeated request for markets, so that pages cost little time
     * to make. Prices do not change then. For benchmarks; keeps every page in memory.
     */
    public Builder repeatResponses() {
      settings.repeat = true;
      return this;
    }

    /**
     * Sends the same bytes again for a request that was made less than 15 seconds ago by the
     * exchange's clock, as a cache in front of Kalshi does. Keeps every response in memory.
     */
    public Builder edgeCache() {
      settings.edgeCache = true;
      return this;
    }

    /** Sets the port; default any free one. */
    public Builder port(int port) {
      settings.port = port;
      return this;
    }

    /** Starts the simulator. */
    public KalshiSimulator start() {
      return new KalshiSimulator(exchange, settings);
    }
  }
}
