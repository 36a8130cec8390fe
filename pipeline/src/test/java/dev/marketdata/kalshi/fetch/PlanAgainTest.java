package dev.marketdata.kalshi.fetch;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.List;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.coders.SerializableCoder;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the second pass asks for. */
@Timeout(60)
class PlanAgainTest {

  private static final TickerSelector EVENT = selector("event:KXA-1", 1);

  private final Pipeline pipeline = Pipeline.create();

  @Test
  void aSelectorIsAskedForAgainAsItWas() {
    PCollection<FetchChunk> chunks = again(Miss.of(EVENT, MissReason.UNAVAILABLE, "HTTP 503", 503));

    PAssert.that(chunks).containsInAnyOrder(chunk(new FetchTask.Expand(EVENT)));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void anOrderBookIsAskedForAgainWithoutItsMarket() {
    Ticker ticker = new Ticker("KXA-1-T1");

    PCollection<FetchChunk> chunks =
        again(Miss.of(EVENT, ticker, Dataset.ORDERBOOKS, MissReason.TIMED_OUT, "no answer", null));

    PAssert.that(chunks)
        .containsInAnyOrder(chunk(new FetchTask.Books(List.of(new FetchTask.Book(ticker, EVENT)))));
    pipeline.run().waitUntilFinish();
  }

  @Test
  void nothingIsAskedWhereNothingIsUnfinished() {
    PCollection<FetchChunk> chunks = again();

    PAssert.that(chunks).empty();
    pipeline.run().waitUntilFinish();
  }

  private PCollection<FetchChunk> again(Miss... misses) {
    return pipeline
        .apply(Create.of(List.of(misses)).withCoder(SerializableCoder.of(Miss.class)))
        .apply(PlanAgain.once());
  }

  private static FetchChunk chunk(FetchTask task) {
    return new FetchChunk(List.of(task));
  }

  private static TickerSelector selector(String text, int line) {
    return TickerSelector.parse(text, new SourceLine("tickers.txt", line));
  }
}
