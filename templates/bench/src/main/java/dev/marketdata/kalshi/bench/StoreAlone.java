package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.store.ObjectStore;
import java.io.IOException;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;

/** Writes shards of the usual size to a store, and prints the number of shards per second. */
public final class StoreAlone {

  private static final int BYTES = 2_600;
  // The max number that wait in a run.
  private static final int WAITING = 3_500;

  private StoreAlone() {}

  /** Flags: {@code --shards}, {@code --output} and {@code --gcsEndpoint}. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Flags flags = Flags.of(args);
    int shards = Integer.parseInt(flags.get("shards"));
    ObjectStore store = flags.store().orElseThrow();
    Semaphore room = new Semaphore(WAITING);
    AtomicReference<IOException> failure = new AtomicReference<>();
    long started = System.nanoTime();
    for (int i = 0; i < shards; i++) {
      String path = "market_data/ticker=ALONE-T" + i + "/date=1970-01-01/19700101T000000Z.json";
      room.acquire();
      store
          .threads()
          .execute(
              () -> {
                byte[] bytes = new byte[BYTES];
                Arrays.fill(bytes, (byte) ' ');
                try {
                  store.create(path, bytes);
                } catch (IOException e) {
                  failure.set(e);
                }
                room.release();
              });
    }
    room.acquire(WAITING);
    long nanos = System.nanoTime() - started;
    if (failure.get() != null) {
      throw failure.get();
    }
    System.out.println(shards / (nanos / 1e9));
  }
}
