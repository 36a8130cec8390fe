package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Writes receipts field by field. Every stored market has one, and all of them go through a
 * shuffle: Java's serialization took a third of a run's processor time for them.
 */
public final class ShardReceiptCoder extends AtomicCoder<ShardReceipt> {

  private static final long serialVersionUID = 1L;
  private static final ShardReceiptCoder ONLY = new ShardReceiptCoder();
  private static final Coder<Long> SIZE = VarLongCoder.of();
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  private ShardReceiptCoder() {}

  /** Returns the coder; it has no settings. */
  public static ShardReceiptCoder of() {
    return ONLY;
  }

  @Override
  public void encode(ShardReceipt receipt, OutputStream out) throws IOException {
    TEXT.encode(receipt.path(), out);
    TEXT.encode(receipt.ticker().value(), out);
    TEXT.encode(receipt.dataset(), out);
    TEXT.encode(receipt.outcome().name(), out);
    SIZE.encode(receipt.bytes(), out);
    TEXT.encode(receipt.crc32c(), out);
    TEXT.encode(receipt.source(), out);
  }

  @Override
  public ShardReceipt decode(InputStream in) throws IOException {
    return new ShardReceipt(
        TEXT.decode(in),
        new Ticker(TEXT.decode(in)),
        TEXT.decode(in).intern(),
        Outcome.valueOf(TEXT.decode(in)),
        SIZE.decode(in),
        TEXT.decode(in),
        TEXT.decode(in).intern());
  }
}
