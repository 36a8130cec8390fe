package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.marketdata.kalshi.api.JsonSchema.Property;
import dev.marketdata.kalshi.api.SchemaDrift.Finding;
import dev.marketdata.kalshi.api.SchemaDrift.Kind;
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
 * look-up per field, and nothing is kept unless it differs. Used by one thread.
 */
final class SchemaWatch {

  /** Reads the fields of an object while the watch compares them. */
  interface FieldReader {
    /**
     * Is shown a field whose value the parser has come to.
     *
     * @return whether the value was read to its end, so that the watch leaves it alone
     */
    boolean read(String name, JsonParser parser) throws IOException, MalformedResponseException;
  }

  private static final FieldReader NOBODY = (name, parser) -> false;

  // More than an excerpt shows, of characters of any length.
  private static final int EXCERPT_BYTES = 1_000;

  private final String dataset;
  private final byte[] body;
  private final SortedMap<Finding, Sighting> findings = new TreeMap<>();
  // The ticker of the element may come after them; a finding counts once per element.
  private final Map<Finding, @Nullable String> ofThisElement = new HashMap<>();

  SchemaWatch(String dataset, byte[] body) {
    this.dataset = dataset;
    this.body = body;
  }

  /** Reads the object that the parser has entered, to its end. */
  void object(JsonSchema schema, JsonParser parser, FieldReader reader)
      throws IOException, MalformedResponseException {
    long seen = 0;
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken token = parser.nextToken();
      Property property = schema.properties().get(name);
      if (property == null) {
        reader.read(name, parser);
        note(Kind.NEW, schema.path(Excerpt.of(name)), parser);
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
              new Finding(Kind.GONE, dataset, schema.path(required.get(i)), ""), null);
        }
      }
    }
  }

  private void value(JsonSchema schema, JsonToken token, JsonParser parser)
      throws IOException, MalformedResponseException {
    JsonSchema items = schema.items();
    if (!schema.tokens().contains(token)) {
      note(Kind.TYPE, schema.path(), parser);
    } else if (token == JsonToken.VALUE_STRING) {
      if (!schema.words().isEmpty() && !schema.words().contains(parser.getText())) {
        String word = excerpt(parser);
        ofThisElement.put(new Finding(Kind.VALUE, dataset, schema.path(), word), word);
      }
    } else if (token == JsonToken.START_OBJECT && !schema.properties().isEmpty()) {
      object(schema, parser, NOBODY);
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
          (finding, value) ->
              findings.merge(finding, new Sighting(1, Excerpt.of(ticker), value), Sighting::plus));
      ofThisElement.clear();
    }
  }

  SchemaDrift drift() {
    return findings.isEmpty() ? SchemaDrift.NONE : new SchemaDrift(findings);
  }

  private void note(Kind kind, String field, JsonParser parser) throws IOException {
    Finding finding = new Finding(kind, dataset, field, "");
    // One example per page is enough.
    ofThisElement.put(finding, findings.containsKey(finding) ? "" : excerpt(parser));
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
