package dev.marketdata.kalshi.bench;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.bench.Row.Goal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Shards a second, from the first to the last, into a storage server that answers after as long as
 * a near bucket does, beside what so many in flight can be at most.
 */
final class StorageRate {

  private static final int GOAL = 1_000;

  private StorageRate() {}

  static void measure(Lab lab, Table table) throws IOException, InterruptedException {
    int markets = lab.quick() ? 10_000 : 30_000;
    List<Double> rates = new ArrayList<>();
    List<Double> ratios = new ArrayList<>();
    double limit = 0;
    for (int i = 0; i < lab.runs(); i++) {
      try (Server exchange = lab.exchange(markets, Lab.tireless());
          Server storage = lab.storage(Lab.LATENCY)) {
        List<String> flags = new ArrayList<>(Lab.into(storage));
        flags.add(Lab.WIDE_OPEN);
        lab.collect("1g", exchange, exchange.tickers(), flags);
        JsonNode counts = storage.counts("storage.json");
        double rate = markets / (counts.get("inserts_per_tenth").size() / 10.0);
        limit = counts.get("most_inserts_in_flight").asInt() * 1_000.0 / Lab.LATENCY.toMillis();
        rates.add(rate);
        ratios.add(rate / limit);
      }
    }
    double median = Row.median(rates);
    table.add(
        new Row(
            "shards stored at " + Lab.LATENCY.toMillis() + " ms each",
            Units.whole(median) + "/s",
            Units.whole(limit) + "/s (in flight over latency)",
            ratios,
            Goal.of("at least " + GOAL + "/s", median >= GOAL)));
  }
}
