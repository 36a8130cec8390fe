package dev.marketdata.kalshi.simulator;

import java.net.URI;
import java.time.Duration;
import java.util.function.Function;

/**
 * Kalshi's trade API on the loopback interface: signatures, token buckets, both tiers, and
 * misbehaviour on request.
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

  /** Begins a simulator of this exchange. */
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

  /** Returns the root of the API, without a slash at its end. */
  public URI url() {
    return URI.create("http://127.0.0.1:" + server.port() + ApiRequest.ROOT);
  }

  /** Returns what was asked and answered so far. */
  public RequestLog requests() {
    return handler.log();
  }

  /** Returns the plan of misbehaviour, to be added to at any time. */
  public FaultPlan faults() {
    return handler.faults();
  }

  /**
   * Sets how far the simulator's clock, for stamps and {@code Date}, is ahead of the exchange's.
   */
  public void clockOffset(Duration offset) {
    handler.clockOffset(offset);
  }

  /** Sets the time from a request's arrival to its answer. */
  public void latency(Duration latency) {
    handler.latency(latency);
  }

  /** Ends all connections, hanging ones too. */
  @Override
  public void close() {
    server.close();
  }

  /** Says how a simulator differs from the default: no keys, basic rate limits, no latency. */
  public static final class Builder {
    private final SimulatedExchange exchange;
    private final Settings settings = new Settings();

    private Builder(SimulatedExchange exchange) {
      this.exchange = exchange;
    }

    /** Knows this API key; all keys belong to one account. */
    public Builder accept(SimulatorKeys keys) {
      settings.keys.put(keys.keyId(), keys.publicKey());
      return this;
    }

    /** Refuses every request that is not signed. */
    public Builder requireAuth() {
      settings.requireAuth = true;
      return this;
    }

    /** The bucket of signed requests, which {@code /account/limits} tells; default basic. */
    public Builder signedLimit(RateLimit limit) {
      settings.signed = limit;
      return this;
    }

    /** The bucket of requests without a signature; default basic. */
    public Builder anonymousLimit(RateLimit limit) {
      settings.anonymous = limit;
      return this;
    }

    /** The name of the account's tier; default basic. */
    public Builder tier(String tier) {
      settings.tier = tier;
      return this;
    }

    /**
     * Lists an endpoint with a cost of its own; its path begins with {@code /trade-api/v2}, where
     * {@code :name} stands for a segment and {@code *name} for the rest.
     */
    public Builder cost(String method, String path, int tokens) {
      settings.costs.add(0, new EndpointCosts.Cost(method, path, tokens));
      return this;
    }

    /** The time from a request's arrival to its answer; default none. */
    public Builder latency(Duration latency) {
      settings.latency = latency;
      return this;
    }

    /** How far the simulator's clock is ahead of the exchange's; default not at all. */
    public Builder clockOffset(Duration offset) {
      settings.clockOffset = offset;
      return this;
    }

    /** Any batch that names this market is answered 400. */
    public Builder poison(String market) {
      settings.poison.add(market);
      return this;
    }

    /** A longer path and query are answered 414; default no limit. */
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
     * @param path below the root of the API, where {@code {name}} stands for any segment; it wins
     *     over an endpoint of the simulator's own
     * @param json makes the body, which is sent with status 200; called by several threads
     */
    public Builder endpoint(String path, Function<ApiRequest, String> json) {
      if (!path.startsWith("/")) {
        throw new IllegalArgumentException("Not a path: \"" + path + "\" (it begins with a slash)");
      }
      settings.endpoints.add(
          new Router.Endpoint(path, request -> Answer.json(200, json.apply(request))));
      return this;
    }

    /** Never compresses, whatever the client accepts. */
    public Builder withoutGzip() {
      settings.gzip = false;
      return this;
    }

    /**
     * Answers a question about markets that was answered before with the same bytes, so that prices
     * stand still and a page costs next to nothing. For measurements; keeps every page in memory.
     */
    public Builder repeatAnswers() {
      settings.repeat = true;
      return this;
    }

    /** The port to listen on; default any free one. */
    public Builder port(int port) {
      settings.port = port;
      return this;
    }

    /** Starts to listen. */
    public KalshiSimulator start() {
      return new KalshiSimulator(exchange, settings);
    }
  }
}
