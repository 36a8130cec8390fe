package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
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
 * Compares the fields of a page's objects with the pinned schema while a parser passes over them:
 * at most one look into a table a field, and nothing that lasts unless it differs. Used by one
 * thread.
 */
final class SchemaWatch {

  // More than an excerpt shows, of characters of any length.
  private static final int EXCERPT_BYTES = 1_000;

  private final Dataset dataset;
  private final PinnedSchema schema;
  private final byte[] body;
  private final SortedMap<Finding, Sighting> findings = new TreeMap<>();
  // The ticker that they are seen at may come after them.
  private final Map<Finding, String> ofThisObject = new HashMap<>();
  private long requiredSeen;
  // Objects of a page have their fields in one order, so a field is mostly the one that stood in
  // its
  // place in the object before: half the cost of a look into the table.
  private final PinnedSchema.@Nullable Expected[] before = new PinnedSchema.Expected[64];
  private int place;

  SchemaWatch(Dataset dataset, byte[] body) {
    this.dataset = dataset;
    this.schema = PinnedSchema.of(dataset);
    this.body = body;
  }

  /** Looks at a field whose value the parser has come to; may pass over the value. */
  void field(String name, JsonParser parser) throws IOException {
    PinnedSchema.Expected expected = expected(name);
    if (expected == null) {
      note(Kind.NEW, Excerpt.of(name), parser);
      return;
    }
    requiredSeen |= expected.bit();
    JsonToken token = parser.currentToken();
    if (!expected.tokens().contains(token)) {
      note(Kind.TYPE, name, parser);
    } else if (!expected.values().isEmpty()
        && token == JsonToken.VALUE_STRING
        && !expected.values().contains(parser.getText())) {
      String value = excerpt(parser);
      ofThisObject.put(new Finding(Kind.VALUE, dataset, name, value), value);
    }
  }

  /** Ends an object. */
  void end(String ticker) {
    List<String> required = schema.required();
    if (Long.bitCount(requiredSeen) < required.size()) {
      for (int i = 0; i < required.size(); i++) {
        if ((requiredSeen & (1L << i)) == 0) {
          add(new Finding(Kind.GONE, dataset, required.get(i), ""), ticker, null);
        }
      }
    }
    ofThisObject.forEach((finding, value) -> add(finding, ticker, value));
    ofThisObject.clear();
    requiredSeen = 0;
    place = 0;
  }

  SchemaDrift drift() {
    return findings.isEmpty() ? SchemaDrift.NONE : new SchemaDrift(findings);
  }

  private PinnedSchema.@Nullable Expected expected(String name) {
    int here = Math.min(place++, before.length - 1);
    PinnedSchema.Expected likely = before[here];
    if (likely == null || !likely.name().equals(name)) {
      likely = schema.expected(name);
      before[here] = likely;
    }
    return likely;
  }

  private void note(Kind kind, String field, JsonParser parser) throws IOException {
    Finding finding = new Finding(kind, dataset, field, "");
    // One example a page is enough.
    ofThisObject.put(finding, findings.containsKey(finding) ? "" : excerpt(parser));
  }

  private void add(Finding finding, String ticker, @Nullable String value) {
    findings.merge(finding, new Sighting(1, Excerpt.of(ticker), value), Sighting::plus);
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
