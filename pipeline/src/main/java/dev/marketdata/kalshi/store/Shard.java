package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.MarketSnapshot;
import java.util.Arrays;

/**
 * One market's object of one slot, as it is kept: one line of JSON that holds Kalshi's own bytes in
 * its {@link Envelope}.
 *
 * @param path where it lies under the output root
 * @param bytes its content, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // shards are written, never compared
public record Shard(String path, byte[] bytes) {

  private static final byte[] TAIL = {'}', '\n'};

  /** Puts one snapshot of a page into the page's envelope. */
  public static Shard of(MarketPage page, MarketSnapshot snapshot, Envelope envelope) {
    byte[] head = envelope.head(snapshot.ticker());
    int length = snapshot.to() - snapshot.from();
    byte[] bytes = Arrays.copyOf(head, head.length + length + TAIL.length);
    System.arraycopy(page.body(), snapshot.from(), bytes, head.length, length);
    makeOneLine(bytes, head.length, head.length + length);
    System.arraycopy(TAIL, 0, bytes, head.length + length, TAIL.length);
    return new Shard(envelope.path(snapshot.ticker()), bytes);
  }

  /** Within JSON strings line breaks are escaped, so these stand between tokens only. */
  private static void makeOneLine(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        bytes[i] = ' ';
      }
    }
  }
}
