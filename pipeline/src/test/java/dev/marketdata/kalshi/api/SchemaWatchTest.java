package dev.marketdata.kalshi.api;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.datasets.OrderBooks;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests objects that differ from the pinned schema. */
class SchemaWatchTest {

  private static final JsonNode SCHEMA = schema();

  @Test
  void aMarketOfTheSchemaDiffersInNothing() throws Exception {
    assertThat(seen(market("A")), is(empty()));
  }

  @Test
  void anOrderBookOfTheSchemaDiffersInNothing() throws Exception {
    assertThat(
        seenOfBooks("{\"ticker\":\"A\",\"orderbook_fp\":{\"yes_dollars\":[],\"no_dollars\":[]}}"),
        is(empty()));
  }

  @Test
  void aFieldThatTheSchemaLacksIsNew() throws Exception {
    assertThat(seen(market("A", "halted", "true")), contains("new halted 1 A true"));
  }

  @Test
  void aMissingRequiredFieldIsFound() throws Exception {
    assertThat(seen(market("A", "volume_fp", "")), contains("gone volume_fp 1 A null"));
  }

  @Test
  void anOptionalFieldMayBeAbsent() throws Exception {
    assertThat(seen(market("A", "title", "")), is(empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "volume_fp, 12",
    "volume_fp, null",
    "volume_fp, true",
    "volume_fp, [1]",
    "title, null",
    "settlement_timer_seconds, 1.5",
    "settlement_timer_seconds, null",
    "can_close_early, 1",
    "floor_strike, {}",
    "price_ranges, {}",
    "custom_strike, []"
  })
  void aValueOfAnotherTypeIsSeen(String field, String value) throws Exception {
    assertThat(seen(market("A", field, value)), contains("type " + field + " 1 A " + value));
  }

  @ParameterizedTest
  @CsvSource({
    "settlement_timer_seconds, 3600",
    "floor_strike, 54",
    "floor_strike, 54.5",
    "floor_strike, -5.4E1",
    "floor_strike, null",
    "settlement_ts, null",
    "custom_strike, {}",
    "custom_strike, null",
    "mve_selected_legs, [{}]",
    "is_provisional, false"
  })
  void aValueOfTheTypeOfTheSchemaIsNothing(String field, String value) throws Exception {
    assertThat(seen(market("A", field, value)), is(empty()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"status", "result", "market_type", "strike_type", "settlement_bounds_type"})
  void aWordThatIsNotAmongTheFieldsIsSeen(String field) throws Exception {
    assertThat(
        seen(market("A", field, "\"halted\"")), contains("value " + field + " 1 A \"halted\""));
  }

  @Test
  void twoNewWordsOfOneFieldAreTwoFindings() throws Exception {
    assertThat(
        seen(market("A", "status", "\"halted\""), market("B", "status", "\"auction\"")),
        contains("value status 1 B \"auction\"", "value status 1 A \"halted\""));
  }

  @Test
  void aFreeTextMayHoldAnyWord() throws Exception {
    assertThat(seen(market("A", "price_level_structure", "\"any\"")), is(empty()));
  }

  @Test
  void aFindingCountsObjectsAndNamesTheFirst() throws Exception {
    assertThat(
        seen(market("A"), market("B", "x", "1"), market("C", "x", "2")), contains("new x 2 B 1"));
  }

  @Test
  void aNewObjectIsNotInspected() throws Exception {
    String object = "{\"y\":1,\"status\":2}";

    assertThat(
        seen(market("A", "x", object), market("B", "x", object), market("C", "x", object)),
        contains("new x 3 A " + object));
  }

  @Test
  void aFieldThatIsThereTwiceCountsOnce() throws Exception {
    assertThat(seen(market("A", "x", "1,\"x\":2")), hasSize(1));
  }

  @Test
  void fieldsWithinAFieldAreNotLookedAt() throws Exception {
    assertThat(seen(market("A", "custom_strike", "{\"x\":1,\"status\":2}")), is(empty()));
  }

  @Test
  void aMissingFieldInAnArrayIsFound() throws Exception {
    assertThat(
        seen(market("A", "price_ranges", "[{\"start\":\"0\",\"end\":\"1\"}]")),
        contains("gone price_ranges[].step 1 A null"));
  }

  @Test
  void aNewFieldOfAnObjectOfAnArrayIsSeenOncePerMarket() throws Exception {
    String range = "{\"start\":\"0\",\"end\":\"1\",\"step\":\"1\",\"lot\":2}";

    assertThat(
        seen(market("A", "price_ranges", "[" + range + "," + range + "]")),
        contains("new price_ranges[].lot 1 A 2"));
  }

  @Test
  void aLevelOfAnOrderBookThatHoldsNumbersIsSeen() throws Exception {
    assertThat(
        seenOfBooks(
            "{\"ticker\":\"A\",\"orderbook_fp\":"
                + "{\"yes_dollars\":[[\"0.1\",\"2\"],[\"0.2\",3]],\"no_dollars\":[]}}"),
        contains("type orderbook_fp.yes_dollars[][] 1 A 3"));
  }

  @Test
  void aLevelThatIsNotAnArrayIsSeen() throws Exception {
    assertThat(
        seenOfBooks(
            "{\"ticker\":\"A\",\"orderbook_fp\":"
                + "{\"yes_dollars\":[{\"price\":\"0.1\"}],\"no_dollars\":[]}}"),
        contains("type orderbook_fp.yes_dollars[] 1 A {\"price\":\"0.1\"}"));
  }

  @Test
  void fieldsInAnotherOrderAreTheSame() throws Exception {
    List<String> fields = new ArrayList<>(fields("B").values());
    Collections.reverse(fields);

    assertThat(seen(market("A"), "{" + String.join(",", fields) + "}"), is(empty()));
  }

  @Test
  void moreFieldsThanTheSchemaHasAreAllSeen() throws Exception {
    StringBuilder more = new StringBuilder("1");
    for (int i = 10; i < 90; i++) {
      more.append(",\"x").append(i).append("\":1");
    }

    assertThat(seen(market("A", "x", more.toString()), market("B")), hasSize(81));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"a \\u00e9 b\"", "[1,{\"a\":null}]", "{\"a\":[]}", "-1.5E7", "\"\""})
  void anExampleIsWhatKalshiSent(String value) throws Exception {
    assertThat(seen(market("A", "x", value)), contains("new x 1 A " + value));
  }

  @Test
  void anExampleIsShortAndOneLine() throws Exception {
    String value = "[1,\n" + "\"°\",".repeat(10_000) + "2]";

    assertThat(
        seen(market("A", "x", value)), contains("new x 1 A [1, " + "\"°\",".repeat(49) + "..."));
  }

  @Test
  void theNameOfAFieldIsShortAndOneLine() throws Exception {
    assertThat(
        seen(market("A", "\\n" + "x".repeat(1_000), "1")),
        contains("new " + "x".repeat(199) + "... 1 A 1"));
  }

  @Test
  void anObjectWithoutATickerIsAnExampleWithoutAName() throws Exception {
    assertThat(seen(market("A", "ticker", "")), contains("gone ticker 1  null"));
  }

  @Test
  void anElementThatIsNoObjectIsNotLookedAt() throws Exception {
    assertThat(seen("null", "[{\"x\":1}]"), is(empty()));
  }

  @Test
  void bothFieldsOfAnOrderBookAreLookedAt() throws Exception {
    assertThat(
        seenOfBooks("{\"ticker\":\"A\",\"orderbook\":[]}"),
        contains("gone orderbook_fp 1 A null", "new orderbook 1 A []"));
  }

  private static String market(String ticker, String field, String value) {
    Map<String, String> fields = fields(ticker);
    fields.put(field, "\"" + field + "\":" + value);
    if (value.isEmpty()) {
      fields.remove(field);
    }
    return "{" + String.join(",", fields.values()) + "}";
  }

  private static String market(String ticker) {
    return "{" + String.join(",", fields(ticker).values()) + "}";
  }

  /** Returns a member for each field of the schema. */
  private static Map<String, String> fields(String ticker) {
    Map<String, String> members = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> field : SCHEMA.get("properties").properties()) {
      JsonNode type = field.getValue().get("type");
      String value =
          switch (type.isArray() ? type.get(0).asText() : type.asText()) {
            case "string" -> "\"" + field.getValue().at("/enum/0").asText("x") + "\"";
            case "integer", "number" -> "1";
            case "boolean" -> "true";
            case "array" -> "[]";
            default -> "{}";
          };
      members.put(field.getKey(), "\"" + field.getKey() + "\":" + value);
    }
    members.put("ticker", "\"ticker\":\"" + ticker + "\"");
    return members;
  }

  private static List<String> seen(String... markets) throws MalformedResponseException {
    return seen(new Markets(), markets);
  }

  private static List<String> seenOfBooks(String... books) throws MalformedResponseException {
    return seen(new OrderBooks(), books);
  }

  private static List<String> seen(Dataset dataset, String... objects)
      throws MalformedResponseException {
    String page = "{\"" + dataset.shape().array() + "\":[ " + String.join(" , ", objects) + " ]}";
    return Pages.slice(dataset, page.getBytes(StandardCharsets.UTF_8))
        .drift()
        .differences()
        .entrySet()
        .stream()
        .map(
            found ->
                String.join(
                    " ",
                    found.getKey().finding().jsonName(),
                    found.getKey().field(),
                    String.valueOf(found.getValue().count()),
                    found.getValue().ticker(),
                    String.valueOf(found.getValue().value())))
        .toList();
  }

  private static JsonNode schema() {
    try (InputStream in = Markets.class.getResourceAsStream("market_data.schema.json")) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new IllegalStateException("reading the schema", e);
    }
  }
}
