package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.store.ShardReceipt;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Writes receipts or misses, one JSON object a line. */
final class RunLines implements AutoCloseable {

  private static final JsonFactory JSON =
      JsonFactory.builder().disable(StreamWriteFeature.AUTO_CLOSE_TARGET).build();

  private final JsonGenerator out;

  RunLines(OutputStream to) throws IOException {
    out = JSON.createGenerator(to);
    out.setRootValueSeparator(null);
  }

  void write(ShardReceipt receipt) throws IOException {
    out.writeStartObject();
    out.writeStringField("path", receipt.path());
    out.writeStringField("ticker", receipt.ticker().value());
    out.writeNumberField("bytes", receipt.bytes());
    out.writeStringField("crc32c", receipt.crc32c());
    out.writeStringField("outcome", receipt.outcome().name().toLowerCase(Locale.ROOT));
    endLine();
  }

  void write(Miss miss) throws IOException {
    out.writeStartObject();
    out.writeStringField("selector", miss.selector());
    out.writeStringField("file", miss.source().file());
    out.writeNumberField("line", miss.source().number());
    writeNullable("ticker", miss.ticker());
    out.writeStringField("dataset", miss.dataset().folder());
    out.writeStringField("reason", miss.reason().word());
    out.writeStringField("detail", miss.detail());
    out.writeFieldName("http_status");
    Integer status = miss.httpStatus();
    if (status == null) {
      out.writeNull();
    } else {
      out.writeNumber(status);
    }
    endLine();
  }

  private void writeNullable(String name, @Nullable Object value) throws IOException {
    if (value == null) {
      out.writeNullField(name);
    } else {
      out.writeStringField(name, value.toString());
    }
  }

  private void endLine() throws IOException {
    out.writeEndObject();
    out.writeRaw('\n');
  }

  /** Hands on what was written; the stream stays open. */
  @Override
  public void close() throws IOException {
    out.close();
  }
}
