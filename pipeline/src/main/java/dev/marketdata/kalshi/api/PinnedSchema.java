package dev.marketdata.kalshi.api;

import static dev.marketdata.kalshi.api.PinnedSchema.JsonType.ARRAY;
import static dev.marketdata.kalshi.api.PinnedSchema.JsonType.BOOLEAN;
import static dev.marketdata.kalshi.api.PinnedSchema.JsonType.INTEGER;
import static dev.marketdata.kalshi.api.PinnedSchema.JsonType.NUMBER;
import static dev.marketdata.kalshi.api.PinnedSchema.JsonType.OBJECT;
import static dev.marketdata.kalshi.api.PinnedSchema.JsonType.STRING;

import com.fasterxml.jackson.core.JsonToken;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields that the objects of a dataset have by Kalshi's OpenAPI documents 3.28 to 3.34, the
 * newest when this was written; a test holds both equal. Of nested objects only that they are
 * objects.
 */
final class PinnedSchema {

  /** A type of the OpenAPI document. */
  enum JsonType {
    STRING,
    INTEGER,
    NUMBER,
    BOOLEAN,
    ARRAY,
    OBJECT;

    private EnumSet<JsonToken> tokens() {
      return switch (this) {
        case STRING -> EnumSet.of(JsonToken.VALUE_STRING);
        case INTEGER -> EnumSet.of(JsonToken.VALUE_NUMBER_INT);
        case NUMBER -> EnumSet.of(JsonToken.VALUE_NUMBER_INT, JsonToken.VALUE_NUMBER_FLOAT);
        case BOOLEAN -> EnumSet.of(JsonToken.VALUE_TRUE, JsonToken.VALUE_FALSE);
        case ARRAY -> EnumSet.of(JsonToken.START_ARRAY);
        case OBJECT -> EnumSet.of(JsonToken.START_OBJECT);
      };
    }
  }

  /**
   * What the document says of a field.
   *
   * @param required whether every object has it
   * @param nullable whether it may be null
   * @param values the words it is limited to; empty if it is not
   */
  record Field(
      String name, JsonType type, boolean required, boolean nullable, Set<String> values) {}

  /**
   * A field as the watch asks for it.
   *
   * @param tokens what its value may begin with
   * @param bit its own bit if it is required, else none
   */
  record Expected(String name, Set<JsonToken> tokens, Set<String> values, long bit) {}

  private static final PinnedSchema MARKET =
      new PinnedSchema(
          required("ticker", STRING),
          required("event_ticker", STRING),
          required("market_type", STRING, "binary", "scalar"),
          optional("title", STRING),
          optional("subtitle", STRING),
          required("yes_sub_title", STRING),
          required("no_sub_title", STRING),
          required("created_time", STRING),
          required("updated_time", STRING),
          required("open_time", STRING),
          required("close_time", STRING),
          nullable("expected_expiration_time", STRING),
          optional("expiration_time", STRING),
          required("latest_expiration_time", STRING),
          required("settlement_timer_seconds", INTEGER),
          required(
              "status",
              STRING,
              "initialized",
              "inactive",
              "active",
              "closed",
              "determined",
              "disputed",
              "amended",
              "finalized"),
          required("yes_bid_dollars", STRING),
          required("yes_bid_size_fp", STRING),
          required("yes_ask_dollars", STRING),
          required("yes_ask_size_fp", STRING),
          required("no_bid_dollars", STRING),
          required("no_ask_dollars", STRING),
          required("last_price_dollars", STRING),
          required("volume_fp", STRING),
          required("volume_24h_fp", STRING),
          required("result", STRING, "yes", "no", "scalar", ""),
          required("can_close_early", BOOLEAN),
          required("open_interest_fp", STRING),
          required("notional_value_dollars", STRING),
          required("previous_yes_bid_dollars", STRING),
          required("previous_yes_ask_dollars", STRING),
          required("previous_price_dollars", STRING),
          nullable("settlement_value_dollars", STRING),
          nullable("settlement_ts", STRING),
          required("settlement_bounds_type", STRING, "default", "floor"),
          nullable("settlement_floor_dollars", STRING),
          required("expiration_value", STRING),
          nullable("occurrence_datetime", STRING),
          nullable("fee_waiver_expiration_time", STRING),
          nullable("early_close_condition", STRING),
          optional(
              "strike_type",
              STRING,
              "greater",
              "greater_or_equal",
              "less",
              "less_or_equal",
              "between",
              "functional",
              "custom",
              "structured"),
          nullable("floor_strike", NUMBER),
          nullable("cap_strike", NUMBER),
          nullable("functional_strike", STRING),
          nullable("custom_strike", OBJECT),
          required("rules_primary", STRING),
          required("rules_secondary", STRING),
          optional("mve_collection_ticker", STRING),
          optional("mve_selected_legs", ARRAY),
          nullable("primary_participant_key", STRING),
          required("price_level_structure", STRING),
          required("price_ranges", ARRAY),
          optional("is_provisional", BOOLEAN),
          optional("exchange_index", INTEGER));

  private static final PinnedSchema ORDER_BOOK =
      new PinnedSchema(required("ticker", STRING), required("orderbook_fp", OBJECT));

  private final List<Field> fields;
  private final Map<String, Expected> byName = new HashMap<>();
  private final List<String> required;

  private PinnedSchema(Field... fields) {
    this.fields = List.of(fields);
    this.required = this.fields.stream().filter(Field::required).map(Field::name).toList();
    if (required.size() > Long.SIZE) {
      throw new IllegalArgumentException(required.size() + " required fields do not fit a long");
    }
    for (Field field : fields) {
      EnumSet<JsonToken> tokens = field.type().tokens();
      if (field.nullable()) {
        tokens.add(JsonToken.VALUE_NULL);
      }
      long bit = field.required() ? 1L << required.indexOf(field.name()) : 0;
      byName.put(field.name(), new Expected(field.name(), tokens, field.values(), bit));
    }
  }

  static PinnedSchema of(Dataset dataset) {
    return switch (dataset) {
      case MARKET_DATA -> MARKET;
      case ORDERBOOKS -> ORDER_BOOK;
    };
  }

  /** Returns all fields, in the document's order. */
  List<Field> fields() {
    return fields;
  }

  /** Returns what is expected of a field; null if the document does not know it. */
  @Nullable Expected expected(String name) {
    return byName.get(name);
  }

  /** Returns the required fields, each at the place of its bit. */
  List<String> required() {
    return required;
  }

  private static Field required(String name, JsonType type, String... values) {
    return new Field(name, type, true, false, Set.of(values));
  }

  private static Field optional(String name, JsonType type, String... values) {
    return new Field(name, type, false, false, Set.of(values));
  }

  private static Field nullable(String name, JsonType type) {
    return new Field(name, type, false, true, Set.of());
  }
}
