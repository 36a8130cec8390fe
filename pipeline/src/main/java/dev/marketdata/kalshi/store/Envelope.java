package dev.marketdata.kalshi.store;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.tickers.Ticker;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/** The metadata that all shards of a page share. Created once per page. Immutable. */
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

  /**
   * Returns the envelope of a page's shards.
   *
   * @param ofRun the slot of the run, for a dataset without a window
   * @param window the window of the shards; null if the dataset has none
   */
  public static Envelope of(Page page, Slot ofRun, @Nullable Window window, ApiRoot api) {
    Slot slot = window == null ? ofRun : new Slot(window.slot());
    String covers =
        window != null
            ? member("window_start", SECONDS.format(window.start()))
                + member("window_end", SECONDS.format(window.end()))
            : "";
    // Nothing here needs escaping: times, a URL and two names.
    return new Envelope(
        new ShardPath(page.dataset().name(), slot),
        "\""
            + member("slot", SECONDS.format(slot.time()))
            + covers
            + member("requested_at", MILLIS.format(page.requestedAt()))
            + member("received_at", MILLIS.format(page.receivedAt()))
            + member("api", api.url())
            + member("source", page.tier().jsonName())
            + ",\""
            + page.dataset().member()
            + "\":");
  }

  private static String member(String name, String value) {
    return ",\"" + name + "\":\"" + value + "\"";
  }

  /** Returns the bytes before Kalshi's own. A ticker needs no escaping either. */
  byte[] head(Ticker ticker) {
    return (HEAD + ticker + afterTicker).getBytes(US_ASCII);
  }

  /** Returns the path of a market's shard under the output root. */
  public String path(Ticker ticker) {
    return path.of(ticker);
  }
}
