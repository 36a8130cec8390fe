package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.tickers.Ticker;
import java.io.Serializable;
import java.util.List;
import java.util.Locale;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The record that a market's data of a slot is done.
 *
 * @param path the shard's path under the output root
 * @param ticker the market
 * @param dataset the name of the dataset
 * @param outcome the outcome of storing it
 * @param bytes the size of the shard; 0 if there is none
 * @param crc32c its checksum as Cloud Storage writes it (base64); empty if there is none
 * @param source the name of the tier that the data is from
 */
public record ShardReceipt(
    String path,
    Ticker ticker,
    String dataset,
    Outcome outcome,
    long bytes,
    String crc32c,
    String source)
    implements Serializable {

  /**
   * The coder of receipts. Every stored market has one, and all of them go through a shuffle:
   * Java's serialization took a third of a run's processor time.
   */
  public static final Coder<ShardReceipt> CODER =
      DelegateCoder.of(
          ListCoder.of(StringUtf8Coder.of()),
          ShardReceipt::encode,
          ShardReceipt::decode,
          TypeDescriptor.of(ShardReceipt.class));

  /** The outcomes of storing a shard, the best first. */
  public enum Outcome {
    /** This run wrote it. */
    STORED,
    /** This run wrote it in place of a broken file. */
    REPLACED,
    /** An earlier run wrote it. */
    ALREADY_THERE,
    /** There is none, because Kalshi has no item for it. */
    EMPTY;

    /** Returns the name in {@code shards.ndjson}; for readers, a replaced shard is a stored one. */
    public String jsonName() {
      return (this == REPLACED ? STORED : this).name().toLowerCase(Locale.ROOT);
    }
  }

  /** Returns the better of two receipts for one path: two selectors may yield the same market. */
  public ShardReceipt or(ShardReceipt other) {
    return other.outcome.compareTo(outcome) < 0 ? other : this;
  }

  private static List<String> encode(ShardReceipt receipt) {
    return List.of(
        receipt.path,
        receipt.ticker.value(),
        receipt.dataset,
        receipt.outcome.name(),
        String.valueOf(receipt.bytes),
        receipt.crc32c,
        receipt.source);
  }

  private static ShardReceipt decode(List<String> fields) {
    return new ShardReceipt(
        fields.get(0),
        new Ticker(fields.get(1)),
        fields.get(2).intern(),
        Outcome.valueOf(fields.get(3)),
        Long.parseLong(fields.get(4)),
        fields.get(5),
        fields.get(6).intern());
  }
}
