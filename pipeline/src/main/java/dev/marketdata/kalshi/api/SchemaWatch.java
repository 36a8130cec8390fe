package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.marketdata.kalshi.api.JsonSchema.Property;
import dev.marketdata.kalshi.api.SchemaDrift.Difference;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Sighting;
import dev.marketdata.kalshi.base.Excerpt;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Compares the elements of a page with the known schema while a parser reads them: at most one
 * look-up per field, and only differences are kept. Not safe for use by several threads.
 */
final class SchemaWatch {

  /** Reads the fields of an object during the comparison. */
  interface FieldReader {
    /**
     * Reads a field or leaves it; the parser is at its value.
     *
     * @return true if the value was read to its end and needs no comparison
     */
    boolean read(String name, JsonParser parser) throws IOException, MalformedResponseException;
  }

  private static final FieldReader NO_READER = (name, parser) -> false;

  // Enough for the 200 characters of an excerpt, at up to four bytes each.
  private static final int EXCERPT_BYTES = 1_000;

  private final String dataset;
  private final byte[] body;
  private final SortedMap<Difference, Sighting> differences = new TreeMap<>();
  // Kept until the ticker of the element is known; each counts once per element.
  private final Map<Difference, @Nullable String> ofThisElement = new HashMap<>();

  SchemaWatch(String dataset, byte[] body) {
    this.dataset = dataset;
    this.body = body;
  }

  /** Reads the rest of the object whose start the parser has read. */
  void object(JsonSchema schema, JsonParser parser, FieldReader reader)
      throws IOException, MalformedResponseException {
    long seen = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      Property property = schema.properties().get(name);
      if (property == null) {
        reader.read(name, parser);
        note(Finding.NEW, schema.path(Excerpt.of(name)), parser);
      } else {
        seen |= property.bit();
        if (!reader.read(name, parser)) {
          value(property.schema(), token, parser);
        }
      }
    }
    List<String> required = schema.required();
    if (Long.bitCount(seen) < required.size()) {
      for (int i = 0; i < required.size(); i++) {
        if ((seen & (1L << i)) == 0) {
          ofThisElement.put(
              new Difference(Finding.GONE, dataset, schema.path(required.get(i)), ""), null);
        }
      }
    }
  }

  private void value(JsonSchema schema, JsonToken token, JsonParser parser)
      throws IOException, MalformedResponseException {
    JsonSchema items = schema.items();
    if (!schema.tokens().contains(token)) {
      note(Finding.TYPE, schema.path(), parser);
    } else if (token == JsonToken.VALUE_STRING) {
      if (!schema.values().isEmpty() && !schema.values().contains(parser.getText())) {
        String text = excerpt(parser);
        ofThisElement.put(new Difference(Finding.VALUE, dataset, schema.path(), text), text);
      }
    } else if (token == JsonToken.START_OBJECT && !schema.properties().isEmpty()) {
      object(schema, parser, NO_READER);
    } else if (token == JsonToken.START_ARRAY && items != null) {
      for (JsonToken item = parser.nextToken();
          item != JsonToken.END_ARRAY;
          item = parser.nextToken()) {
        value(items, item, parser);
      }
    }
    parser.skipChildren();
  }

  /** Ends an element of the page's array. */
  void endElement(String ticker) {
    if (!ofThisElement.isEmpty()) {
      ofThisElement.forEach(
          (difference, value) ->
              differences.merge(
                  difference, new Sighting(1, Excerpt.of(ticker), value), Sighting::plus));
      ofThisElement.clear();
    }
  }

  SchemaDrift drift() {
    return differences.isEmpty() ? SchemaDrift.NONE : new SchemaDrift(differences);
  }

  private void note(Finding finding, String field, JsonParser parser) throws IOException {
    Difference difference = new Difference(finding, dataset, field, "");
    // One example per page is enough.
    ofThisElement.put(difference, differences.containsKey(difference) ? "" : excerpt(parser));
    parser.skipChildren();
  }

  private String excerpt(JsonParser parser) throws IOException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    parser.finishToken();
    parser.skipChildren();
    int to = (int) parser.currentLocation().getByteOffset();
    return Excerpt.of(
        new String(body, from, Math.min(to - from, EXCERPT_BYTES), StandardCharsets.UTF_8));
  }
}
