package dev.marketdata.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** What the simulator's tape holds, and what a run stored of it, as sorted texts. */
record Tape(KalshiSimulator kalshi, TestRun run) {

  private static final ObjectMapper JSON = new ObjectMapper();

  List<String> storedTrades() throws IOException {
    return stored("trades");
  }

  List<String> storedCandles() throws IOException {
    return stored("candlesticks");
  }

  private List<String> stored(String dataset) throws IOException {
    List<JsonNode> items = new ArrayList<>();
    for (String content : run.files(dataset).values()) {
      JSON.readTree(content).get(dataset).forEach(items::add);
    }
    return sorted(items);
  }

  /** Returns the trades of a market from one time until another, of both tiers, each once. */
  List<String> trades(String market, Instant from, Instant to) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    for (String path : List.of("/historical/trades", "/markets/trades")) {
      String cursor = "";
      do {
        JsonNode page =
            get(
                "%s?ticker=%s&limit=1000&min_ts=%d&max_ts=%d&cursor=%s"
                    .formatted(path, market, from.getEpochSecond(), to.getEpochSecond(), cursor));
        page.get("trades").forEach(all::add);
        cursor = page.path("cursor").asText("");
      } while (!cursor.isEmpty());
    }
    all.removeIf(trade -> !Instant.parse(trade.get("created_time").asText()).isBefore(to));
    return sorted(all).stream().distinct().toList();
  }

  /** Returns the candles of a live market that end after one time and not after another. */
  List<String> candles(String market, Instant from, Instant to) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    get("/markets/candlesticks?market_tickers=%s&period_interval=1&start_ts=%d&end_ts=%d"
            .formatted(market, from.getEpochSecond() + 60, to.getEpochSecond()))
        .get("markets")
        .get(0)
        .get("candlesticks")
        .forEach(all::add);
    return sorted(all);
  }

  /** Returns the candles of a market of the historical tier. */
  List<String> historicalCandles(String market, Instant from, Instant to) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    get("/historical/markets/%s/candlesticks?period_interval=1&start_ts=%d&end_ts=%d"
            .formatted(market, from.getEpochSecond() + 60, to.getEpochSecond()))
        .get("candlesticks")
        .forEach(all::add);
    return sorted(all);
  }

  private JsonNode get(String pathAndQuery) throws IOException {
    try (InputStream in = URI.create(kalshi.url() + pathAndQuery).toURL().openStream()) {
      return JSON.readTree(in);
    }
  }

  private static List<String> sorted(List<JsonNode> items) {
    return items.stream().map(JsonNode::toString).sorted().toList();
  }
}
