package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.base.DaemonThreads;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.BareClient;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.store.Envelope;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.Shard;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The same work without Beam, budget, retries, receipts and summary: threads that request, slice
 * and store. Prints the number of markets per second. Without {@code --output} it stores nothing.
 */
public final class BareLoop {

  private final ApiRoot api;
  private final BareClient client;
  private final Optional<ObjectStore> store;

  private BareLoop(ApiRoot api, BareClient client, Optional<ObjectStore> store) {
    this.api = api;
    this.client = client;
    this.store = store;
  }

  /** Flags: {@code --url, --key, --tickers, --inFlight, --output, --gcsEndpoint}. */
  public static void main(String[] args) throws Exception {
    Flags flags = Flags.of(args);
    ApiRoot api = new ApiRoot(flags.get("url"));
    String key = "file:" + flags.get("key") + "/";
    CredentialSources credentials =
        new CredentialSources(new SecretSource(key + "key-id"), new SecretSource(key + "key.pem"));
    BareLoop loop = new BareLoop(api, new BareClient(api, credentials), flags.store());
    List<Ticker> tickers =
        Files.readAllLines(Path.of(flags.get("tickers"))).stream().map(Ticker::new).toList();
    ExecutorService threads =
        Executors.newFixedThreadPool(
            Integer.parseInt(flags.get("inFlight")), new DaemonThreads("bare"));
    long started = System.nanoTime();
    List<Future<Integer>> pages = new ArrayList<>();
    for (int from = 0; from < tickers.size(); from += Markets.TICKERS_PER_REQUEST) {
      int to = Math.min(tickers.size(), from + Markets.TICKERS_PER_REQUEST);
      List<Ticker> batch = tickers.subList(from, to);
      pages.add(threads.submit(() -> loop.page(batch)));
    }
    int markets = 0;
    for (Future<Integer> page : pages) {
      markets += page.get();
    }
    double seconds = (System.nanoTime() - started) / 1e9;
    if (markets != tickers.size()) {
      throw new IOException("received " + markets + " markets instead of " + tickers.size());
    }
    System.out.println(markets / seconds);
  }

  private int page(List<Ticker> tickers) throws IOException, InterruptedException {
    Page page = client.fetch(tickers);
    store.ifPresent(target -> store(target, page));
    return page.rows().size();
  }

  private void store(ObjectStore target, Page page) {
    Envelope envelope = Envelope.of(page, Flags.RUN.slot(), null, api);
    CompletableFuture<?>[] stored =
        page.rows().stream()
            .map(
                row ->
                    CompletableFuture.runAsync(
                        () -> create(target, Shard.of(page, row, envelope)), target.threads()))
            .toArray(CompletableFuture<?>[]::new);
    CompletableFuture.allOf(stored).join();
  }

  private static void create(ObjectStore target, Shard shard) {
    try {
      target.create(shard.path(), shard.bytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
