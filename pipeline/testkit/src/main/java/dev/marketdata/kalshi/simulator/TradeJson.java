package dev.marketdata.kalshi.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Renders a trade as the exchange does: keys in alphabetical order, exact decimals as strings. */
final class TradeJson {
  private TradeJson() {}

  static void write(String ticker, Trade trade, JsonGenerator json) throws IOException {
    String side = trade.buysYes() ? "yes" : "no";
    json.writeStartObject();
    json.writeStringField("count_fp", FixedPoint.count(trade.count()));
    json.writeStringField("created_time", time(trade.micros()));
    json.writeBooleanField("is_block_trade", trade.block());
    json.writeStringField(
        "no_price_dollars", FixedPoint.dollars(FixedPoint.DOLLAR - trade.yesPrice()));
    json.writeStringField("taker_book_side", trade.buysYes() ? "bid" : "ask");
    json.writeStringField("taker_outcome_side", side);
    json.writeStringField("taker_side", side);
    json.writeStringField("ticker", ticker);
    json.writeStringField("trade_id", id(ticker, trade));
    json.writeStringField("yes_price_dollars", FixedPoint.dollars(trade.yesPrice()));
    json.writeEndObject();
  }

  private static String id(String ticker, Trade trade) {
    return UUID.nameUUIDFromBytes((ticker + " " + trade.number()).getBytes(UTF_8)).toString();
  }

  /** Formats a time with up to six decimals: the exchange leaves zeros at the end out. */
  private static String time(long micros) {
    String whole = Instant.EPOCH.plus(micros, ChronoUnit.MICROS).toString();
    return whole.contains(".") ? whole.replaceFirst("0+Z$", "Z") : whole;
  }
}
