package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Tests how selectors are divided into chunks. */
class FetchChunkTest {

  @Test
  void nothingIsNoChunk() {
    assertThat(FetchChunk.divide(List.of(), 8), is(empty()));
  }

  @Test
  void aListOfAThousandRequestsIsOneChunk() {
    assertThat(sizes(FetchChunk.divide(names(102_400), 1)), contains(102_400));
  }

  @Test
  void aLongerListIsSeveralChunksOfFullRequests() {
    assertThat(sizes(FetchChunk.divide(names(102_401), 1)), contains(102_400, 1));
  }

  @Test
  void anEventIsAsMuchWorkAsAHundredNames() {
    assertThat(sizes(FetchChunk.divide(of("event:E", 1_025), 1)), contains(1_024, 1));
  }

  @Test
  void severalChunksAreWantedWhereThereIsWorkForThem() {
    assertThat(FetchChunk.divide(names(10_000), 16), hasSize(17));
  }

  @Test
  void chunksForSeveralWorkersHoldFullRequests() {
    assertThat(sizes(FetchChunk.divide(names(1_000), 2)), contains(500, 500));
  }

  @Test
  void aRequestThatIsNotFullCountsAsOne() {
    assertThat(sizes(FetchChunk.divide(names(1_150), 2)), contains(600, 550));
  }

  @Test
  void aRequestIsNotDivided() {
    assertThat(sizes(FetchChunk.divide(names(100), 16)), contains(100));
  }

  @Test
  void everyWantIsInOneChunk() {
    List<Want> wants = new ArrayList<>(names(250));
    wants.addAll(of("series:S", 3));
    wants.addAll(of("U", 77));
    List<Want> divided = new ArrayList<>();
    FetchChunk.divide(wants, 4).forEach(chunk -> divided.addAll(chunk.wants()));

    assertThat(divided, containsInAnyOrder(wants.toArray()));
  }

  @Test
  void longListsAreFetchedBeforeNames() {
    List<Want> wants = new ArrayList<>(names(1));
    wants.addAll(of("series:S", 1));

    assertThat(
        FetchChunk.divide(wants, 1).get(0).wants().get(0).selector().text(), is("series:S0"));
  }

  private static List<Integer> sizes(List<FetchChunk> chunks) {
    return chunks.stream().map(chunk -> chunk.wants().size()).toList();
  }

  private static List<Want> names(int count) {
    return of("market:M", count);
  }

  private static List<Want> of(String prefix, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> TickerSelector.parse(prefix + i, new SourceLine("t.txt", i + 1)))
        .map(Want::of)
        .toList();
  }
}
