package dev.marketdata.kalshi.shards;

import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.fetch.MarketSnapshot;
import dev.marketdata.kalshi.kalshi.ApiRoot;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;

/**
 * One market's object of one slot, as it is kept: one line of JSON that holds Kalshi's own bytes in
 * an envelope.
 *
 * @param path where it lies under the output root
 * @param bytes its content, not to be changed
 */
@SuppressWarnings("ArrayRecordComponent") // shards are written, never compared
public record Shard(String path, byte[] bytes) {

  private static final int SCHEMA = 1;
  private static final byte[] TAIL = {'}', '\n'};
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);

  /** Puts one snapshot of a page into its envelope. */
  public static Shard of(MarketPage page, MarketSnapshot snapshot, Slot slot, ApiRoot api) {
    // Nothing here needs escaping: a ticker, times, a URL and two words.
    String envelope =
        "{\"schema\":"
            + SCHEMA
            + ",\"market_ticker\":\""
            + snapshot.ticker()
            + "\",\"slot\":\""
            + SECONDS.format(slot.time())
            + "\",\"requested_at\":\""
            + millis(page.requestedAt())
            + "\",\"received_at\":\""
            + millis(page.receivedAt())
            + "\",\"api\":\""
            + api
            + "\",\"source\":\""
            + page.tier().word()
            + "\",\""
            + page.dataset().member()
            + "\":";
    byte[] head = envelope.getBytes(StandardCharsets.US_ASCII);
    int length = snapshot.to() - snapshot.from();
    byte[] bytes = Arrays.copyOf(head, head.length + length + TAIL.length);
    System.arraycopy(page.body(), snapshot.from(), bytes, head.length, length);
    makeOneLine(bytes, head.length, head.length + length);
    System.arraycopy(TAIL, 0, bytes, head.length + length, TAIL.length);
    return new Shard(ShardPath.of(page.dataset(), snapshot.ticker(), slot), bytes);
  }

  /** Within JSON strings line breaks are escaped, so these stand between tokens only. */
  private static void makeOneLine(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      if (bytes[i] == '\n' || bytes[i] == '\r') {
        bytes[i] = ' ';
      }
    }
  }

  private static String millis(Instant time) {
    return MILLIS.format(time);
  }
}
