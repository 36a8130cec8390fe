package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * What one worker thread fetches in one go, keeping its requests in flight.
 *
 * @param wants in the order in which they are begun
 */
record FetchChunk(List<Want> wants) {

  /**
   * Many times what is in flight at once, since at its end a chunk waits for its last responses and
   * sends nothing; and no more than is worth asking for again if a worker dies.
   */
  static final int MAX_REQUESTS = 1_024;

  /** A request looks up this many names, or begins one event or series. */
  private static final int WEIGHT_PER_REQUEST = 100;

  /**
   * How chunks travel. A chunk holds up to a hundred thousand wants, which Java's serialization
   * would take longer for than their requests.
   */
  static final Coder<FetchChunk> CODER =
      DelegateCoder.of(
          ListCoder.of(StringUtf8Coder.of()),
          FetchChunk::encode,
          FetchChunk::decode,
          TypeDescriptor.of(FetchChunk.class));

  private static final int FIELDS = 5;

  /** Copies the list. */
  FetchChunk {
    wants = List.copyOf(wants);
  }

  /**
   * Divides wants into chunks. Those that share requests with others are put together, so that few
   * requests are less than full.
   *
   * @param min into how many chunks at least, if there is as much work
   */
  static List<FetchChunk> divide(List<Want> wants, int min) {
    List<Want> sorted = new ArrayList<>(wants.size());
    // A long list is a chain of requests, so it is begun first.
    wants.stream().filter(want -> !want.mayBeMarket()).forEach(sorted::add);
    wants.stream().filter(Want::mayBeMarket).forEach(sorted::add);
    long requests = 0;
    for (Want want : sorted) {
      requests += weight(want);
    }
    requests = (requests + WEIGHT_PER_REQUEST - 1) / WEIGHT_PER_REQUEST;
    long size = Math.min(MAX_REQUESTS, Math.max(1, requests / min)) * WEIGHT_PER_REQUEST;
    List<FetchChunk> chunks = new ArrayList<>();
    List<Want> chunk = new ArrayList<>();
    long weight = 0;
    for (Want want : sorted) {
      if (weight + weight(want) > size) {
        chunks.add(new FetchChunk(chunk));
        chunk.clear();
        weight = 0;
      }
      chunk.add(want);
      weight += weight(want);
    }
    if (!chunk.isEmpty()) {
      chunks.add(new FetchChunk(chunk));
    }
    return chunks;
  }

  private static int weight(Want want) {
    return want.mayBeMarket() ? 1 : WEIGHT_PER_REQUEST;
  }

  private static List<String> encode(FetchChunk chunk) {
    List<String> fields = new ArrayList<>(chunk.wants.size() * FIELDS);
    String file = "";
    for (Want want : chunk.wants) {
      SourceLine source = want.selector().source();
      fields.add(want.dataset());
      fields.add(want.market() == null ? "" : want.market().value());
      fields.add(want.selector().text());
      fields.add(String.valueOf(source.number()));
      // The file is the same for all, or for many.
      fields.add(source.file().equals(file) ? "" : source.file());
      file = source.file();
    }
    return fields;
  }

  private static FetchChunk decode(List<String> fields) {
    List<Want> wants = new ArrayList<>(fields.size() / FIELDS);
    String file = "";
    for (int i = 0; i < fields.size(); i += FIELDS) {
      String market = fields.get(i + 1);
      file = fields.get(i + 4).isEmpty() ? file : fields.get(i + 4);
      SourceLine source = new SourceLine(file, Integer.parseInt(fields.get(i + 3)));
      wants.add(
          new Want(
              fields.get(i).intern(),
              TickerSelector.parse(fields.get(i + 2), source),
              market.isEmpty() ? null : new Ticker(market)));
    }
    return new FetchChunk(wants);
  }
}
