package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rate of stored shards, with a storage server that has the latency of a bucket in the same
 * region. The limit is the max number in flight, divided by the latency.
 */
final class StorageRate {

  private static final Duration LATENCY = Duration.ofMillis(60);
  private static final int GOAL = 1_000;
  private static final int MARKETS = 30_000;

  private StorageRate() {}

  static List<Row> measure(Lab lab) throws IOException, InterruptedException {
    List<Double> rates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double limit = 0;
    for (int i = 0; i < lab.runs(); i++) {
      try (Server exchange = lab.exchange(MARKETS, Lab.UNLIMITED_EXCHANGE);
          Server storage = lab.storage(LATENCY)) {
        lab.collect("1g", exchange, exchange.tickers(), Lab.into(storage, Lab.UNLIMITED_RATE));
        JsonNode counts = storage.counts("storage.json");
        double rate = MARKETS * 10.0 / counts.get("inserts_per_tenth").size();
        limit = counts.get("most_inserts_in_flight").asInt() * 1_000.0 / LATENCY.toMillis();
        rates.add(rate);
        ratios.add(rate / limit);
      }
    }
    double median = Row.median(rates);
    return List.of(
        new Row(
            "shards stored at %d ms each".formatted(LATENCY.toMillis()),
            "%,.0f/s".formatted(median),
            "%,.0f/s (in flight over latency)".formatted(limit),
            ratios,
            Row.goal("at least %,d/s".formatted(GOAL), median >= GOAL)));
  }
}
