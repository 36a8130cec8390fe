package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.marketdata.kalshi.api.PageRepair.Repaired;
import dev.marketdata.kalshi.api.Row.Span;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bytes of each object in a response, so that objects are stored exactly as Kalshi sent
 * them: no number is parsed, and nothing is serialized again.
 */
public final class PageSlicer {

  /** The max nesting of a response. Programs that read shards have limits like this one. */
  static final int MAX_NESTING = 1_000;

  private static final JsonFactory JSON = factory(MAX_NESTING);

  private static final String NOT_UTF_8 = "the response is not in UTF-8";

  private static final String NO_TIME = "the time of an item cannot be read";

  private static final UnusableObject NO_OBJECT = new UnusableObject(null, "it is not an object");
  private static final UnusableObject NO_TICKER = new UnusableObject(null, "it has no ticker");

  private final Query query;
  private final ResponseShape shape;
  private final JsonSchema schema;
  private final byte[] body;
  private final Map<Integer, UnusableObject> unreadable;
  private final SchemaWatch watch;

  private final List<Row> rows = new ArrayList<>();
  private final Map<Ticker, Items> flatItems = new LinkedHashMap<>();
  private final List<UnusableObject> unusable = new ArrayList<>();
  private @Nullable String cursor;
  private boolean arraySeen;

  private PageSlicer(Query query, byte[] body, Map<Integer, UnusableObject> unreadable) {
    this.query = query;
    this.shape = query.dataset().shape(query.tier());
    this.schema = query.dataset().schema(query.tier());
    this.body = body;
    this.unreadable = unreadable;
    this.watch = new SchemaWatch(query.dataset().name(), body);
  }

  /** Returns a factory of parsers. */
  static JsonFactory factory(int maxNesting) {
    // Most numbers and strings are skipped without conversion, so they need no limit.
    return JsonFactory.builder()
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(maxNesting)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }

  /**
   * Slices a body such as {@code {"markets":[{...},{...}],"cursor":""}}. An element that cannot be
   * read, such as one that is not in UTF-8, is unusable and does not affect the others.
   *
   * @param query the query of the response
   * @param requestedAt when the request was sent
   * @param receivedAt when the last byte was received
   * @throws MalformedResponseException if it is not one complete JSON object with the dataset's
   *     array
   */
  public static Page slice(Query query, byte[] body, Instant requestedAt, Instant receivedAt)
      throws MalformedResponseException {
    PageSlicer slicer = new PageSlicer(query, body, Map.of());
    MalformedResponseException failure = null;
    try {
      slicer.read();
    } catch (MalformedResponseException e) {
      failure = e;
    }
    if (failure != null || !PageRepair.isUtf8(body, 0, body.length)) {
      Repaired repaired = PageRepair.repair(query.dataset().shape(query.tier()), body);
      if (repaired != null) {
        slicer = new PageSlicer(query, repaired.body(), repaired.unreadable());
        slicer.read();
      } else if (failure != null) {
        throw failure;
      }
    }
    return slicer.page(body, requestedAt, receivedAt);
  }

  private void read() throws MalformedResponseException {
    try (JsonParser parser = JSON.createParser(body)) {
      root(parser);
    } catch (IOException e) {
      throw new MalformedResponseException("not the expected JSON: " + firstLine(e));
    }
    if (!arraySeen) {
      throw new MalformedResponseException("the response has no array \"" + shape.array() + "\"");
    }
  }

  private Page page(byte[] original, Instant requestedAt, Instant receivedAt) {
    flatItems.forEach((ticker, items) -> items.addRows(ticker));
    return new Page(
        query.dataset(),
        query.tier(),
        requestedAt,
        receivedAt,
        original,
        rows,
        unusable,
        cursor,
        watch.drift());
  }

