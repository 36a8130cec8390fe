package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.function.BiConsumer;

/** Well-formed pages that say what they must not. Answers that are no pages stay as they are. */
final class PageTampering {
  private PageTampering() {}

  /** The page's cursor is the one it was asked with; a first page's one leads back to itself. */
  static Answer repeatedCursor(ApiRequest request, Answer answer) {
    String cursor = request.parameter("cursor").orElseGet(() -> new Cursor(0, 0).encoded());
    return changed(answer, (page, markets) -> page.put("cursor", cursor));
  }

  static Answer unaskedMarket(Answer answer) {
    return changed(
        answer,
        (page, markets) -> {
          if (!markets.isEmpty()) {
            ObjectNode stranger = markets.get(0).deepCopy();
            stranger.put("event_ticker", "KXNOTASKED-26NOV22");
            markets.add(stranger.put("ticker", "KXNOTASKED-26NOV22-T1"));
          }
        });
  }

  static Answer marketWithoutTicker(Answer answer) {
    return changed(
        answer,
        (page, markets) -> {
          if (!markets.isEmpty()) {
            ((ObjectNode) markets.get(0)).remove("ticker");
          }
        });
  }

  static Answer duplicateMarket(Answer answer) {
    return changed(
        answer,
        (page, markets) -> {
          if (!markets.isEmpty()) {
            JsonNode twin = markets.get(0).deepCopy();
            markets.add(twin);
          }
        });
  }

  private static Answer changed(Answer answer, BiConsumer<ObjectNode, ArrayNode> change) {
    JsonNode page;
    try {
      page = Json.MAPPER.readTree(answer.body());
    } catch (IOException e) {
      return answer;
    }
    if (page instanceof ObjectNode object && page.get("markets") instanceof ArrayNode markets) {
      change.accept(object, markets);
      return answer.withBody(Json.bytes(object));
    }
    return answer;
  }
}
