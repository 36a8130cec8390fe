package dev.marketdata.kalshi.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A simple HTTP client for the tests of the simulator. */
final class SimulatorClient {
  private final KalshiSimulator kalshi;
  private final HttpClient http = HttpClient.newHttpClient();

  SimulatorClient(KalshiSimulator kalshi) {
    this.kalshi = kalshi;
  }

  HttpResponse<String> get(String pathAndQuery) throws IOException, InterruptedException {
    return send(request(pathAndQuery));
  }

  HttpResponse<byte[]> bytes(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofByteArray());
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(kalshi.url() + pathAndQuery))
        .timeout(Duration.ofSeconds(20));
  }

  HttpRequest.Builder signed(String pathAndQuery, SimulatorKeys keys, Instant stamp) {
    int question = pathAndQuery.indexOf('?');
    String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
    String millis = Long.toString(stamp.toEpochMilli());
    return request(pathAndQuery)
        .header("KALSHI-ACCESS-KEY", keys.keyId())
        .header("KALSHI-ACCESS-TIMESTAMP", millis)
        .header("KALSHI-ACCESS-SIGNATURE", keys.sign(millis + "GET" + ApiRequest.ROOT + path));
  }

  JsonNode json(String pathAndQuery) throws IOException, InterruptedException {
    return Json.MAPPER.readTree(get(pathAndQuery).body());
  }

  /** Returns the tickers of the markets on one page. */
  List<String> tickers(String pathAndQuery) throws IOException, InterruptedException {
    return tickers(json(pathAndQuery));
  }

  /** Returns the tickers of the markets on all pages. */
  List<String> allTickers(String pathAndQuery) throws IOException, InterruptedException {
    List<String> tickers = new ArrayList<>();
    String cursor = "";
    do {
      JsonNode page = json(pathAndQuery + "&cursor=" + cursor);
      tickers.addAll(tickers(page));
      cursor = page.get("cursor").asText();
    } while (!cursor.isEmpty());
    return tickers;
  }

  private static List<String> tickers(JsonNode page) {
    List<String> tickers = new ArrayList<>();
    page.get("markets").forEach(market -> tickers.add(market.get("ticker").asText()));
    return tickers;
  }
}
