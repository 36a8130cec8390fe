package dev.marketdata.kalshi.kalshi;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Finds the objects of a page by their bytes, so that they can be kept exactly as Kalshi sent them:
 * no number is parsed, nothing is written again.
 */
final class PageSlicer {

  // Numbers and names are passed over, never converted, so their length costs nothing.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNumberLength(Integer.MAX_VALUE).build())
          .build();

  /**
   * The objects of a page.
   *
   * @param rows those with a usable ticker, in order
   * @param unusable how many have none
   * @param cursor where the next page begins; null on the last
   */
  record Slices(List<MarketRow> rows, int unusable, @Nullable String cursor) {}

  private final List<MarketRow> rows = new ArrayList<>();
  private int unusable;
  private @Nullable String cursor;
  private boolean arraySeen;

  private PageSlicer() {}

  /**
   * Slices a body such as {@code {"markets":[{...},{...}],"cursor":""}}.
   *
   * @throws MalformedAnswerException if it is not one whole JSON object with that array
   */
  static Slices slice(byte[] body, String array) throws MalformedAnswerException {
    PageSlicer slicer = new PageSlicer();
    try (JsonParser parser = JSON.createParser(body)) {
      slicer.root(parser, array, body);
    } catch (IOException e) {
      throw new MalformedAnswerException("not the JSON that was expected: " + firstLine(e));
    }
    if (!slicer.arraySeen) {
      throw new MalformedAnswerException("the answer has no array \"" + array + "\"");
    }
    return new Slices(slicer.rows, slicer.unusable, slicer.cursor);
  }

  private void root(JsonParser parser, String array, byte[] body)
      throws IOException, MalformedAnswerException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedAnswerException("the answer is not a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals(array) && value == JsonToken.START_ARRAY) {
        arraySeen = true;
        elements(parser, body);
      } else if (name.equals("cursor") && value == JsonToken.VALUE_STRING) {
        cursor = parser.getText().isEmpty() ? null : parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new MalformedAnswerException("the answer goes on after its end");
    }
  }

  private void elements(JsonParser parser, byte[] body)
      throws IOException, MalformedAnswerException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        element(parser, body);
      } else {
        unusable++;
        parser.skipChildren();
      }
    }
  }

  private void element(JsonParser parser, byte[] body)
      throws IOException, MalformedAnswerException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    String ticker = "";
    String event = "";
    String status = "";
    Instant settled = null;
    boolean combo = false;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      boolean text = parser.nextToken() == JsonToken.VALUE_STRING;
      switch (name) {
        case "ticker" -> ticker = text ? parser.getText() : ticker;
        case "event_ticker" -> event = text ? parser.getText() : event;
        case "status" -> status = text ? parser.getText() : status;
        case "settlement_ts" -> settled = text ? instant(parser.getText()) : settled;
        case "mve_collection_ticker" -> combo |= text && !parser.getText().isEmpty();
        default -> {}
      }
      parser.skipChildren();
    }
    int to = (int) parser.currentTokenLocation().getByteOffset() + 1;
    if (from < 0 || body[from] != '{' || body[to - 1] != '}') {
      throw new MalformedAnswerException("the answer is not in UTF-8");
    }
    if (Ticker.isTicker(ticker)) {
      rows.add(new MarketRow(new Ticker(ticker), event, status, settled, combo, from, to));
    } else {
      unusable++;
    }
  }

  private static @Nullable Instant instant(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      return null;
    }
  }

  private static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
