package dev.marketdata.kalshi.tickers;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the output of the step for ticker files. */
class ReadTickersTest {

  @TempDir Path folder;

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void everySelectorKnowsItsLine() throws Exception {
    String file = file("t.txt", "# list\nevent:E\n\nA\n");

    PAssert.that(read(file).get(ReadTickers.SELECTORS))
        .containsInAnyOrder(
            new TickerSelectors(
                List.of(
                    TickerSelector.parse("event:E", new SourceLine(file, 2)),
                    TickerSelector.parse("A", new SourceLine(file, 4)))));
    pipeline.run();
  }

  @Test
  void aSelectorInTwoFilesIsGivenOnce() throws Exception {
    String first = file("a.txt", "A\n");
    file("b.txt", "A\n");

    PAssert.that(read(folder + "/*.txt").get(ReadTickers.SELECTORS))
        .containsInAnyOrder(
            new TickerSelectors(List.of(TickerSelector.parse("A", new SourceLine(first, 1)))));
    pipeline.run();
  }

  @Test
  void invalidLinesAreASeparateOutput() throws Exception {
    String file = file("t.txt", "A\nno ticker\n");

    PAssert.that(read(file).get(ReadTickers.INVALID))
        .containsInAnyOrder(
            new InvalidLine(
                "no ticker",
                new SourceLine(file, 2),
                "Not a ticker: \"no ticker\" (1 to 200 of A-Z a-z 0-9 . _ -, beginning with a"
                    + " letter or digit)"));
    pipeline.run();
  }

  @Test
  void aFileIsCountedOnce() throws Exception {
    String file = file("t.txt", "A\nA\nmarket:B\nevent:C\nseries:D\n?\n");

    PAssert.thatSingleton(read(file).get(ReadTickers.COUNTS))
        .isEqualTo(
            new TickerCounts(
                file,
                null,
                1,
                1,
                1,
                1,
                1,
                1,
                List.of(
                    "line 6 of "
                        + file
                        + ": Not a ticker: \"?\" (1 to 200 of A-Z a-z 0-9 . _ -, beginning with a"
                        + " letter or digit)"),
                null));
    pipeline.run();
  }

  @Test
  void aMissingFileIsInTheCounts() {
    String file = folder.resolve("none.txt").toString();

    PAssert.thatSingleton(read(file).get(ReadTickers.COUNTS))
        .isEqualTo(TickerCounts.unread(file, "there is no ticker file at " + file));
    pipeline.run();
  }

  @Test
  void aMissingFileHasNoSelectors() {
    PAssert.that(read(folder.resolve("none.txt").toString()).get(ReadTickers.SELECTORS)).empty();
    pipeline.run();
  }

  private PCollectionTuple read(String pattern) {
    return pipeline.apply(ReadTickers.from(new TickerFiles(pattern, GcsEndpoint.GOOGLE)));
  }

  private String file(String name, String text) throws Exception {
    return Files.writeString(folder.resolve(name), text).toString();
  }
}
