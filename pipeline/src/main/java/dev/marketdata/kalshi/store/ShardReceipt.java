package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.Serializable;
import org.jspecify.annotations.Nullable;

/**
 * What became of one shard.
 *
 * @param path where it lies under the output root
 * @param ticker the market
 * @param dataset what it holds of the market
 * @param outcome whether it is there, and since when
 * @param bytes its size there; 0 if it is not
 * @param crc32c its checksum there, as Cloud Storage writes it (base64); empty if it is not
 * @param failure why it is not there; null if it is
 */
public record ShardReceipt(
    String path,
    Ticker ticker,
    Dataset dataset,
    Outcome outcome,
    long bytes,
    String crc32c,
    @Nullable Miss failure)
    implements Serializable {

  /** What became of a shard, the better the earlier. */
  public enum Outcome {
    /** This run wrote it. */
    STORED,
    /** An earlier run wrote it. */
    ALREADY_THERE,
    /** The storage refused it. */
    NOT_STORED
  }

  /** Returns the better of two receipts for one path: a market may be reached by two selectors. */
  public ShardReceipt or(ShardReceipt other) {
    return other.outcome.compareTo(outcome) < 0 ? other : this;
  }
}
