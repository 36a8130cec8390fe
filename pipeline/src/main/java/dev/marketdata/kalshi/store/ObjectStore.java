package dev.marketdata.kalshi.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** A store of shards and run files under one root. Safe for use by several threads. */
public interface ObjectStore extends AutoCloseable {

  /**
   * Creates an object if it is absent. Readers see all of it or nothing.
   *
   * @param path under the root, with slashes
   * @return the object that exists now: the given bytes, or an earlier object
   * @throws IOException if neither exists
   */
  StoredObject create(String path, byte[] bytes) throws IOException;

  /**
   * Creates an object from a file if it is absent.
   *
   * @param path under the root, with slashes
   * @return false if an object of that name exists
   */
  boolean create(String path, Path file) throws IOException;

  /**
   * Creates a shard's object on one of the store's threads. The result fails with the exception of
   * {@link #create}.
   *
   * @param shard creates the shard on that thread, so that a waiting page is in memory only once
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

  /** Returns the thread pool of this JVM that creates objects, sized for the storage. */
  Executor threads();

  /** Writes the content of an object. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes an object from a stream; it becomes visible when it is complete. A second attempt of the
   * same run replaces it or leaves it unchanged.
   *
   * @param path under the root, with slashes
   */
  void write(String path, Content content) throws IOException;

  /**
   * Reads an object whole.
   *
   * @param path under the root, with slashes
   * @throws IOException if it does not exist
   */
  byte[] read(String path) throws IOException;

  /**
   * Checks that objects can be created, without creating one.
   *
   * @throws IOException if they cannot; the message is the reason
   */
  void check() throws IOException;

  /** Cleans up after the run; called once, after all writes. */
  @Override
  void close() throws IOException;
}
