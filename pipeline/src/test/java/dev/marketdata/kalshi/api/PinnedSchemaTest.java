package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.marketdata.kalshi.api.PinnedSchema.Field;
import dev.marketdata.kalshi.api.PinnedSchema.JsonType;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The pinned schema against Kalshi's OpenAPI document. */
class PinnedSchemaTest {

  private static final JsonNode DOCUMENT = document();
  private static final JsonNode SCHEMAS = DOCUMENT.at("/components/schemas");

  @ParameterizedTest
  @CsvSource({"MARKET_DATA, Market", "ORDERBOOKS, MarketOrderbookFp"})
  void itIsWhatTheDocumentSays(Dataset dataset, String schema) {
    assertThat(
        PinnedSchema.of(dataset).fields(),
        containsInAnyOrder(documented(SCHEMAS.get(schema)).toArray()));
  }

  @ParameterizedTest
  @CsvSource({
    "markets, markets, Market",
    "historical/markets, markets, Market",
    "markets/orderbooks, orderbooks, MarketOrderbookFp"
  })
  void theDocumentsPagesHoldThoseObjects(String path, String array, String schema) {
    JsonNode page =
        DOCUMENT.at(
            "/paths/~1"
                + path.replace("/", "~1")
                + "/get/responses/200/content/application~1json/schema");

    assertThat(
        find(page, "properties").at("/" + array + "/items/$ref").asText(),
        is("#/components/schemas/" + schema));
  }

  private static List<Field> documented(JsonNode schema) {
    Set<String> required = words(schema.path("required"));
    List<Field> fields = new ArrayList<>();
    schema
        .get("properties")
        .properties()
        .forEach(
            property ->
                fields.add(
                    new Field(
                        property.getKey(),
                        JsonType.valueOf(
                            find(property.getValue(), "type").asText().toUpperCase(Locale.ROOT)),
                        required.contains(property.getKey()),
                        find(property.getValue(), "nullable").asBoolean(),
                        words(find(property.getValue(), "enum")))));
    return fields;
  }

  /** Returns what a schema says of itself, or else the one it refers to. */
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

  private static Set<String> words(JsonNode array) {
    Set<String> words = new HashSet<>();
    array.forEach(word -> words.add(word.asText()));
    return words;
  }

  private static JsonNode document() {
    try (InputStream in =
        PinnedSchemaTest.class.getResourceAsStream("/dev/marketdata/kalshi/kalshi-openapi.yaml")) {
      return new ObjectMapper(new YAMLFactory()).readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("reading Kalshi's OpenAPI document", e);
    }
  }
}
