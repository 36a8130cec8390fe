package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;

/** A single series, and the list of all series. Each has the same category and no tags. */
final class SeriesEndpoints {
  private static final String CATEGORY = "Economics";

  private final SimulatedExchange exchange;

  SeriesEndpoints(SimulatedExchange exchange) {
    this.exchange = exchange;
  }

  SimulatedResponse one(String ticker, ApiRequest request) {
    SimulatedSeries series =
        exchange
            .catalogue()
            .findSeries(ticker)
            .orElseThrow(() -> new ApiException(Errors.notFound()));
    Row row = row(series, new Parameters(request));
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeFieldName("series");
          row.write(json);
          json.writeEndObject();
        });
  }

  /** Returns all series in one response: this list has no pages. */
  SimulatedResponse all(ApiRequest request) {
    Parameters parameters = new Parameters(request);
    List<Row> rows =
        exchange
            .catalogue()
            .read(
                catalogue ->
                    selected(catalogue, parameters)
                        .map(series -> row(series, parameters))
                        .toList());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("series");
          for (Row row : rows) {
            row.write(json);
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  private static Stream<SimulatedSeries> selected(Catalogue catalogue, Parameters parameters) {
    boolean other = parameters.text("category").filter(name -> !name.equals(CATEGORY)).isPresent();
    if (other || parameters.text("tags").isPresent()) {
      return Stream.empty();
    }
    Optional<Instant> updatedAfter = parameters.time("min_updated_ts");
    return catalogue
        .allSeries()
        .filter(series -> updatedAfter.map(time -> anyUpdatedAfter(series, time)).orElse(true));
  }

  /** A series is updated when one of its markets is. */
  private static boolean anyUpdatedAfter(SimulatedSeries series, Instant time) {
    return series.markets().all().anyMatch(market -> market.times().updated().isAfter(time));
  }

  private Row row(SimulatedSeries series, Parameters parameters) {
    return new Row(
        series.ticker(),
        parameters.flag("include_product_metadata"),
        parameters.flag("include_volume")
            ? OptionalLong.of(exchange.catalogue().read(catalogue -> volume(series)))
            : OptionalLong.empty());
  }

  private long volume(SimulatedSeries series) {
    Instant now = exchange.clock().instant();
    return series.markets().all().mapToLong(market -> Quote.of(market, now).volume()).sum();
  }

  /** A series as JSON; its volume is in hundredths of a contract. */
  private record Row(String ticker, boolean metadata, OptionalLong volume) {

    void write(JsonGenerator json) throws IOException {
      json.writeStartObject();
      json.writeArrayFieldStart("additional_prohibitions");
      json.writeEndArray();
      json.writeStringField("category", CATEGORY);
      json.writeArrayFieldStart("categories");
      json.writeString(CATEGORY);
      json.writeEndArray();
      json.writeStringField("contract_terms_url", "https://example.com/terms/" + ticker);
      json.writeStringField("contract_url", "https://example.com/contract/" + ticker);
      json.writeNumberField("fee_multiplier", 1);
      json.writeStringField("fee_type", "quadratic");
      json.writeStringField("frequency", "daily");
      if (metadata) {
        json.writeObjectFieldStart("product_metadata");
        json.writeEndObject();
      }
      EventEndpoints.writeSources(json);
      json.writeNullField("tags");
      json.writeStringField("ticker", ticker);
      json.writeStringField("title", "The series " + ticker);
      if (volume.isPresent()) {
        json.writeStringField("volume_fp", FixedPoint.count(volume.getAsLong()));
      }
      json.writeEndObject();
    }
  }
}
