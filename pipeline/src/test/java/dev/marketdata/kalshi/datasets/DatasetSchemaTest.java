package dev.marketdata.kalshi.datasets;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.marketdata.kalshi.api.Dataset;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Compares the schema resource of each dataset with Kalshi's OpenAPI document. */
class DatasetSchemaTest {

  private static final JsonNode DOCUMENT = document();
  private static final JsonNode SCHEMAS = DOCUMENT.at("/components/schemas");

  static Stream<Dataset> everyDataset() {
    return Datasets.all().stream();
  }

  @ParameterizedTest
  @MethodSource("everyDataset")
  void itMatchesTheDocument(Dataset dataset) throws IOException {
    JsonNode resource = resource(dataset);
    ((ObjectNode) resource).remove("$comment");

    assertThat(normal(resource), is(normal(documented(SCHEMAS.get(schema(dataset))))));
  }

  @ParameterizedTest
  @MethodSource("everyDataset")
  void someResponseOfTheDocumentHasAnArrayOfSuchElements(Dataset dataset) {
    long responses =
        DOCUMENT.get("paths").properties().stream()
            .map(Map.Entry::getValue)
            .map(path -> path.at("/get/responses/200/content/application~1json/schema"))
            .filter(
                page ->
                    find(page, "properties")
                        .at("/" + dataset.shape().array() + "/items/$ref")
                        .asText()
                        .equals("#/components/schemas/" + schema(dataset)))
            .count();

    assertThat(responses > 0, is(true));
  }

  /** The resource says from which schema it was made. */
  private static String schema(Dataset dataset) {
    return resource(dataset)
        .get("$comment")
        .asText()
        .replaceFirst("From the schema (\\w+) .*", "$1");
  }

  private static JsonNode resource(Dataset dataset) {
    String name = dataset.name() + ".schema.json";
    try (InputStream in = dataset.getClass().getResourceAsStream(name)) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("reading " + name, e);
    }
  }

  /** Returns the schema of a value in the format of the resource. */
  private static ObjectNode documented(JsonNode schema) {
    ObjectNode node = new ObjectMapper().createObjectNode();
    String type = find(schema, "type").asText();
    if (find(schema, "nullable").asBoolean()) {
      node.putArray("type").add(type).add("null");
    } else {
      node.put("type", type);
    }
    copy(schema, "enum", node);
    JsonNode properties = find(schema, "properties");
    if (!properties.isMissingNode()) {
      copy(schema, "required", node);
      ObjectNode fields = node.putObject("properties");
      properties
          .properties()
          .forEach(field -> fields.set(field.getKey(), documented(field.getValue())));
    }
    JsonNode items = find(schema, "items");
    if (!items.isMissingNode()) {
      node.set("items", documented(items));
    }
    return node;
  }

  private static void copy(JsonNode schema, String keyword, ObjectNode to) {
    JsonNode value = find(schema, keyword);
    if (!value.isMissingNode()) {
      to.set(keyword, value);
    }
  }

  /** The order of words does not matter. */
  private static JsonNode normal(JsonNode node) {
    if (node instanceof ArrayNode array) {
      ArrayNode sorted = array.arrayNode();
      Stream.generate(array.elements()::next)
          .limit(array.size())
          .map(DatasetSchemaTest::normal)
          .sorted((one, other) -> one.toString().compareTo(other.toString()))
          .forEach(sorted::add);
      return sorted;
    }
    if (node instanceof ObjectNode object) {
      ObjectNode copy = object.objectNode();
      object.properties().forEach(field -> copy.set(field.getKey(), normal(field.getValue())));
      return copy;
    }
    return node;
  }

  /** Returns a schema, or the one that it refers to. */
  private static JsonNode find(JsonNode schema, String keyword) {
    if (schema.has(keyword)) {
      return schema.get(keyword);
    }
    JsonNode reference =
        schema.has("allOf") ? schema.get("allOf").path(0).path("$ref") : schema.path("$ref");
    return reference.isMissingNode()
        ? reference
        : find(SCHEMAS.get(reference.asText().replaceFirst(".*/", "")), keyword);
  }

  private static JsonNode document() {
    try (InputStream in =
        DatasetSchemaTest.class.getResourceAsStream("/dev/marketdata/kalshi/kalshi-openapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("reading Kalshi's OpenAPI document", e);
    }
  }
}
