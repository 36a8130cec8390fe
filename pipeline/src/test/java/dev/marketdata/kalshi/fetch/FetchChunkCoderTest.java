package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A chunk comes out of its bytes as it went in. */
class FetchChunkCoderTest {

  private static final TickerSelector MARKET = selector("market:KXA-1-T-0.1", 1);
  private static final TickerSelector UNSAID = selector("KXA-1-T2", 70_000);
  private static final TickerSelector SERIES = selector("series:KXA", 3);

  static Stream<FetchTask> everyTask() {
    return Stream.of(
        new FetchTask.Names(List.of(MARKET)),
        new FetchTask.Walk(List.of(MARKET, UNSAID)),
        new FetchTask.Expand(SERIES),
        new FetchTask.Books(List.of(new FetchTask.Book(new Ticker("KXA-1-T3"), SERIES))));
  }

  @ParameterizedTest
  @MethodSource("everyTask")
  void aTaskIsReadBack(FetchTask task) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(
        FetchChunkCoder.of(), new FetchChunk(List.of(task, task)));
  }

  private static TickerSelector selector(String text, int line) {
    return TickerSelector.parse(text, new SourceLine("gs://b/tickers.txt", line));
  }
}
