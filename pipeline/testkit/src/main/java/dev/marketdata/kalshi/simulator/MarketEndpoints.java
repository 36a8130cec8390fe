package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The live tier: single markets, pages of markets, and order books. */
final class MarketEndpoints {
  private static final int BOOKS = 100;

  private final SimulatedExchange exchange;
  private final Set<String> poison;

  MarketEndpoints(SimulatedExchange exchange, Set<String> poison) {
    this.exchange = exchange;
    this.poison = poison;
  }

  SimulatedResponse markets(ApiRequest request) {
    MarketFilter filter = MarketFilter.of(new Parameters(request));
    filter.tickers().ifPresent(this::refusePoison);
    Page<SimulatedMarket> page = exchange.catalogue().read(catalogue -> page(catalogue, filter));
    return pageResponse(page, exchange.clock().instant());
  }

  SimulatedResponse market(String ticker) {
    SimulatedMarket market = live(ticker);
    MarketJson rendering = new MarketJson(exchange.clock().instant());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeFieldName("market");
          rendering.write(market, json);
          json.writeEndObject();
        });
  }

  SimulatedResponse orderbook(String ticker, ApiRequest request) {
    int depth = new Parameters(request).between("depth", 0, 100, 0);
    SimulatedMarket market = live(ticker);
    OrderbookJson rendering = new OrderbookJson(exchange.clock().instant());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeFieldName("orderbook_fp");
          rendering.write(market, depth, json);
          json.writeEndObject();
        });
  }

  SimulatedResponse orderbooks(ApiRequest request) {
    List<String> tickers = request.parameters("tickers");
    if (tickers.isEmpty()) {
      return Errors.failedValidation("GetMarketOrderbooks", "Tickers", "required");
    }
    if (tickers.size() > BOOKS) {
      return Errors.failedValidation("GetMarketOrderbooks", "Tickers", "max");
    }
    refusePoison(Set.copyOf(tickers));
    OrderbookJson rendering = new OrderbookJson(exchange.clock().instant());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("orderbooks");
          for (String ticker : tickers) {
            writeBook(ticker, rendering, json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** Writes {@code {"markets":[…],"cursor":"…"}}. */
  static SimulatedResponse pageResponse(Page<SimulatedMarket> page, Instant now) {
    MarketJson rendering = new MarketJson(now);
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("cursor", page.cursor());
          json.writeArrayFieldStart("markets");
          for (SimulatedMarket market : page.items()) {
            rendering.write(market, json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static Page<SimulatedMarket> page(Catalogue catalogue, MarketFilter filter) {
    if (filter.newestFirst()) {
      return newestFirst(catalogue, filter);
    }
    int after = filter.cursor().map(Cursor::position).orElse(0);
    List<SimulatedMarket> found =
        candidates(catalogue, filter.tickers(), filter.event(), filter.series(), after)
            .filter(filter::matches)
            .limit(filter.limit() + 1L)
            .toList();
    return Page.cut(found, filter.limit(), market -> new Cursor(0, market.position()));
  }

  private static Page<SimulatedMarket> newestFirst(Catalogue catalogue, MarketFilter filter) {
    Comparator<SimulatedMarket> order =
        Comparator.comparingLong(MarketEndpoints::settledMillis)
            .reversed()
            .thenComparingInt(SimulatedMarket::position);
    Predicate<SimulatedMarket> afterCursor =
        market -> filter.cursor().map(cursor -> isAfter(market, cursor)).orElse(true);
    List<SimulatedMarket> found =
        candidates(catalogue, filter.tickers(), filter.event(), filter.series(), 0)
            .filter(filter::matches)
            .filter(afterCursor)
            .sorted(order)
            .limit(filter.limit() + 1L)
            .toList();
    return Page.cut(
        found, filter.limit(), market -> new Cursor(settledMillis(market), market.position()));
  }

  private static boolean isAfter(SimulatedMarket market, Cursor cursor) {
    long settled = settledMillis(market);
    return settled < cursor.rank()
        || (settled == cursor.rank() && market.position() > cursor.position());
  }

  private static long settledMillis(SimulatedMarket market) {
    return market.times().settled().map(Instant::toEpochMilli).orElse(0L);
  }

  /** Returns the shortest list with all possible matches, which is fast with a million markets. */
  static Stream<SimulatedMarket> candidates(
      Catalogue catalogue,
      Optional<Set<String>> tickers,
      Optional<String> event,
      Optional<String> series,
      int after) {
    if (tickers.isPresent()) {
      return tickers.get().stream()
          .map(catalogue::findMarket)
          .flatMap(Optional::stream)
          .filter(market -> market.position() > after)
          .sorted(Comparator.comparingInt(SimulatedMarket::position));
    }
    if (event.isPresent()) {
      return catalogue.findEvent(event.get()).stream().flatMap(e -> e.markets().after(after));
    }
    if (series.isPresent()) {
      return catalogue.findSeries(series.get()).stream().flatMap(s -> s.markets().after(after));
    }
    return catalogue.markets().after(after);
  }

  private void writeBook(String ticker, OrderbookJson rendering, JsonGenerator json)
      throws IOException {
    Optional<SimulatedMarket> market =
        exchange.catalogue().findMarket(ticker).filter(m -> m.tier().live());
    // The exchange treats a comma-separated list as one ticker, with an empty book.
    if (market.isEmpty() && !ticker.contains(",")) {
      return;
    }
    json.writeStartObject();
    json.writeFieldName("orderbook_fp");
    if (market.isPresent()) {
      rendering.write(market.get(), 0, json);
    } else {
      OrderbookJson.writeEmpty(json);
    }
    json.writeStringField("ticker", ticker);
    json.writeEndObject();
  }

  private SimulatedMarket live(String ticker) {
    return exchange
        .catalogue()
        .findMarket(ticker)
        .filter(market -> market.tier().live())
        .orElseThrow(() -> new ApiException(Errors.notFound()));
  }

  private void refusePoison(Set<String> tickers) {
    if (tickers.stream().anyMatch(poison::contains)) {
      throw new ApiException(Errors.badRequest("invalid ticker"));
    }
  }
}
