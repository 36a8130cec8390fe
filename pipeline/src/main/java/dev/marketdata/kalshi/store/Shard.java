package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Row;
import dev.marketdata.kalshi.api.Row.Span;
import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * One market's data of one slot as it is stored: one line of JSON, with Kalshi's own bytes in an
 * {@link Envelope}.
 *
 * @param path its path under the output root
 * @param bytes its content, which must not be changed
 */
@SuppressWarnings("ArrayRecordComponent") // shards are written, never compared
public record Shard(String path, byte[] bytes) {

  private static final byte[] END = {'}', '\n'};

  /** Puts one row of a page into the page's envelope. */
  public static Shard of(Page page, Row row, Envelope envelope) {
    byte[] head = envelope.head(row.ticker());
    boolean array = page.dataset().shape().holdsArray();
    int brackets = array ? 2 + Math.max(0, row.spans().size() - 1) : 0;
    ByteBuffer shard =
        ByteBuffer.allocate(head.length + brackets + row.bytes() + END.length).put(head);
    if (array) {
      shard.put((byte) '[');
    }
    boolean first = true;
    for (Span span : row.spans()) {
      if (!first) {
        shard.put((byte) ',');
      }
      shard.put(page.body(), span.from(), span.to() - span.from());
      first = false;
    }
    if (array) {
      shard.put((byte) ']');
    }
    makeOneLine(shard.array(), head.length, shard.position());
    return new Shard(envelope.path(row.ticker()), shard.put(END).array());
  }

  /** Returns whether a file ends as a shard does. */
  static boolean isWhole(byte[] content) {
    int from = content.length - END.length;
    return from >= 0 && Arrays.equals(content, from, content.length, END, 0, END.length);
  }

  /** Replaces line breaks, which are only between tokens: JSON escapes those in strings. */
  private static void makeOneLine(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        bytes[i] = ' ';
      }
    }
  }
}
