package dev.marketdata.kalshi.simulator;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The historical tier. */
final class HistoricalEndpoints {
  private final SimulatedExchange exchange;

  HistoricalEndpoints(SimulatedExchange exchange) {
    this.exchange = exchange;
  }

  SimulatedResponse cutoff() {
    String cutoff = exchange.cutoff().toString();
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeStringField("market_positions_last_updated_ts", cutoff);
          json.writeStringField("market_settled_ts", cutoff);
          json.writeStringField("orders_updated_ts", cutoff);
          json.writeStringField("trades_created_ts", exchange.tradesCutoff().toString());
          json.writeEndObject();
        });
  }

  SimulatedResponse markets(ApiRequest request) {
    Parameters parameters = new Parameters(request);
    int limit = parameters.limit("GetHistoricalMarkets", 0, 1_000, 100);
    Optional<Set<String>> tickers = parameters.list("tickers");
    Optional<String> event = parameters.text("event_ticker");
    Optional<String> series = parameters.text("series_ticker");
    Optional<String> mve = parameters.oneOf("mve_filter", List.of("exclude"));
    long filters = Stream.of(tickers, event, series, mve).filter(Optional::isPresent).count();
    if (filters > 1) {
      return Errors.badRequest("filters are mutually exclusive");
    }
    int after = parameters.cursor().map(Cursor::position).orElse(0);
    Page<SimulatedMarket> page =
        exchange
            .catalogue()
            .read(
                catalogue ->
                    Page.cut(
                        MarketEndpoints.candidates(catalogue, tickers, event, series, after)
                            .filter(market -> market.tier().historical())
                            .filter(market -> mve.isEmpty() || !market.combo())
                            .limit(limit + 1L)
                            .toList(),
                        limit,
                        market -> new Cursor(0, market.position())));
    return MarketEndpoints.pageResponse(page, exchange.clock().instant());
  }

  SimulatedResponse market(String ticker) {
    SimulatedMarket market =
        exchange
            .catalogue()
            .findMarket(ticker)
            .filter(m -> m.tier().historical())
            .orElseThrow(() -> new ApiException(Errors.notFoundInHistory()));
    MarketJson rendering = new MarketJson(exchange.clock().instant());
    return SimulatedResponse.ok(
        json -> {
          json.writeStartObject();
          json.writeFieldName("market");
          rendering.write(market, json);
          json.writeEndObject();
        });
  }
}
