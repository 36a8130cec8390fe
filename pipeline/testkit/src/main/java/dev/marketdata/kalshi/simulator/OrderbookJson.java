package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;

/** Renders an order book: only bids, both sides in ascending order, so the best bid is last. */
final class OrderbookJson {
  private static final int LEVELS = 12;

  private final Instant now;

  OrderbookJson(Instant now) {
    this.now = now;
  }

  /** Writes the book; a depth of zero means all levels. */
  void write(SimulatedMarket market, int depth, JsonGenerator json) throws IOException {
    Quote quote = Quote.of(market, now);
    boolean quoted = quote.bidSize() > 0;
    json.writeStartObject();
    json.writeArrayFieldStart("no_dollars");
    if (quoted) {
      writeLevels(market, quote.noBid(), quote.tick(), quote.askSize(), depth, json);
    }
    json.writeEndArray();
    json.writeArrayFieldStart("yes_dollars");
    if (quoted) {
      writeLevels(market, quote.yesBid(), quote.tick(), quote.bidSize(), depth, json);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  static void writeEmpty(JsonGenerator json) throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("no_dollars");
    json.writeEndArray();
    json.writeArrayFieldStart("yes_dollars");
    json.writeEndArray();
    json.writeEndObject();
  }

  private static void writeLevels(
      SimulatedMarket market, int best, int tick, long bestSize, int depth, JsonGenerator json)
      throws IOException {
    int levels = Math.min(LEVELS, best / tick);
    if (depth > 0) {
      levels = Math.min(levels, depth);
    }
    for (int below = levels - 1; below >= 0; below--) {
      long size = below == 0 ? bestSize : 100 + Hash.of(market.ticker(), best + below, 900_000);
      json.writeStartArray();
      json.writeString(FixedPoint.dollars(best - below * tick));
      json.writeString(FixedPoint.count(size));
      json.writeEndArray();
    }
  }
}
