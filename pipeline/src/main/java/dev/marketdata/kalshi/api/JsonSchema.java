package dev.marketdata.kalshi.api;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The documented form of a JSON value, read from a resource: of JSON Schema the keywords {@code
 * type}, {@code enum}, {@code required}, {@code properties} and {@code items}. An object without
 * properties may hold anything. Immutable.
 */
public final class JsonSchema {

  private static final JsonMapper JSON = new JsonMapper();

  private final String path;
  private final Set<JsonToken> tokens = EnumSet.noneOf(JsonToken.class);
  private final Set<String> words = new HashSet<>();
  private final Map<String, Property> properties = new HashMap<>();
  private final List<String> required = new ArrayList<>();
  private final @Nullable JsonSchema items;

  /**
   * A field of an object.
   *
   * @param bit its own bit if it is required, else 0
   */
  record Property(JsonSchema schema, long bit) {}

  private JsonSchema(JsonNode node, String path) {
    this.path = path;
    JsonNode type = node.path("type");
    if (type.isTextual()) {
      tokens.addAll(tokens(type.asText()));
    }
    type.forEach(one -> tokens.addAll(tokens(one.asText())));
    node.path("enum").forEach(word -> words.add(word.asText()));
    node.path("required").forEach(name -> required.add(name.asText()));
    if (required.size() > Long.SIZE) {
      throw new IllegalArgumentException(required.size() + " required fields do not fit a long");
    }
    String prefix = path.isEmpty() ? "" : path + ".";
    for (Map.Entry<String, JsonNode> field : node.path("properties").properties()) {
      String name = field.getKey();
      int index = required.indexOf(name);
      properties.put(
          name,
          new Property(
              new JsonSchema(field.getValue(), prefix + name), index < 0 ? 0 : 1L << index));
    }
    this.items = node.has("items") ? new JsonSchema(node.get("items"), path + "[]") : null;
  }

  /**
   * Reads a schema.
   *
   * @param beside the class in whose package the resource is
   * @throws IllegalArgumentException if the resource does not exist
   */
  public static JsonSchema of(Class<?> beside, String resource) {
    try (InputStream in = beside.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException("no resource " + resource + " beside " + beside);
      }
      return new JsonSchema(JSON.readTree(in), "");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource, e);
    }
  }

  private static Set<JsonToken> tokens(String type) {
    return switch (type) {
      case "string" -> EnumSet.of(JsonToken.VALUE_STRING);
      case "integer" -> EnumSet.of(JsonToken.VALUE_NUMBER_INT);
      case "number" -> EnumSet.of(JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
      case "boolean" -> EnumSet.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);
      case "array" -> EnumSet.of(JsonToken.START_ARRAY);
      case "object" -> EnumSet.of(JsonToken.START_OBJECT);
      case "null" -> EnumSet.of(JsonToken.VALUE_NULL);
      default -> throw new IllegalArgumentException("no JSON type: " + type);
    };
  }

  /** Returns where the value is in an element, such as {@code price_ranges[].step}. */
  String path() {
    return path;
  }

  /** Returns where a field of the value is. */
  String path(String field) {
    return path.isEmpty() ? field : path + "." + field;
  }

  boolean allows(@Nullable JsonToken token) {
    return tokens.contains(token);
  }

  /** Tells whether a text is one of the words that the value is limited to, if it is limited. */
  boolean allows(String text) {
    return words.isEmpty() || words.contains(text);
  }

  boolean isLimitedToWords() {
    return !words.isEmpty();
  }

  boolean hasProperties() {
    return !properties.isEmpty();
  }

  /** Returns a field of the object; null if it is not documented. */
  @Nullable Property property(String name) {
    return properties.get(name);
  }

  /** Returns the required fields of the object, each at the place of its bit. */
  List<String> required() {
    return required;
  }

  /** Returns the schema of the array's elements; null if it is not known. */
  @Nullable JsonSchema items() {
    return items;
  }
}
