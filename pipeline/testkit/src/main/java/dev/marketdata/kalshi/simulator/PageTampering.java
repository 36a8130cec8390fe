package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Makes pages with valid JSON but wrong content. Does not change responses that are not pages. */
final class PageTampering {
  private PageTampering() {}

  /** Returns the page with the request's cursor; the cursor of a first page leads to itself. */
  static SimulatedResponse repeatedCursor(ApiRequest request, SimulatedResponse response) {
    String cursor = request.parameter("cursor").orElseGet(() -> new Cursor(0, 0).encoded());
    return changed(response, (page, items) -> page.put("cursor", cursor));
  }

  /** Returns a page without items, whose cursor leads to the page that was asked for. */
  static SimulatedResponse emptyPage(ApiRequest request, SimulatedResponse response) {
    String cursor = Cursor.alias(request.parameter("cursor").orElse(""));
    return changed(
        response,
        (page, items) -> {
          items.removeAll();
          page.put("cursor", cursor);
        });
  }

  static SimulatedResponse unrequestedMarket(SimulatedResponse response) {
    return changed(
        response,
        (page, items) -> {
          if (!items.isEmpty()) {
            ObjectNode stranger = items.get(0).deepCopy();
            stranger.put("event_ticker", "KXNOTASKED-26NOV22");
            items.add(stranger.put(tickerOf(stranger), "KXNOTASKED-26NOV22-T1"));
          }
        });
  }

  static SimulatedResponse marketWithoutTicker(SimulatedResponse response) {
    return changed(
        response,
        (page, items) -> {
          if (items.path(0) instanceof ObjectNode first) {
            first.remove(tickerOf(first));
          }
        });
  }

  static SimulatedResponse duplicateMarket(SimulatedResponse response) {
    return changed(
        response,
        (page, items) -> {
          if (!items.isEmpty()) {
            JsonNode twin = items.get(0).deepCopy();
            items.add(twin);
          }
        });
  }

  /** Returns the name of the field with the ticker; candlesticks have another name. */
  private static String tickerOf(ObjectNode item) {
    return item.has("market_ticker") ? "market_ticker" : "ticker";
  }

  private static SimulatedResponse changed(
      SimulatedResponse response, BiConsumer<ObjectNode, ArrayNode> change) {
    JsonNode page;
    try {
      page = Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      return response;
    }
    Optional<ArrayNode> items =
        Stream.of("markets", "trades")
            .flatMap(
                key -> page.get(key) instanceof ArrayNode array ? Stream.of(array) : Stream.empty())
            .findFirst();
    if (page instanceof ObjectNode object && items.isPresent()) {
      change.accept(object, items.get());
      return response.withBody(Json.bytes(object));
    }
    return response;
  }
}
