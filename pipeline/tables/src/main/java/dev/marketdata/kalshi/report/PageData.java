package dev.marketdata.kalshi.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToLongFunction;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * The numbers and texts that the page's script shows, column by column: JSON, compressed, in
 * base64. Of a series, each number is the difference from the one before, null where there is none.
 * Prices are whole multiples of one unit, counts are hundredths, times are seconds.
 *
 * @param holes the times that nothing is known of, by dataset
 */
record PageData(List<Market> markets, Instant end, Map<String, List<long[]>> holes) {

  private static final JsonFactory JSON = new JsonFactory();
  private static final long SECOND = TimeUnit.SECONDS.toMicros(1);
  private static final long MILLI = TimeUnit.MILLISECONDS.toMicros(1);
  private static final long CENT = 10_000;

  /** Returns the data in as much detail as is wanted. */
  String encode(Detail detail) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(new GZIPOutputStream(bytes, 1 << 16))) {
      write(json, detail);
    }
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }

  private void write(JsonGenerator json, Detail detail) throws IOException {
    List<Market> listed = markets.subList(0, detail.markets());
    List<Market> charted = markets.subList(0, Math.min(detail.charts(), detail.markets()));
    long unit = unit(listed);
    json.writeStartObject();
    json.writeNumberField("unit", unit);
    json.writeNumberField("minutes", detail.minutes());
    json.writeNumberField("end", end.getEpochSecond());
    json.writeNumberField("charts", charted.size());
    json.writeArrayFieldStart("tickers");
    for (Market market : listed) {
      json.writeString(market.ticker());
    }
    json.writeEndArray();
    for (String field : List.of("event_ticker", "status", "result")) {
      texts(json, field, listed);
    }
    for (String field : ReadMarkets.TEXTS) {
      texts(json, field, listed);
    }
    numbers(json, "bid", listed, market -> newest(market, Market.BID), unit);
    numbers(json, "ask", listed, market -> newest(market, Market.ASK), unit);
    numbers(json, "last", listed, market -> newest(market, Market.LAST), unit);
    numbers(json, "volume", listed, market -> newest(market, Market.VOLUME), 1);
    numbers(json, "traded", listed, Market::volumeInRange, 1);
    numbers(json, "interest", listed, market -> market.number("open_interest"), 1);
    numbers(json, "change", listed, PageData::change, unit);
    numbers(json, "closes", listed, market -> market.number("close_time"), SECOND);
    numbers(json, "settled", listed, Market::settledAt, SECOND);
    numbers(json, "value", listed, market -> market.number("settlement_value"), unit);
    json.writeArrayFieldStart("snapshots");
    for (Market market : listed) {
      series(json, market.snapshots(), detail.every(), SECOND, unit);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("candles");
    for (Market market : charted) {
      series(json, joined(market.candles(), detail.minutes()), 1, SECOND, unit);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("trades");
    for (Market market : charted) {
      json.writeStartArray();
      column(json, market.trades(), Market.AT, 1, MILLI);
      column(json, market.trades(), Market.PRICE, 1, unit);
      column(json, market.trades(), Market.COUNT, 1, 1);
      column(json, market.trades(), Market.YES, 1, 1);
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeObjectFieldStart("holes");
    for (Map.Entry<String, List<long[]>> dataset : holes.entrySet()) {
      json.writeArrayFieldStart(dataset.getKey());
      for (long[] hole : dataset.getValue()) {
        json.writeArray(hole, 0, hole.length);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
    json.writeEndObject();
  }

  private static long change(Market market) {
    Movers.Mover mover = Movers.of(market);
    return mover == null ? Series.NONE : mover.change();
  }

  private static long newest(Market market, int column) {
    Series snapshots = market.snapshots();
    return snapshots.size() == 0 ? Series.NONE : snapshots.get(column, snapshots.size() - 1);
  }

  private static void texts(JsonGenerator json, String field, List<Market> markets)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Market market : markets) {
      @Nullable String text = market.text(field);
      json.writeString(text == null ? "" : text);
    }
    json.writeEndArray();
  }

  private static void numbers(
      JsonGenerator json, String field, List<Market> markets, ToLongFunction<Market> of, long unit)
      throws IOException {
    json.writeArrayFieldStart(field);
    for (Market market : markets) {
      write(json, of.applyAsLong(market), unit);
    }
    json.writeEndArray();
  }

  private static void write(JsonGenerator json, long value, long unit) throws IOException {
    if (value == Series.NONE) {
      json.writeNull();
    } else {
      json.writeNumber(Math.floorDiv(value, unit));
    }
  }

  private static void series(JsonGenerator json, Series series, int every, long time, long unit)
      throws IOException {
    json.writeStartArray();
    column(json, series, Market.AT, every, time);
    column(json, series, Market.BID, every, unit);
    column(json, series, Market.ASK, every, unit);
    column(json, series, Market.LAST, every, unit);
    column(json, series, Market.VOLUME, every, 1);
    json.writeEndArray();
  }

  private static void column(JsonGenerator json, Series series, int column, int every, long unit)
      throws IOException {
    json.writeStartArray();
    long before = 0;
    for (int i = (series.size() - 1) % every; i >= 0 && i < series.size(); i += every) {
      long value = series.get(column, i);
      if (value == Series.NONE) {
        json.writeNull();
      } else {
        long units = Math.floorDiv(value, unit);
        json.writeNumber(units - before);
        before = units;
      }
    }
    json.writeEndArray();
  }

  /** Joins candles to longer ones: the last quotes and price, and the sum of the volume. */
  static Series joined(Series candles, int minutes) {
    if (minutes == 1) {
      return candles;
    }
    long length = TimeUnit.MINUTES.toMicros(minutes);
    Series joined = new Series(candles.columns());
    int i = 0;
    while (i < candles.size()) {
      long end = -Math.floorDiv(-candles.get(Market.AT, i), length) * length;
      long price = Series.NONE;
      long volume = 0;
      int last = i;
      for (; i < candles.size() && candles.get(Market.AT, i) <= end; i++) {
        last = i;
        price = candles.get(Market.LAST, i) == Series.NONE ? price : candles.get(Market.LAST, i);
        volume += Math.max(0, candles.get(Market.VOLUME, i));
      }
      joined.add(end, candles.get(Market.BID, last), candles.get(Market.ASK, last), price, volume);
    }
    return joined;
  }

  /** Returns the largest number of millionths of a dollar that divides all prices. */
  private static long unit(List<Market> markets) {
    long unit = 0;
    for (Market market : markets) {
      for (int column : List.of(Market.BID, Market.ASK, Market.LAST)) {
        unit = divisor(unit, market.snapshots(), column);
        unit = divisor(unit, market.candles(), column);
      }
      unit = divisor(unit, market.trades(), Market.PRICE);
      long value = market.number("settlement_value");
      unit = value == Series.NONE ? unit : divisor(unit, value);
    }
    return unit == 0 ? CENT : unit;
  }

  private static long divisor(long unit, Series series, int column) {
    long divisor = unit;
    for (int i = 0; i < series.size(); i++) {
      long value = series.get(column, i);
      divisor = value == Series.NONE ? divisor : divisor(divisor, value);
    }
    return divisor;
  }

  private static long divisor(long a, long b) {
    long one = a;
    long other = b;
    while (other != 0) {
      long rest = one % other;
      one = other;
      other = rest;
    }
    return Math.abs(one);
  }
}
