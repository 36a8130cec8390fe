package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.BiConsumer;

/** Makes pages with valid JSON but wrong content. Does not change responses that are not pages. */
final class PageTampering {
  private PageTampering() {}

  /** Returns the page with the request's cursor; the cursor of a first page leads to itself. */
  static SimulatedResponse repeatedCursor(ApiRequest request, SimulatedResponse response) {
    String cursor = request.parameter("cursor").orElseGet(() -> new Cursor(0, 0).encoded());
    return changed(response, (page, markets) -> page.put("cursor", cursor));
  }

  static SimulatedResponse unrequestedMarket(SimulatedResponse response) {
    return changed(
        response,
        (page, markets) -> {
          if (!markets.isEmpty()) {
            ObjectNode stranger = markets.get(0).deepCopy();
            stranger.put("event_ticker", "KXNOTASKED-26NOV22");
            markets.add(stranger.put("ticker", "KXNOTASKED-26NOV22-T1"));
          }
        });
  }

  static SimulatedResponse marketWithoutTicker(SimulatedResponse response) {
    return changed(
        response,
        (page, markets) -> {
          if (!markets.isEmpty()) {
            ((ObjectNode) markets.get(0)).remove("ticker");
          }
        });
  }

  static SimulatedResponse duplicateMarket(SimulatedResponse response) {
    return changed(
        response,
        (page, markets) -> {
          if (!markets.isEmpty()) {
            JsonNode twin = markets.get(0).deepCopy();
            markets.add(twin);
          }
        });
  }

  private static SimulatedResponse changed(
      SimulatedResponse response, BiConsumer<ObjectNode, ArrayNode> change) {
    JsonNode page;
    try {
      page = Json.MAPPER.readTree(response.body());
    } catch (IOException e) {
      return response;
    }
    if (page instanceof ObjectNode object && page.get("markets") instanceof ArrayNode markets) {
      change.accept(object, markets);
      return response.withBody(Json.bytes(object));
    }
    return response;
  }
}
