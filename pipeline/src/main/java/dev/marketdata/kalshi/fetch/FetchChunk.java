package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.beam.sdk.coders.Coder;
import org.apache.beam.sdk.coders.DelegateCoder;
import org.apache.beam.sdk.coders.ListCoder;
import org.apache.beam.sdk.coders.StringUtf8Coder;
import org.apache.beam.sdk.values.TypeDescriptor;

/**
 * The wants that one worker thread fetches in one call.
 *
 * @param wants in the order in which they are started
 * @param notBefore when the first may be started
 */
record FetchChunk(List<Want> wants, Instant notBefore) {

  /**
   * The max number of requests per chunk. It is many times the requests in flight, because a chunk
   * sends nothing while it waits for its last responses, and few enough to be repeated if a worker
   * dies.
   */
  static final int MAX_REQUESTS = 1_024;

  /** The weight of a request, which looks up this many names or starts one event or series. */
  private static final int WEIGHT_PER_REQUEST = 100;

  /**
   * The coder of chunks. For a chunk of a hundred thousand wants, Java's serialization would take
   * longer than the requests.
   */
  static final Coder<FetchChunk> CODER =
      DelegateCoder.of(
          ListCoder.of(StringUtf8Coder.of()),
          FetchChunk::encode,
          FetchChunk::decode,
          TypeDescriptor.of(FetchChunk.class));

  private static final int FIELDS = 6;

  /** Creates a chunk that may be started at once. */
  FetchChunk(List<Want> wants) {
    this(wants, Instant.EPOCH);
  }

  /** Copies the list. */
  FetchChunk {
    wants = List.copyOf(wants);
  }

  /** Divides wants into chunks that may be started at once. */
  static List<FetchChunk> divide(List<Want> wants, int min) {
    return divide(wants, min, Instant.EPOCH);
  }

  /**
   * Divides wants into chunks. Those that share requests are put together, so that most requests
   * are full.
   *
   * @param min the min number of chunks, if there are as many requests
   * @param notBefore when the first want may be started
   */
  static List<FetchChunk> divide(List<Want> wants, int min, Instant notBefore) {
    List<Want> sorted = new ArrayList<>(wants.size());
    // A listing may be a long chain of requests, so it is started first.
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
        chunks.add(new FetchChunk(chunk, notBefore));
        chunk.clear();
        weight = 0;
      }
      chunk.add(want);
      weight += weight(want);
    }
    if (!chunk.isEmpty()) {
      chunks.add(new FetchChunk(chunk, notBefore));
    }
    return chunks;
  }

  private static int weight(Want want) {
    return want.mayBeMarket() ? 1 : WEIGHT_PER_REQUEST;
  }

  private static List<String> encode(FetchChunk chunk) {
    List<String> fields = new ArrayList<>(1 + chunk.wants.size() * FIELDS);
    fields.add(chunk.notBefore.toString());
    String file = "";
    for (Want want : chunk.wants) {
      SourceLine source = want.selector().source();
      fields.add(want.dataset());
      fields.add(want.market() == null ? "" : want.market().value());
      fields.add(want.selector().text());
      fields.add(String.valueOf(source.number()));
      // Left out if it is the same as before, which is usual.
      fields.add(source.file().equals(file) ? "" : source.file());
      file = source.file();
      fields.add(want.windows() == null ? "" : encode(want.windows()));
    }
    return fields;
  }

  private static String encode(Windows windows) {
    Window first = windows.first();
    return first.start() + " " + first.end() + " " + first.slot() + " " + windows.count();
  }

  private static Windows decode(String windows) {
    String[] parts = windows.split(" ", -1);
    Window first =
        new Window(Instant.parse(parts[0]), Instant.parse(parts[1]), Instant.parse(parts[2]));
    return new Windows(first, Integer.parseInt(parts[3]));
  }

  private static FetchChunk decode(List<String> fields) {
    List<Want> wants = new ArrayList<>(fields.size() / FIELDS);
    String file = "";
    for (int i = 1; i < fields.size(); i += FIELDS) {
      String market = fields.get(i + 1);
      String windows = fields.get(i + 5);
      file = fields.get(i + 4).isEmpty() ? file : fields.get(i + 4);
      SourceLine source = new SourceLine(file, Integer.parseInt(fields.get(i + 3)));
      wants.add(
          new Want(
              fields.get(i).intern(),
              TickerSelector.parse(fields.get(i + 2), source),
              market.isEmpty() ? null : new Ticker(market),
              windows.isEmpty() ? null : decode(windows)));
    }
    return new FetchChunk(wants, Instant.parse(fields.get(0)));
  }
}
