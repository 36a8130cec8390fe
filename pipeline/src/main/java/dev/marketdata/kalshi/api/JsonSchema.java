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
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The documented form of a JSON value, read from a resource with the JSON Schema keywords {@code
 * type}, {@code enum}, {@code required}, {@code properties} and {@code items}. An object without
 * properties may contain anything.
 *
 * @param path the position of the value in an element, such as {@code price_ranges[].step}
 * @param tokens the tokens that the value may start with
 * @param values the allowed texts; empty if all are
 * @param properties the fields of the object, by name
 * @param required the required fields; a field's index is the number of its bit
 * @param items the elements of the array; null if they are not documented
 */
public record JsonSchema(
    String path,
    Set<JsonToken> tokens,
    Set<String> values,
    Map<String, Property> properties,
    List<String> required,
    @Nullable JsonSchema items) {

  private static final JsonMapper JSON = new JsonMapper();
  private static final Map<Class<?>, JsonSchema> BY_DATASET = new ConcurrentHashMap<>();

  /**
   * A field of an object.
   *
   * @param bit the field's own bit if it is required, else 0
   */
  record Property(JsonSchema schema, long bit) {}

  /**
   * Returns the schema of a dataset, read once.
   *
   * @param dataset the dataset's class; the resource is in its package
   * @throws IllegalArgumentException if the resource does not exist
   */
  static JsonSchema of(Class<?> dataset, String resource) {
    return BY_DATASET.computeIfAbsent(dataset, type -> read(type, resource));
  }

  private static JsonSchema read(Class<?> dataset, String resource) {
    try (InputStream in = dataset.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalArgumentException(
            "no resource " + resource + " in the package of " + dataset);
      }
      return of(JSON.readTree(in), "");
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + resource, e);
    }
  }

  private static JsonSchema of(JsonNode node, String path) {
    Set<JsonToken> tokens = EnumSet.noneOf(JsonToken.class);
    texts(node.path("type")).forEach(type -> tokens.addAll(tokens(type)));
    List<String> required = texts(node.path("required"));
    if (required.size() > Long.SIZE) {
      throw new IllegalArgumentException(required.size() + " required fields do not fit a long");
    }
    Map<String, Property> properties = new HashMap<>();
    for (Map.Entry<String, JsonNode> field : node.path("properties").properties()) {
      int index = required.indexOf(field.getKey());
      properties.put(
          field.getKey(),
          new Property(
              of(field.getValue(), path(path, field.getKey())), index < 0 ? 0 : 1L << index));
    }
    return new JsonSchema(
        path,
        tokens,
        Set.copyOf(texts(node.path("enum"))),
        properties,
        required,
        node.has("items") ? of(node.get("items"), path + "[]") : null);
  }

  /** Returns the text itself, or the texts of an array. */
  private static List<String> texts(JsonNode node) {
    List<String> texts = new ArrayList<>();
    if (node.isTextual()) {
      texts.add(node.asText());
    }
    node.forEach(one -> texts.add(one.asText()));
    return texts;
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
      default -> throw new IllegalArgumentException("not a JSON type: " + type);
    };
  }

  /** Returns the path of a field of the object. */
  String path(String field) {
    return path(path, field);
  }

  private static String path(String path, String field) {
    return path.isEmpty() ? field : path + "." + field;
  }
}
