package dev.marketdata.kalshi.api;

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
public final class PageSlicer {

  // What is long is passed over, never converted, so its length costs nothing.
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();

  private static final String NOT_UTF_8 = "the answer is not in UTF-8";

  /**
   * The objects of a page.
   *
   * @param rows those with a usable ticker, in order
   * @param unusable how many have none
   * @param cursor where the next page begins; null on the last
   * @param drift where they differ from the schema that is known
   */
  public record Slices(
      List<MarketRow> rows, int unusable, @Nullable String cursor, SchemaDrift drift) {}

  private final Dataset dataset;
  private final byte[] body;
  private final SchemaWatch watch;

  private final List<MarketRow> rows = new ArrayList<>();
  private int unusable;
  private @Nullable String cursor;
  private boolean arraySeen;

  private PageSlicer(Dataset dataset, byte[] body) {
    this.dataset = dataset;
    this.body = body;
    this.watch = new SchemaWatch(dataset, body);
  }

  /**
   * Slices a body such as {@code {"markets":[{...},{...}],"cursor":""}}.
   *
   * @throws MalformedAnswerException if it is not one whole JSON object with that array
   */
  public static Slices slice(byte[] body, Dataset dataset) throws MalformedAnswerException {
    PageSlicer slicer = new PageSlicer(dataset, body);
    try (JsonParser parser = JSON.createParser(body)) {
      slicer.root(parser);
    } catch (IOException e) {
      throw new MalformedAnswerException("not the JSON that was expected: " + firstLine(e));
    }
    if (!slicer.arraySeen) {
      throw new MalformedAnswerException("the answer has no array \"" + dataset.array() + "\"");
    }
    return new Slices(slicer.rows, slicer.unusable, slicer.cursor, slicer.watch.drift());
  }

  private void root(JsonParser parser) throws IOException, MalformedAnswerException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedAnswerException("the answer is not a JSON object");
    }
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals(dataset.array()) && value == JsonToken.START_ARRAY) {
        arraySeen = true;
        elements(parser);
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

  private void elements(JsonParser parser) throws IOException, MalformedAnswerException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        element(parser);
      } else {
        unusable++;
        parser.skipChildren();
      }
    }
  }

  private void element(JsonParser parser) throws IOException, MalformedAnswerException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    if (from < 0) {
      throw new MalformedAnswerException(NOT_UTF_8);
    }
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
      watch.field(name, parser);
      parser.skipChildren();
    }
    watch.end(ticker);
    int to = (int) parser.currentTokenLocation().getByteOffset() + 1;
    if (body[from] != '{' || body[to - 1] != '}') {
      throw new MalformedAnswerException(NOT_UTF_8);
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
