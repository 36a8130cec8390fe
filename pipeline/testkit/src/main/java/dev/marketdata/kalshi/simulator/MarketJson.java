package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Renders a market as the exchange does: keys in alphabetical order, exact decimals as strings. */
final class MarketJson {
  private static final Duration DAY = Duration.ofDays(1);

  private final Instant now;

  MarketJson(Instant now) {
    this.now = now;
  }

  void write(SimulatedMarket market, JsonGenerator json) throws IOException {
    if (market.text().isPresent()) {
      json.writeRawValue(market.text().get());
      return;
    }
    // JSON allows non-ASCII characters with and without escapes, so clients must read both.
    boolean escaped = Hash.of(market.ticker(), 7, 6) == 0;
    json.setHighestNonEscapedChar(escaped ? 127 : 0);
    json.writeStartObject();
    writeLife(market, json);
    writeQuote(market, json);
    writeTerms(market, json);
    json.writeEndObject();
    json.setHighestNonEscapedChar(0);
  }

  private void writeLife(SimulatedMarket market, JsonGenerator json) throws IOException {
    MarketTimes times = market.times();
    Instant latest = times.closes().plus(Duration.ofDays(7));
    json.writeBooleanField("can_close_early", true);
    json.writeStringField("close_time", times.closes().toString());
    json.writeStringField("created_time", times.created().plusNanos(338_653_000).toString());
    json.writeStringField("early_close_condition", MarketText.earlyCloseCondition());
    json.writeStringField("event_ticker", market.event().ticker());
    json.writeNumberField("exchange_index", market.combo() ? 1 : 0);
    json.writeStringField(
        "expected_expiration_time", times.closes().plus(Duration.ofHours(2)).toString());
    json.writeStringField("expiration_time", latest.toString());
    json.writeStringField("expiration_value", market.state().determined() ? "3.38" : "");
    json.writeStringField("latest_expiration_time", latest.toString());
    json.writeStringField("market_type", "binary");
    json.writeStringField("occurrence_datetime", times.closes().toString());
    json.writeStringField("open_time", times.opens().toString());
    json.writeStringField("result", Outcome.result(market));
    if (times.settled().isPresent()) {
      json.writeStringField("settlement_ts", times.settled().get().toString());
      json.writeStringField(
          "settlement_value_dollars",
          FixedPoint.dollars(Outcome.yes(market) ? FixedPoint.DOLLAR : 0));
    }
    json.writeNumberField("settlement_timer_seconds", 3600);
    json.writeStringField("status", market.state().wire());
    json.writeStringField("ticker", market.ticker());
    json.writeStringField("updated_time", times.updated().plusNanos(28_563_000).toString());
  }

  private void writeQuote(SimulatedMarket market, JsonGenerator json) throws IOException {
    Quote quote = Quote.of(market, now);
    Quote before = Quote.of(market, now.minus(DAY));
    json.writeStringField("last_price_dollars", FixedPoint.dollars(quote.lastPrice()));
    json.writeStringField("no_ask_dollars", FixedPoint.dollars(quote.noAsk()));
    json.writeStringField("no_bid_dollars", FixedPoint.dollars(quote.noBid()));
    json.writeStringField("notional_value_dollars", FixedPoint.dollars(FixedPoint.DOLLAR));
    json.writeStringField("open_interest_fp", FixedPoint.count(quote.openInterest()));
    json.writeStringField("previous_price_dollars", FixedPoint.dollars(before.lastPrice()));
    json.writeStringField("previous_yes_ask_dollars", FixedPoint.dollars(before.yesAsk()));
    json.writeStringField("previous_yes_bid_dollars", FixedPoint.dollars(before.yesBid()));
    json.writeStringField("volume_24h_fp", FixedPoint.count(quote.volumeOfDay()));
    json.writeStringField("volume_fp", FixedPoint.count(quote.volume()));
    json.writeStringField("yes_ask_dollars", FixedPoint.dollars(quote.yesAsk()));
    json.writeStringField("yes_ask_size_fp", FixedPoint.count(quote.askSize()));
    json.writeStringField("yes_bid_dollars", FixedPoint.dollars(quote.yesBid()));
    json.writeStringField("yes_bid_size_fp", FixedPoint.count(quote.bidSize()));
    json.writeStringField(
        "price_level_structure", quote.tick() == 100 ? "linear_cent" : "deci_cent");
    json.writeArrayFieldStart("price_ranges");
    json.writeStartObject();
    json.writeStringField("end", "1.0000");
    json.writeStringField("start", "0.0000");
    json.writeStringField("step", FixedPoint.dollars(quote.tick()));
    json.writeEndObject();
    json.writeEndArray();
  }

  private static void writeTerms(SimulatedMarket market, JsonGenerator json) throws IOException {
    String ticker = market.ticker();
    String side = MarketText.side(ticker);
    json.writeStringField("no_sub_title", side);
    json.writeStringField("rules_primary", MarketText.primaryRules(ticker));
    json.writeStringField("rules_secondary", MarketText.secondaryRules());
    json.writeStringField("settlement_bounds_type", "default");
    json.writeStringField("title", MarketText.title(ticker));
    json.writeStringField("yes_sub_title", side);
    if (market.combo()) {
      writeLegs(market, json);
      return;
    }
    json.writeStringField("strike_type", "greater");
    json.writeStringField("mve_collection_ticker", "");
    // A JSON number, as the exchange sends strikes, with more digits than a float can hold.
    json.writeFieldName("floor_strike");
    json.writeNumber(Hash.of(ticker, 8, 90_000) + ".99");
  }

  private static void writeLegs(SimulatedMarket market, JsonGenerator json) throws IOException {
    String ticker = market.ticker();
    json.writeStringField("strike_type", "custom");
    json.writeBooleanField("is_provisional", true);
    json.writeStringField("mve_collection_ticker", market.event().series().ticker() + "-R");
    json.writeArrayFieldStart("mve_selected_legs");
    for (String leg : List.of("KXNBA-27-BOS", "KXNFLMVP-27-PMAH")) {
      json.writeStartObject();
      json.writeStringField("event_ticker", leg.substring(0, leg.lastIndexOf('-')));
      json.writeStringField("market_ticker", leg);
      json.writeStringField("side", Hash.of(ticker + leg, 9, 2) == 0 ? "yes" : "no");
      json.writeEndObject();
    }
    json.writeEndArray();
  }
}
