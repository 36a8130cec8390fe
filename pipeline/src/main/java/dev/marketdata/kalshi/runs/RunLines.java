package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SequenceWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.store.ShardReceipt;
import java.io.IOException;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/** Writes receipts or misses, one JSON object per line. */
final class RunLines implements AutoCloseable {

  private static final ObjectWriter JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(StreamWriteFeature.AUTO_CLOSE_TARGET)
          .build()
          .writer(new MinimalPrettyPrinter("\n"));

  /** A line of {@code shards.ndjson}. */
  record ReceiptLine(String path, String ticker, long bytes, String crc32c, String outcome) {}

  /** A line of {@code misses.ndjson}. */
  record MissLine(
      String selector,
      String file,
      int line,
      @Nullable String ticker,
      String dataset,
      String reason,
      String detail,
      @Nullable Integer httpStatus) {}

  private final OutputStream out;
  private final SequenceWriter lines;
  private boolean empty = true;

  RunLines(OutputStream out) throws IOException {
    this.out = out;
    this.lines = JSON.writeValues(out);
  }

  void write(ShardReceipt receipt) throws IOException {
    write(
        new ReceiptLine(
            receipt.path(),
            receipt.ticker().value(),
            receipt.bytes(),
            receipt.crc32c(),
            receipt.outcome().word()));
  }

  void write(Miss miss) throws IOException {
    write(
        new MissLine(
            miss.selector(),
            miss.source().file(),
            miss.source().number(),
            miss.ticker() == null ? null : miss.ticker().value(),
            miss.dataset(),
            miss.reason().word(),
            miss.detail(),
            miss.httpStatus()));
  }

  private void write(Object line) throws IOException {
    lines.write(line);
    empty = false;
  }

  /** Ends the last line; the stream stays open. */
  @Override
  public void close() throws IOException {
    lines.close();
    if (!empty) {
      out.write('\n');
    }
  }
}
