package dev.marketdata.kalshi.store;

import java.io.IOException;
import java.io.OutputStream;

/** Where shards and run files are kept, under one root. Safe for use by several threads. */
public interface ObjectStore extends AutoCloseable {

  /**
   * Creates an object if it is absent; whoever reads sees all of it or nothing.
   *
   * @param path under the root, with slashes
   * @return what is there now: the bytes given, or what an earlier run wrote
   * @throws IOException if neither is there
   */
  StoredObject create(String path, byte[] bytes) throws IOException;

  /** What an object is to hold, written piece by piece. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes an object piece by piece; it appears when all of it is written. A repeated attempt of
   * the same run may replace it.
   *
   * @param path under the root, with slashes
   */
  void write(String path, Content content) throws IOException;

  /** Tidies up after the run; called once, when nobody writes any more. */
  @Override
  void close() throws IOException;
}
