package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Candlesticks of both tiers. Only periods that have ended have one. */
final class CandleEndpoints {
  private static final int MAX_TICKERS = 100;
  private static final int MAX_OF_BATCH = 10_000;
  private static final int MAX_OF_MARKET = 5_000;

  private final SimulatedExchange exchange;
  private final Set<String> poison;

  CandleEndpoints(SimulatedExchange exchange, Set<String> poison) {
    this.exchange = exchange;
    this.poison = poison;
  }

  /** Several live markets; others are left out. */
  SimulatedResponse live(ApiRequest request) {
    String operation = "BatchGetMarketCandlesticks";
    Parameters parameters = new Parameters(request);
    List<String> tickers =
        List.copyOf(
            parameters.required(operation, "MarketTickers", parameters.list("market_tickers")));
    Range range = Range.of(parameters, operation);
    if (tickers.size() > MAX_TICKERS) {
      return Errors.badRequest(
          "requested market tickers: " + tickers.size() + ", max market tickers: " + MAX_TICKERS);
    }
    if (range.periods() * tickers.size() > MAX_OF_BATCH) {
      return Errors.badRequest(
          "requested candlesticks across all markets: "
              + number(range.periods() * tickers.size())
              + ", max candlesticks: "
              + MAX_OF_BATCH);
    }
    if (tickers.stream().anyMatch(poison::contains)) {
      return Errors.badRequest("invalid ticker");
    }
    boolean latest = parameters.flag("include_latest_before_start");
    long now = exchange.clock().instant().getEpochSecond();
    List<SimulatedMarket> markets =
        tickers.stream()
            .map(exchange.catalogue()::findMarket)
            .flatMap(Optional::stream)
            .filter(market -> market.tier().live())
            .toList();
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeArrayFieldStart("markets");
          for (SimulatedMarket market : markets) {
            json.writeStartObject();
            write(market, range, latest, now, CandleJson.LIVE, json);
            json.writeStringField("market_ticker", market.ticker());
            json.writeEndObject();
          }
          json.writeEndArray();
          json.writeEndObject();
        });
  }

  /** One market of the historical tier. */
  SimulatedResponse historical(String ticker, ApiRequest request) {
    Range range = Range.of(new Parameters(request), "GetMarketCandlesticksHistorical");
    if (range.periods() > MAX_OF_MARKET) {
      return Errors.badRequest(
          "requested time range with candlesticks: "
              + number(range.periods())
              + ", max candlesticks: "
              + MAX_OF_MARKET);
    }
    SimulatedMarket market =
        exchange
            .catalogue()
            .findMarket(ticker)
            .filter(m -> m.tier().historical())
            .orElseThrow(() -> new ApiException(Errors.notFound()));
    long now = exchange.clock().instant().getEpochSecond();
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          write(market, range, false, now, CandleJson.HISTORICAL, json);
          json.writeStringField("ticker", market.ticker());
          json.writeEndObject();
        });
  }

  private static void write(
      SimulatedMarket market,
      Range range,
      boolean latest,
      long now,
      CandleJson rendering,
      JsonGenerator json)
      throws IOException {
    Candles candles = new Candles(new Tape(market));
    Period period = Period.endingFrom(range.start(), range.minutes());
    json.writeArrayFieldStart("candlesticks");
    if (latest) {
      Optional<Candle> before = candles.latestBefore(period);
      if (before.isPresent()) {
        rendering.write(before.get(), json);
      }
    }
    for (; period.end() <= Math.min(range.end(), now); period = period.next()) {
      Optional<Candle> candle = candles.of(period);
      if (candle.isPresent()) {
        rendering.write(candle.get(), json);
      }
    }
    json.writeEndArray();
  }

  /** Formats a number of periods as the exchange does: with six decimals if it is not whole. */
  private static String number(double periods) {
    return periods == Math.rint(periods)
        ? Long.toString((long) periods)
        : String.format(Locale.ROOT, "%.6f", periods);
  }

  /** The candlesticks that end at the start, at the end or between, in seconds since the epoch. */
  private record Range(long start, long end, int minutes) {

    static Range of(Parameters parameters, String operation) {
      long start =
          parameters.required(operation, "StartTs", parameters.time("start_ts")).getEpochSecond();
      long end =
          parameters.required(operation, "EndTs", parameters.time("end_ts")).getEpochSecond();
      String minutes =
          parameters.required(operation, "PeriodInterval", parameters.text("period_interval"));
      if (!List.of("1", "60", "1440").contains(minutes)) {
        throw new ApiException(Errors.failedValidation(operation, "PeriodInterval", "oneof"));
      }
      if (end < start) {
        throw new ApiException(Errors.badRequest("end_ts is before start_ts"));
      }
      return new Range(start, end, Integer.parseInt(minutes));
    }

    /** Returns the length in periods; the limits are on this, not on the candlesticks found. */
    double periods() {
      return (end - start) / (minutes * 60.0);
    }
  }
}
