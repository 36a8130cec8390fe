package dev.marketdata.kalshi.tables;

import static dev.marketdata.kalshi.tables.Collected.DAY;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares tables of recorded responses, read by DuckDB, with the objects that were recorded. */
class RecordedResponsesTest {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();
  private static final String SLOT = DAY + "T14:00:00Z";
  // Each candle is of another day.
  private static final int MAX_OBJECTS = 8;
  private static final BigDecimal NO_ASK = BigDecimal.ONE;

  @TempDir Path folder;

  private static List<JsonNode> recorded(String file, String list) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(
            RecordedResponsesTest.class.getResourceAsStream("/recorded/" + file))) {
      JsonNode all = JSON.readTree(in);
      JsonNode response = all.path("response").isMissingNode() ? all : all.path("response");
      JsonNode items =
          list.equals("candlesticks")
              ? response.path("markets").get(0).path(list)
              : response.path(list);
      List<JsonNode> objects = new ArrayList<>();
      items.forEach(objects::add);
      return objects.subList(0, Math.min(MAX_OBJECTS, objects.size()));
    }
  }

  /** Makes the days of what was recorded, whenever that was. */
  private Collected tables(String dataset, List<JsonNode> objects) throws IOException {
    Collected collected = new Collected(folder);
    Collected.Run run = collected.run(SLOT);
    for (int i = 0; i < objects.size(); i++) {
      String object = JSON.writeValueAsString(objects.get(i));
      boolean isOneObject = dataset.equals("market_data");
      Instant slot = isOneObject ? Instant.parse(SLOT) : slotOf(objects.get(i));
      // A shard each, so that the window of each is that of its item.
      run.shard(dataset, "KX" + i, slot, isOneObject ? object : "[" + object + "]");
    }
    run.finish();
    return collected;
  }

  private static Instant slotOf(JsonNode item) {
    Instant time =
        item.has("end_period_ts")
            ? Instant.ofEpochSecond(item.path("end_period_ts").asLong())
            : Instant.parse(item.path("created_time").asText()).plusSeconds(1);
    return time.plusMillis(999).truncatedTo(java.time.temporal.ChronoUnit.SECONDS);
  }

  @ParameterizedTest
  @CsvSource({
    "market_data, wnba-markets.json, markets",
    "market_data, obstacle-markets.json, markets",
    "trades, sdv-trades.json, trades",
    "trades, obstacle-trades.json, trades",
    "candlesticks, obstacle-candlesticks.json, candlesticks"
  })
  void everyValueIsThatOfTheRecordedObject(String dataset, String file, String list)
      throws IOException {
    List<JsonNode> objects = recorded(file, list);
    assertThat(objects, is(not(empty())));
    Collected collected = tables(dataset, objects);
    collected.makeClosed("2026-11-27T00:00:00Z");
    Table table = Tables.of(dataset).get(0);
    int compared = 0;

    List<String> rows =
        collected.query(dataset, "SELECT COLUMNS(* EXCLUDE date) FROM TABLE ORDER BY ticker");
    assertThat(rows.size(), is(objects.size()));
    for (int i = 0; i < objects.size(); i++) {
      String[] values = rows.get(i).split("\\|", -1);
      assertThat(JSON.readTree(values[table.raw()]), is(objects.get(i)));
      for (int column = Table.SOURCE + 1; column < table.raw(); column++) {
        Column of = table.columns().get(column);
        if (!of.field().isEmpty()) {
          compare(of, values[column], at(objects.get(i), of.field()));
          compared += values[column].equals("null") ? 0 : 1;
        }
      }
    }
    assertThat(compared, is(greaterThan(objects.size() * 5)));
  }

  private static JsonNode at(JsonNode object, String field) {
    return object.at("/" + field.replace('.', '/'));
  }

  private static void compare(Column column, String value, JsonNode recorded) {
    @Nullable Object expected =
        switch (column.type()) {
          case PRICE, COUNT, SECONDS -> number(column, recorded);
          case TIME ->
              recorded.isNumber()
                  ? Instant.ofEpochSecond(recorded.asLong())
                  : recorded.isTextual() && !recorded.asText().isEmpty()
                      ? Instant.parse(recorded.asText())
                      : null;
          case JSON -> recorded.isMissingNode() || recorded.isNull() ? null : recorded;
          default -> recorded.asText().isEmpty() || recorded.isNull() ? null : recorded.asText();
        };
    boolean isHistorical = recorded.isMissingNode() && column.type() == ColumnType.COUNT;
    if (!isHistorical) {
      assertThat(column.name(), actual(column, value), is(expected));
    }
  }

  private static @Nullable BigDecimal number(Column column, JsonNode recorded) {
    if (recorded.isMissingNode() || recorded.isNull() || recorded.asText().isEmpty()) {
      return null;
    }
    BigDecimal number = new BigDecimal(recorded.asText());
    boolean isNoQuote = column.isQuote() && (number.signum() == 0 || number.compareTo(NO_ASK) == 0);
    return isNoQuote ? null : number.setScale(column.type().scale());
  }

  private static @Nullable Object actual(Column column, String value) {
    if (value.equals("null")) {
      return null;
    }
    try {
      return switch (column.type()) {
        case PRICE, COUNT, SECONDS -> new BigDecimal(value);
        case TIME -> Instant.parse(value);
        case JSON -> JSON.readTree(value);
        default -> value;
      };
    } catch (IOException e) {
      throw new IllegalStateException(value, e);
    }
  }
}
