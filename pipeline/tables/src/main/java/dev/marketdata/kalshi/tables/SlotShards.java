package dev.marketdata.kalshi.tables;

import dev.marketdata.kalshi.base.DaemonThreads;
import dev.marketdata.kalshi.store.OutputRoot;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks for the shards of a slot whose run has left no receipts: one look per market. */
final class SlotShards {

  private static final String TICKER = "ticker=";
  // A request to a bucket takes as long as looking at hundreds of local files.
  private static final int IN_FLIGHT = 32;

  private SlotShards() {}

  /**
   * Returns the markets that have a shard of a slot, sorted.
   *
   * @param slot in microseconds
   */
  static List<String> of(OutputRoot output, String dataset, long slot) throws IOException {
    ExecutorService threads =
        Executors.newFixedThreadPool(IN_FLIGHT, new DaemonThreads("find-shards"));
    try {
      List<String> tickers =
          output.list(dataset).stream()
              .filter(folder -> folder.startsWith(TICKER))
              .map(folder -> folder.substring(TICKER.length()))
              .sorted()
              .toList();
      List<Future<Boolean>> looks = new ArrayList<>();
      for (String ticker : tickers) {
        String path = new ShardName(dataset, ticker, slot).path();
        looks.add(threads.submit(() -> output.exists(path)));
      }
      List<String> there = new ArrayList<>();
      for (int i = 0; i < tickers.size(); i++) {
        if (looks.get(i).get()) {
          there.add(tickers.get(i));
        }
      }
      return there;
    } catch (ExecutionException e) {
      throw e.getCause() instanceof IOException io
          ? io
          : new IOException("unexpected failure: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      threads.shutdownNow();
    }
  }
}