  private void root(JsonParser parser) throws IOException, MalformedResponseException {
    if (parser.nextToken() != JsonToken.START_OBJECT) {
      throw new MalformedResponseException("the response is not a JSON object");
    }
    if (shape.array() == null) {
      arraySeen = true;
      element(parser);
    }
    while (shape.array() != null && parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      if (name.equals(shape.array()) && value == JsonToken.START_ARRAY) {
        arraySeen = true;
        elements(parser);
      } else if (name.equals("cursor") && value == JsonToken.VALUE_STRING) {
        cursor = parser.getText().isEmpty() ? null : parser.getText();
      } else {
        parser.skipChildren();
      }
    }
    if (parser.nextToken() != null) {
      throw new MalformedResponseException("the response has data after its JSON object");
    }
  }

  private void elements(JsonParser parser) throws IOException, MalformedResponseException {
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token == JsonToken.START_OBJECT) {
        element(parser);
      } else {
        int from = (int) parser.currentTokenLocation().getByteOffset();
        unusable.add(unreadable.getOrDefault(from, NO_OBJECT));
        parser.skipChildren();
      }
    }
  }

  private void element(JsonParser parser) throws IOException, MalformedResponseException {
    Element element = new Element();
    int from = start(parser);
    watch.object(schema, parser, element);
    Span whole = end(from, parser);
    watch.endElement(element.ticker);
    if (!Ticker.isTicker(element.ticker)) {
      unusable.add(NO_TICKER);
      return;
    }
    Ticker ticker = new Ticker(element.ticker);
    String problem = element.problem();
    if (problem != null) {
      unusable.add(new UnusableObject(new Row(ticker, Map.of(), List.of()), problem));
    } else if (shape.flat()) {
      Items items = flatItems.computeIfAbsent(ticker, market -> new Items());
      if (!items.add(element.fields, whole)) {
        unusable.add(new UnusableObject(new Row(ticker, Map.of(), List.of()), NO_TIME));
      }
    } else if (element.items != null) {
      element.items.addRows(ticker);
    } else {
      rows.add(new Row(ticker, element.fields, List.of(whole)));
    }
  }

  /** The noted values of an element of the response's array. */
  private final class Element implements SchemaWatch.FieldReader {

    private final Map<String, String> fields = new HashMap<>();
    private final @Nullable Items items = shape.items() == null ? null : new Items();
    private String ticker = "";
    private @Nullable String problemOfItem;
    private boolean hasItems;

    @Nullable String problem() {
      return items == null || hasItems ? problemOfItem : "it has no array " + shape.items();
    }

    @Override
    public boolean read(String name, JsonParser parser)
        throws IOException, MalformedResponseException {
      if (name.equals(shape.ticker())) {
        ticker = parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : ticker;
      }
      if (items != null && name.equals(shape.items())) {
        hasItems |= isArrayOrNull(parser.currentToken());
        if (parser.currentToken() == JsonToken.START_ARRAY) {
          String problem = readItems(parser, items);
          problemOfItem = problem == null ? problemOfItem : problem;
          return true;
        }
      }
      note(schema, name, parser, fields);
      return false;
    }
  }

  private static boolean isArrayOrNull(JsonToken token) {
    return token == JsonToken.START_ARRAY || token == JsonToken.VALUE_NULL;
  }

  /** Returns what is wrong with one of the items; null if they are good. */
  private @Nullable String readItems(JsonParser parser, Items items)
      throws IOException, MalformedResponseException {
    JsonSchema.Property array = schema.properties().get(shape.items());
    JsonSchema item = array == null ? null : array.schema().items();
    if (item == null) {
      throw new IllegalStateException("the schema lacks the items of " + query.dataset().name());
    }
    String problem = null;
    for (JsonToken token = parser.nextToken();
        token != JsonToken.END_ARRAY;
        token = parser.nextToken()) {
      if (token != JsonToken.START_OBJECT) {
        problem = "an element of its " + shape.items() + " is not an object";
        parser.skipChildren();
        continue;
      }
      Map<String, String> fields = new HashMap<>();
      int from = start(parser);
      watch.object(
          item,
          parser,
          (name, value) -> {
            note(item, name, value, fields);
            return false;
          });
      if (!items.add(fields, end(from, parser))) {
        problem = NO_TIME;
      }
    }
    return problem;
  }

  /** Notes a text or a number, if the schema expects one there. */
  private void note(JsonSchema of, String name, JsonParser parser, Map<String, String> fields)
      throws IOException {
    JsonSchema.Property property = shape.noted().contains(name) ? of.properties().get(name) : null;
    JsonToken token = parser.currentToken();
    if (property != null
        && property.schema().tokens().contains(token)
        && (token == JsonToken.VALUE_STRING || token.isNumeric())) {
      fields.put(name, parser.getText());
    }
  }

  /** The items of one market, by window. */
  private final class Items {

    private final @Nullable Windows windows = query.windows();
    private final ItemsOfWindow[] byWindow =
        new ItemsOfWindow[windows == null ? 1 : windows.count()];
    private final Set<String> ids = new HashSet<>();
    private int latest;

    Items() {
      Arrays.setAll(byWindow, i -> new ItemsOfWindow());
    }

    /**
     * Adds an item, unless it is in none of the windows, or was added before.
     *
     * @return false if it does not tell in which window it is
     */
    boolean add(Map<String, String> fields, Span span) {
      String id = shape.id() == null ? "" : fields.getOrDefault(shape.id(), "");
      int index;
      try {
        index = windows == null ? 0 : indexOf(fields, windows);
        int next = index + 1;
        if (windows != null
            && next < byWindow.length
            && query.dataset().isJustBefore(fields, windows.get(next))) {
          byWindow[next].noteBefore(fields);
        }
      } catch (DateTimeException | NumberFormatException e) {
        return false;
      }
      if (index >= 0 && (id.isEmpty() || ids.add(id))) {
        byWindow[index].add(fields, new Span(span.from(), span.to(), id));
      }
      return true;
    }

    /** Items are in order of time, so the window of the last one comes first. */
    private int indexOf(Map<String, String> fields, Windows all) {
      if (query.dataset().keeps(fields, all.get(latest))) {
        return latest;
      }
      for (int away = 1; away < all.count(); away++) {
        for (int index : new int[] {latest + away, latest - away}) {
          if (index >= 0 && index < all.count() && query.dataset().keeps(fields, all.get(index))) {
            latest = index;
            return index;
          }
        }
      }
      return -1;
    }

    /** Adds a row per window, also of those without an item. */
    void addRows(Ticker ticker) {
      for (int i = 0; i < byWindow.length; i++) {
        rows.add(
            new Row(
                ticker,
                windows == null ? null : windows.get(i),
                byWindow[i].sum(),
                List.copyOf(byWindow[i].spans)));
      }
    }
  }

  /** The items of one market in one window. */
  private final class ItemsOfWindow {

    private final List<Span> spans = new ArrayList<>();
    private @Nullable BigDecimal sum = BigDecimal.ZERO;

    private String before = "";

    Map<String, String> sum() {
      String summed = shape.summed();
      if (summed == null || sum == null) {
        return Map.of();
      }
      return before.isEmpty()
          ? Map.of(summed, sum.toPlainString())
          : Map.of(summed, sum.toPlainString(), Row.BEFORE + summed, before);
    }

    void noteBefore(Map<String, String> fields) {
      before = shape.summed() == null ? "" : fields.getOrDefault(shape.summed(), "");
    }

    /** Adds an item; there is no sum if a value is not a number. */
    void add(Map<String, String> fields, Span span) {
      spans.add(span);
      try {
        sum =
            shape.summed() == null || sum == null
                ? sum
                : sum.add(new BigDecimal(fields.getOrDefault(shape.summed(), "")));
      } catch (NumberFormatException e) {
        sum = null;
      }
    }
  }

  private static int start(JsonParser parser) throws MalformedResponseException {
    int from = (int) parser.currentTokenLocation().getByteOffset();
    if (from < 0) {
      throw new MalformedResponseException(NOT_UTF_8);
    }
    return from;
  }

  private Span end(int from, JsonParser parser) throws MalformedResponseException {
    int to = (int) parser.currentTokenLocation().getByteOffset() + 1;
    if (body[from] != '{' || body[to - 1] != '}') {
      throw new MalformedResponseException(NOT_UTF_8);
    }
    return new Span(from, to);
  }

  static String firstLine(IOException e) {
    String message = String.valueOf(e.getMessage());
    return message.lines().findFirst().orElse(message);
  }
}
