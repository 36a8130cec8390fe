package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Events. They stay listed when their markets leave the live tier. */
final class EventEndpoints {
  private final SimulatedExchange exchange;

  EventEndpoints(SimulatedExchange exchange) {
    this.exchange = exchange;
  }

  SimulatedResponse event(String ticker, ApiRequest request) {
    boolean nested = new Parameters(request).flag("with_nested_markets");
    SimulatedEvent event =
        exchange
            .catalogue()
            .findEvent(ticker)
            .orElseThrow(() -> new ApiException(Errors.notFound()));
    List<SimulatedMarket> markets = liveMarkets(event);
    MarketJson rendering = new MarketJson(exchange.clock().instant());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeFieldName("event");
          writeEvent(event, nested ? markets : List.of(), rendering, json);
          json.writeArrayFieldStart("markets");
          for (SimulatedMarket market : nested ? List.<SimulatedMarket>of() : markets) {
            rendering.write(market, json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  SimulatedResponse events(ApiRequest request) {
    Parameters parameters = new Parameters(request);
    int limit = parameters.limit("GetEvents", 1, 200, 200);
    boolean nested = parameters.flag("with_nested_markets");
    Page<SimulatedEvent> page =
        exchange.catalogue().read(catalogue -> page(catalogue, parameters, limit));
    MarketJson rendering = new MarketJson(exchange.clock().instant());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("cursor", page.cursor());
          json.writeArrayFieldStart("events");
          for (SimulatedEvent event : page.items()) {
            writeEvent(event, nested ? liveMarkets(event) : List.of(), rendering, json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static Page<SimulatedEvent> page(Catalogue catalogue, Parameters parameters, int limit) {
    Optional<Set<String>> tickers = parameters.list("tickers");
    Optional<String> series = parameters.text("series_ticker");
    Optional<String> status =
        parameters.oneOf("status", List.of("unopened", "open", "closed", "settled"));
    Optional<Instant> closesAfter = parameters.time("min_close_ts");
    Optional<Instant> updatedAfter = parameters.time("min_updated_ts");
    int after = parameters.cursor().map(Cursor::position).orElse(0);
    List<SimulatedEvent> found =
        catalogue
            .events()
            .filter(event -> event.position() > after && !event.combo())
            .filter(event -> tickers.map(set -> set.contains(event.ticker())).orElse(true))
            .filter(event -> series.map(event.series().ticker()::equals).orElse(true))
            .filter(event -> status.map(s -> anyInState(event, s)).orElse(true))
            .filter(event -> closesAfter.map(t -> anyClosesAfter(event, t)).orElse(true))
            .filter(event -> updatedAfter.map(t -> anyUpdatedAfter(event, t)).orElse(true))
            .limit(limit + 1L)
            .toList();
    return Page.cut(found, limit, event -> new Cursor(0, event.position()));
  }

  private static boolean anyInState(SimulatedEvent event, String filter) {
    return live(event).anyMatch(market -> market.state().filter().equals(filter));
  }

  private static boolean anyClosesAfter(SimulatedEvent event, Instant time) {
    return live(event).anyMatch(market -> market.times().closes().isAfter(time));
  }

  private static boolean anyUpdatedAfter(SimulatedEvent event, Instant time) {
    return live(event).anyMatch(market -> market.times().updated().isAfter(time));
  }

  private static Stream<SimulatedMarket> live(SimulatedEvent event) {
    return event.markets().all().filter(market -> market.tier().live());
  }

  private List<SimulatedMarket> liveMarkets(SimulatedEvent event) {
    return exchange.catalogue().read(catalogue -> live(event).toList());
  }

  /** Writes an event. Without nested markets there is no key {@code markets}. */
  private static void writeEvent(
      SimulatedEvent event, List<SimulatedMarket> nested, MarketJson rendering, JsonGenerator json)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("category", "Economics");
    json.writeStringField("collateral_return_type", "MECNET");
    json.writeStringField("event_ticker", event.ticker());
    json.writeNumberField("exchange_index", event.combo() ? 1 : 0);
    json.writeStringField("last_updated_ts", "0001-01-01T00:00:00Z");
    json.writeBooleanField("mutually_exclusive", false);
    json.writeStringField("series_ticker", event.series().ticker());
    writeSources(json);
    json.writeStringField("strike_period", "");
    json.writeStringField("sub_title", "“" + event.ticker() + "”");
    json.writeStringField("title", MarketText.eventTitle(event.ticker()));
    if (!nested.isEmpty()) {
      json.writeArrayFieldStart("markets");
      for (SimulatedMarket market : nested) {
        rendering.write(market, json);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  /** Writes the settlement sources, which events and series have in the same format. */
  static void writeSources(JsonGenerator json) throws IOException {
    json.writeArrayFieldStart("settlement_sources");
    json.writeStartObject();
    json.writeStringField("name", "The simulator");
    json.writeStringField("url", "https://example.com/source");
    json.writeEndObject();
    json.writeEndArray();
  }
}
