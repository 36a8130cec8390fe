package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.base.ParallelReads;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/** Looks for the shards of a slot whose run has left no receipts: one look per market. */
final class SlotShards {

  private static final String TICKER = "ticker=";

  private SlotShards() {}

  /**
   * Returns the markets that have a shard of a slot, sorted.
   *
   * @param slot in microseconds
   */
  static List<String> of(OutputRoot output, String dataset, long slot) throws IOException {
    List<String> tickers =
        output.list(dataset).stream()
            .filter(folder -> folder.startsWith(TICKER))
            .map(folder -> folder.substring(TICKER.length()))
            .filter(Ticker::isTicker)
            .sorted()
            .toList();
    List<Boolean> there =
        ParallelReads.map(
            tickers,
            "find-shards",
            ticker -> output.exists(new ShardName(dataset, ticker, slot).path()));
    return IntStream.range(0, tickers.size()).filter(there::get).mapToObj(tickers::get).toList();
  }
}
