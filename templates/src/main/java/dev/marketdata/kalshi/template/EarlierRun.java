package dev.marketdata.kalshi.template;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.tickers.TickerKind;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.IOException;
import java.util.HashMap;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What the newest finished run under an output root that found a market found, by its {@code
 * shards.ndjson}.
 *
 * @param markets the tickers that have a shard, each with the tier that it came from
 * @param bytesPerShard the mean size of a shard, by the name of the dataset
 */
record EarlierRun(
    String folder, NavigableMap<String, Tier> markets, Map<String, Long> bytesPerShard) {

  private static final JsonMapper JSON = new JsonMapper();

  /**
   * Returns it, or null if there is none.
   *
   * @throws IOException if it cannot be read; the message is the reason
   */
  static @Nullable EarlierRun newestUnder(OutputRoot output) throws IOException {
    try {
      return new RunHistory(output)
          .newest(
              run -> true,
              run -> {
                EarlierRun found = read(output, run.folder());
                return found.markets().isEmpty() ? null : found;
              });
    } catch (RuntimeException e) {
      throw new IOException(LocalRun.message(e), e);
    }
  }

  private static EarlierRun read(OutputRoot output, String folder) throws IOException {
    NavigableMap<String, Tier> markets = new TreeMap<>();
    Map<String, LongSummaryStatistics> sizes = new HashMap<>();
    try (MappingIterator<JsonNode> lines =
        JSON.readerFor(JsonNode.class).readValues(output.read(folder + "/shards.ndjson"))) {
      while (lines.hasNextValue()) {
        JsonNode line = lines.nextValue();
        String path = line.path("path").asText();
        String dataset = path.substring(0, path.indexOf('/'));
        sizes
            .computeIfAbsent(dataset, name -> new LongSummaryStatistics())
            .accept(line.path("bytes").asLong());
        if (dataset.equals(Datasets.MARKETS.name())) {
          // Earlier versions wrote no source.
          boolean past = line.path("source").asText().equals(Tier.HISTORICAL.jsonName());
          markets.put(line.path("ticker").asText(), past ? Tier.HISTORICAL : Tier.LIVE);
        }
      }
    }
    Map<String, Long> means = new HashMap<>();
    sizes.forEach((dataset, size) -> means.put(dataset, size.getSum() / size.getCount()));
    return new EarlierRun(output.resolve(folder), markets, means);
  }

  /**
   * Returns the markets that a selector named or held there. A market's ticker begins with its
   * event's, and mostly with its series'.
   */
  Set<String> markets(TickerSelector selector) {
    String name = selector.ticker().value();
    if (selector.kind().mayBeMarket() && markets.containsKey(name)) {
      return Set.of(name);
    }
    return selector.kind() == TickerKind.MARKET
        ? Set.of()
        : markets.subMap(name + '-', name + (char) ('-' + 1)).keySet();
  }

  /** Tells whether a name that may be a market's was one there, of the live tier. */
  boolean isLive(TickerSelector name) {
    return markets.get(name.ticker().value()) == Tier.LIVE;
  }

  /** Tells whether a name that may be a market's held markets there, and was none itself. */
  boolean isEventOrSeries(TickerSelector name) {
    return !markets.containsKey(name.ticker().value()) && !markets(name).isEmpty();
  }
}
