package dev.marketdata.kalshi.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.fetch.MarketPage;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** What all shards of one page have in common; made once a page. Immutable. */
public final class Envelope {

  private static final int SCHEMA = 1;
  private static final DateTimeFormatter MILLIS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss'Z'").withZone(ZoneOffset.UTC);
  private static final String HEAD = "{\"schema\":" + SCHEMA + ",\"market_ticker\":\"";

  private final ShardPath path;
  private final String afterTicker;

  private Envelope(ShardPath path, String afterTicker) {
    this.path = path;
    this.afterTicker = afterTicker;
  }

  /** Returns the envelope of a page's shards. */
  public static Envelope of(MarketPage page, Slot slot, ApiRoot api) {
    // Nothing here needs escaping: times, a URL and two words.
    return new Envelope(
        new ShardPath(page.dataset(), slot),
        "\",\"slot\":\""
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
            + "\":");
  }

  /** Returns all that comes before the market's own bytes; a ticker needs no escaping either. */
  byte[] head(Ticker ticker) {
    return (HEAD + ticker + afterTicker).getBytes(US_ASCII);
  }

  /** Returns where the shard of one of the page's markets lies under the output root. */
  public String path(Ticker ticker) {
    return path.of(ticker);
  }

  private static String millis(Instant time) {
    return MILLIS.format(time);
  }
}
