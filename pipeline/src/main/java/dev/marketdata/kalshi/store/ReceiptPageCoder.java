package dev.marketdata.kalshi.store;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.apache.beam.sdk.coders.VarLongCoder;

/**
 * Writes receipts field by field. Every stored market has one, and all of them go through a
 * shuffle: Java's serialization took a third of a run's processor time for them.
 */
public final class ReceiptPageCoder extends AtomicCoder<ReceiptPage> {

  private static final long serialVersionUID = 1L;
  private static final ReceiptPageCoder ONLY = new ReceiptPageCoder();
  private static final Coder<Integer> NUMBER = VarIntCoder.of();
  private static final Coder<Long> SIZE = VarLongCoder.of();
  private static final Coder<String> TEXT = StringUtf8Coder.of();
  private static final Coder<Miss> FAILURE = NullableCoder.of(SerializableCoder.of(Miss.class));

  private ReceiptPageCoder() {}

  /** Returns the coder; it has no settings. */
  public static ReceiptPageCoder of() {
    return ONLY;
  }

  @Override
  public void encode(ReceiptPage page, OutputStream out) throws IOException {
    NUMBER.encode(page.receipts().size(), out);
    for (ShardReceipt receipt : page.receipts()) {
      TEXT.encode(receipt.path(), out);
      TEXT.encode(receipt.ticker().value(), out);
      TEXT.encode(receipt.dataset().name(), out);
      TEXT.encode(receipt.outcome().name(), out);
      SIZE.encode(receipt.bytes(), out);
      TEXT.encode(receipt.crc32c(), out);
      FAILURE.encode(receipt.failure(), out);
    }
  }

  @Override
  public ReceiptPage decode(InputStream in) throws IOException {
    int size = NUMBER.decode(in);
    List<ShardReceipt> receipts = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      receipts.add(
          new ShardReceipt(
              TEXT.decode(in),
              new Ticker(TEXT.decode(in)),
              Dataset.valueOf(TEXT.decode(in)),
              Outcome.valueOf(TEXT.decode(in)),
              SIZE.decode(in),
              TEXT.decode(in),
              FAILURE.decode(in)));
    }
    return new ReceiptPage(receipts);
  }
}
