package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;

/**
 * Writes the wants of a chunk. A chunk holds up to a hundred thousand, which Java's serialization
 * would take longer for than their requests.
 */
final class FetchChunkCoder extends AtomicCoder<FetchChunk> {

  private static final long serialVersionUID = 1L;
  private static final FetchChunkCoder ONLY = new FetchChunkCoder();
  private static final Coder<Integer> NUMBER = VarIntCoder.of();
  private static final Coder<String> TEXT = StringUtf8Coder.of();

  private FetchChunkCoder() {}

  static FetchChunkCoder of() {
    return ONLY;
  }

  @Override
  public void encode(FetchChunk chunk, OutputStream out) throws IOException {
    NUMBER.encode(chunk.wants().size(), out);
    String file = "";
    for (Want want : chunk.wants()) {
      SourceLine source = want.selector().source();
      TEXT.encode(want.dataset(), out);
      TEXT.encode(want.market() == null ? "" : want.market().value(), out);
      TEXT.encode(want.selector().text(), out);
      NUMBER.encode(source.number(), out);
      // The file is the same for all, or for many.
      TEXT.encode(source.file().equals(file) ? "" : source.file(), out);
      file = source.file();
    }
  }

  @Override
  public FetchChunk decode(InputStream in) throws IOException {
    int size = NUMBER.decode(in);
    List<Want> wants = new ArrayList<>(size);
    String file = "";
    for (int i = 0; i < size; i++) {
      String dataset = TEXT.decode(in).intern();
      String market = TEXT.decode(in);
      String selector = TEXT.decode(in);
      int line = NUMBER.decode(in);
      String otherFile = TEXT.decode(in);
      file = otherFile.isEmpty() ? file : otherFile;
      wants.add(
          new Want(
              dataset,
              TickerSelector.parse(selector, new SourceLine(file, line)),
              market.isEmpty() ? null : new Ticker(market)));
    }
    return new FetchChunk(wants);
  }
}
