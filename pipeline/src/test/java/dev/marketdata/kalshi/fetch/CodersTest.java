package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.List;
import java.util.stream.Stream;
import org.apache.beam.sdk.testing.CoderProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that chunks and misses are encoded and decoded without change. */
class CodersTest {

  private static final Want MARKET = want("market:KXA-1-T-0.1", "gs://b/one.txt", 1);
  private static final Want NOT_GIVEN = want("KXA-1-T2", "gs://b/one.txt", 70_000);
  private static final Want SERIES = want("series:KXA", "gs://b/two.txt", 3);

  static Stream<FetchChunk> chunks() {
    return Stream.of(
        new FetchChunk(List.of()),
        new FetchChunk(List.of(MARKET)),
        new FetchChunk(List.of(MARKET, NOT_GIVEN, SERIES, SERIES, MARKET)),
        new FetchChunk(List.of(SERIES.of("orderbooks", new Ticker("KXA-1-T3")), NOT_GIVEN)));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aChunkIsReadBack(FetchChunk chunk) throws Exception {
    CoderProperties.coderDecodeEncodeEqual(FetchChunk.CODER, chunk);
  }

  @Test
  void aMissOfASelectorIsReadBack() throws Exception {
    Miss miss = SERIES.miss(MissReason.UNAVAILABLE, "HTTP 503", 503);

    CoderProperties.coderDecodeEncodeEqual(FetchMarkets.MISS_CODER, miss);
  }

  @Test
  void aMissOfAMarketIsReadBack() throws Exception {
    Miss miss =
        SERIES.of("orderbooks", new Ticker("KXA-1")).miss(MissReason.TIMED_OUT, "late", null);

    CoderProperties.coderDecodeEncodeEqual(FetchMarkets.MISS_CODER, miss);
  }

  private static Want want(String text, String file, int line) {
    return Want.of(TickerSelector.parse(text, new SourceLine(file, line)));
  }
}
