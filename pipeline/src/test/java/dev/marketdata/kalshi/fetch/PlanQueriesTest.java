package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.hasSize;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import dev.marketdata.kalshi.tickers.TickerSelectors;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.testing.PAssert;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a run asks for first. */
@Timeout(60)
class PlanQueriesTest {

  private final Pipeline pipeline = Pipeline.create();

  @AfterEach
  void run() {
    pipeline.run().waitUntilFinish();
  }

  @Test
  void fewNamesAreLookedUp() {
    PCollectionTuple planned = plan(names(9_999), 1);

    PAssert.that(planned.get(PlanQueries.WALK)).empty();
    PAssert.that(planned.get(PlanQueries.CHUNKS)).satisfies(chunks -> tasks(chunks, 100));
  }

  @Test
  void manyNamesAreWalkedFor() {
    List<TickerSelector> names = names(10_000);

    PCollectionTuple planned = plan(names, 1);

    PAssert.that(planned.get(PlanQueries.WALK))
        .containsInAnyOrder(new FetchChunk(List.of(new FetchTask.Walk(names))));
    PAssert.that(planned.get(PlanQueries.CHUNKS)).empty();
  }

  @Test
  void familiesAreExpandedBesideAWalk() {
    List<TickerSelector> all = new ArrayList<>(names(10_000));
    all.add(0, selector("event:KXE", 20_001));
    all.add(selector("series:KXS", 20_002));

    PCollectionTuple planned = plan(all, 1);

    PAssert.that(planned.get(PlanQueries.CHUNKS))
        .containsInAnyOrder(
            new FetchChunk(
                List.of(
                    new FetchTask.Expand(all.get(0)),
                    new FetchTask.Expand(all.get(all.size() - 1)))));
  }

  @Test
  void familiesDoNotMakeAListLongEnough() {
    List<TickerSelector> all = new ArrayList<>(names(9_999));
    all.add(selector("event:KXE", 20_001));

    PAssert.that(plan(all, 1).get(PlanQueries.WALK)).empty();
  }

  @Test
  void severalWorkersShareTheLookups() {
    PCollectionTuple planned = plan(names(10_000), 2);

    PAssert.that(planned.get(PlanQueries.WALK)).empty();
    PAssert.that(planned.get(PlanQueries.CHUNKS)).satisfies(chunks -> tasks(chunks, 100));
  }

  private static Void tasks(Iterable<FetchChunk> chunks, int count) {
    List<FetchTask> tasks = new ArrayList<>();
    chunks.forEach(chunk -> tasks.addAll(chunk.tasks()));
    assertThat(tasks, hasSize(count));
    return null;
  }

  private PCollectionTuple plan(List<TickerSelector> selectors, int workers) {
    return pipeline
        .apply(Create.of(new TickerSelectors(selectors)))
        .apply(PlanQueries.of("run", workers));
  }

  private static List<TickerSelector> names(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> selector((i % 2 == 0 ? "market:KXA-" : "KXB-") + i, i + 1))
        .toList();
  }

  private static TickerSelector selector(String text, int line) {
    return TickerSelector.parse(text, new SourceLine("tickers.txt", line));
  }
}
