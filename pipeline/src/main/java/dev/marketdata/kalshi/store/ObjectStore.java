package dev.marketdata.kalshi.store;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** Where shards and run files are kept, under one root. Safe for use by several threads. */
public interface ObjectStore extends AutoCloseable {

  /**
   * Creates an object if it is absent; whoever reads sees all of it or nothing.
   *
   * @param path under the root, with slashes
   * @return what is there now: the bytes given, or what was written earlier
   * @throws IOException if neither is there
   */
  StoredObject create(String path, byte[] bytes) throws IOException;

  /**
   * Creates a shard's object on one of the store's threads. The result fails with the exception of
   * {@link #create}.
   *
   * @param shard made there too, so that a page waiting to be stored is held in memory only once
   */
  default CompletableFuture<StoredObject> createAsync(Supplier<Shard> shard) {
    return CompletableFuture.supplyAsync(
        () -> {
          Shard made = shard.get();
          try {
            return create(made.path(), made.bytes());
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        threads());
  }

  /** Returns the threads of this JVM to create objects on: as many as the storage gains by. */
  Executor threads();

  /** What an object is to hold, written piece by piece. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes an object piece by piece; it appears when all of it is written. A repeated attempt of
   * the same run replaces it or leaves it as it is.
   *
   * @param path under the root, with slashes
   */
  void write(String path, Content content) throws IOException;

  /**
   * Reads an object whole.
   *
   * @param path under the root, with slashes
   * @throws IOException if it is not there
   */
  byte[] read(String path) throws IOException;

  /** Tidies up after the run; called once, when nobody writes any more. */
  @Override
  void close() throws IOException;
}
