package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.apache.beam.sdk.coders.AtomicCoder;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.NullableCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.coders.VarIntCoder;
import org.jspecify.annotations.Nullable;

/** Writes misses field by field: in an outage there may be as many as there are selectors. */
public final class MissCoder extends AtomicCoder<Miss> {

  private static final long serialVersionUID = 1L;
  private static final MissCoder ONLY = new MissCoder();
  private static final Coder<Integer> NUMBER = VarIntCoder.of();
  private static final Coder<String> TEXT = StringUtf8Coder.of();
  private static final Coder<@Nullable Integer> STATUS = NullableCoder.of(NUMBER);

  private MissCoder() {}

  /** Returns the coder; it has no settings. */
  public static MissCoder of() {
    return ONLY;
  }

  @Override
  public void encode(Miss miss, OutputStream out) throws IOException {
    TEXT.encode(miss.selector(), out);
    TEXT.encode(miss.source().file(), out);
    NUMBER.encode(miss.source().number(), out);
    TEXT.encode(miss.ticker() == null ? "" : miss.ticker().value(), out);
    TEXT.encode(miss.dataset(), out);
    TEXT.encode(miss.reason().name(), out);
    TEXT.encode(miss.detail(), out);
    STATUS.encode(miss.httpStatus(), out);
  }

  @Override
  public Miss decode(InputStream in) throws IOException {
    String selector = TEXT.decode(in);
    SourceLine source = new SourceLine(TEXT.decode(in), NUMBER.decode(in));
    String ticker = TEXT.decode(in);
    return new Miss(
        selector,
        source,
        ticker.isEmpty() ? null : new Ticker(ticker),
        TEXT.decode(in),
        MissReason.valueOf(TEXT.decode(in)),
        TEXT.decode(in),
        STATUS.decode(in));
  }
}
