package dev.marketdata.kalshi.simulator;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** Finds the endpoint of a request. */
final class Router {
  private static final String STATUS = "/exchange/status";
  private static final String LIMITS = "/account/limits";

  private final MarketEndpoints markets;
  private final EventEndpoints events;
  private final SeriesEndpoints series;
  private final HistoricalEndpoints historical;
  private final AccountEndpoints account;
  private final CandleEndpoints candles;
  private final TradeEndpoints trades;
  private final List<Endpoint> added;

  Router(
      MarketEndpoints markets,
      EventEndpoints events,
      SeriesEndpoints series,
      HistoricalEndpoints historical,
      AccountEndpoints account,
      CandleEndpoints candles,
      TradeEndpoints trades,
      List<Endpoint> added) {
    this.markets = markets;
    this.events = events;
    this.series = series;
    this.historical = historical;
    this.account = account;
    this.candles = candles;
    this.trades = trades;
    this.added = List.copyOf(added);
  }

  /** Returns the response to a request. */
  interface Handler {
    SimulatedResponse respond(ApiRequest request);
  }

  /** An endpoint: its path with {@code {…}} for names, and its handler. */
  record Endpoint(String template, Handler handler) {

    /** Returns true for the account's limits, which require a signature. */
    boolean isProtected() {
      return template.equals(LIMITS);
    }

    boolean isStatus() {
      return template.equals(STATUS);
    }

    boolean isAt(List<String> path) {
      String[] names = template.substring(1).split("/", -1);
      return names.length == path.size()
          && IntStream.range(0, names.length)
              .allMatch(i -> names[i].startsWith("{") || names[i].equals(path.get(i)));
    }
  }

  Endpoint route(ApiRequest request, Optional<Instant> maintenanceEnd) {
    List<String> path = request.segments();
    if (!request.method().equals("GET") || path.isEmpty()) {
      return unknown();
    }
    return added.stream()
        .filter(endpoint -> endpoint.isAt(path))
        .findFirst()
        .orElseGet(() -> known(path, maintenanceEnd));
  }

  private Endpoint known(List<String> path, Optional<Instant> maintenanceEnd) {
    return switch (path.get(0)) {
      case "markets" -> markets(path);
      case "events" -> events(path);
      case "series" -> series(path);
      case "historical" -> historical(path);
      case "account" -> account(path);
      case "exchange" ->
          path.equals(List.of("exchange", "status"))
              ? new Endpoint(STATUS, r -> ExchangeStatusEndpoint.status(maintenanceEnd))
              : unknown();
      default -> unknown();
    };
  }

  private Endpoint markets(List<String> path) {
    if (path.size() == 1) {
      return new Endpoint("/markets", markets::markets);
    }
    if (path.size() == 2 && path.get(1).equals("orderbooks")) {
      return new Endpoint("/markets/orderbooks", markets::orderbooks);
    }
    if (path.equals(List.of("markets", "candlesticks"))) {
      return new Endpoint("/markets/candlesticks", candles::live);
    }
    if (path.equals(List.of("markets", "trades"))) {
      return new Endpoint("/markets/trades", trades::live);
    }
    if (path.size() == 2) {
      return new Endpoint("/markets/{ticker}", r -> markets.market(path.get(1)));
    }
    if (path.size() == 3 && path.get(2).equals("orderbook")) {
      return new Endpoint("/markets/{ticker}/orderbook", r -> markets.orderbook(path.get(1), r));
    }
    return unknown();
  }

  private Endpoint events(List<String> path) {
    return switch (path.size()) {
      case 1 -> new Endpoint("/events", events::events);
      case 2 -> new Endpoint("/events/{event_ticker}", r -> events.event(path.get(1), r));
      default -> unknown();
    };
  }

  private Endpoint series(List<String> path) {
    return switch (path.size()) {
      case 1 -> new Endpoint("/series", series::all);
      case 2 -> new Endpoint("/series/{series_ticker}", r -> series.one(path.get(1), r));
      default -> unknown();
    };
  }

  private Endpoint historical(List<String> path) {
    if (path.equals(List.of("historical", "cutoff"))) {
      return new Endpoint("/historical/cutoff", r -> historical.cutoff());
    }
    if (path.equals(List.of("historical", "markets"))) {
      return new Endpoint("/historical/markets", historical::markets);
    }
    if (path.equals(List.of("historical", "trades"))) {
      return new Endpoint("/historical/trades", trades::historical);
    }
    if (path.size() == 4 && path.get(1).equals("markets") && path.get(3).equals("candlesticks")) {
      return new Endpoint(
          "/historical/markets/{ticker}/candlesticks", r -> candles.historical(path.get(2), r));
    }
    if (path.size() == 3 && path.get(1).equals("markets")) {
      return new Endpoint("/historical/markets/{ticker}", r -> historical.market(path.get(2)));
    }
    return unknown();
  }

  private Endpoint account(List<String> path) {
    if (path.equals(List.of("account", "limits"))) {
      return new Endpoint(LIMITS, r -> account.limits());
    }
    if (path.equals(List.of("account", "endpoint_costs"))) {
      return new Endpoint("/account/endpoint_costs", r -> account.costs());
    }
    return unknown();
  }

  private static Endpoint unknown() {
    return new Endpoint("unknown", r -> Errors.notFound());
  }
}
