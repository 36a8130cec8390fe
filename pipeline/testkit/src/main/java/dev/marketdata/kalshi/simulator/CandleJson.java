package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.marketdata.kalshi.simulator.Candle.Prices;
import java.io.IOException;
import java.util.Optional;

/**
 * Renders a candlestick. The live tier's names end in {@code _dollars} and {@code _fp}, and it
 * leaves prices out where nothing was traded; the historical tier has plain names and nulls.
 */
enum CandleJson {
  LIVE("_dollars", "_fp"),
  HISTORICAL("", "");

  private final String dollars;
  private final String count;

  CandleJson(String dollars, String count) {
    this.dollars = dollars;
    this.count = count;
  }

  void write(Candle candle, JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeNumberField("end_period_ts", candle.end());
    json.writeStringField("open_interest" + count, FixedPoint.count(candle.openInterest()));
    json.writeObjectFieldStart("price");
    writePrice("close", candle.price().map(Prices::close), json);
    writePrice("high", candle.price().map(Prices::high), json);
    writePrice("low", candle.price().map(Prices::low), json);
    writePrice("mean", candle.price().map(prices -> candle.mean()), json);
    writePrice("open", candle.price().map(Prices::open), json);
    writePrice("previous", candle.previous(), json);
    json.writeEndObject();
    json.writeStringField("volume" + count, FixedPoint.count(candle.volume()));
    writeQuotes("yes_ask", candle.yesAsk(), json);
    writeQuotes("yes_bid", candle.yesBid(), json);
    json.writeEndObject();
  }

  private void writeQuotes(String name, Prices quotes, JsonGenerator json) throws IOException {
    json.writeObjectFieldStart(name);
    writePrice("close", Optional.of(quotes.close()), json);
    writePrice("high", Optional.of(quotes.high()), json);
    writePrice("low", Optional.of(quotes.low()), json);
    writePrice("open", Optional.of(quotes.open()), json);
    json.writeEndObject();
  }

  private void writePrice(String name, Optional<Integer> price, JsonGenerator json)
      throws IOException {
    if (price.isPresent()) {
      json.writeStringField(name + dollars, FixedPoint.dollars(price.get()));
    } else if (this == HISTORICAL) {
      json.writeNullField(name);
    }
  }
}
