package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.shards.Shard;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.util.List;

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
   * Creates the objects of a page's shards, one after the other unless the store gains by doing
   * several at once.
   *
   * @param until when it gives up what is not there yet; a store that never waits need not look
   * @return what became of each, in the order of the shards
   */
  default List<Creation> createAll(List<Shard> shards, Instant until) throws InterruptedException {
    return shards.stream().map(shard -> Creation.of(this, shard)).toList();
  }

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
