package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.KalshiFailures;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests batches of wants, and how a refused request is divided. */
class WantBatchTest {

  private final List<List<String>> sent = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private final WantBatch batch = new WantBatch(2, wants -> sent.add(names(wants)));

  @Test
  void nothingIsSentBeforeTheRequestIsFull() {
    wants(1).forEach(batch::add);

    assertThat(sent, is(empty()));
  }

  @Test
  void aFullRequestIsSent() {
    wants(3).forEach(batch::add);

    assertThat(sent, contains(List.of("W0", "W1")));
  }

  @Test
  void theRestIsSentOnce() {
    wants(3).forEach(batch::add);

    assertThat(List.of(batch.sendRest(), batch.sendRest()), contains(true, false));
    assertThat(sent, contains(List.of("W0", "W1"), List.of("W2")));
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 413, 414, 431})
  void aRequestThatIsRefusedAsAWholeIsHalved(int status) {
    split(3, Reason.REJECTED, status);

    assertThat(sent, contains(List.of("W0"), List.of("W1", "W2")));
    assertThat(givenUp, is(empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "REJECTED, 403",
    "REJECTED, 404",
    "REJECTED, ",
    "MALFORMED, 400",
    "UNAVAILABLE, 503",
    "STOPPED, "
  })
  void anyOtherFailureIsOfEachWant(Reason kind, @Nullable Integer status) {
    split(3, kind, status);

    assertThat(givenUp, contains("W0", "W1", "W2"));
    assertThat(sent, is(empty()));
  }

  @Test
  void aWantThatStandsAloneIsNotDivided() {
    split(1, Reason.REJECTED, 400);

    assertThat(givenUp, contains("W0"));
  }

  private void split(int count, Reason kind, @Nullable Integer status) {
    KalshiException failure = KalshiFailures.of(kind, status);
    WantBatch.splitOrElse(
        wants(count),
        failure,
        half -> sent.add(names(half)),
        want -> givenUp.add(want.selector().text()));
  }

  private static List<Want> wants(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Want.of(TickerSelector.parse("W" + i, new SourceLine("t.txt", i + 1))))
        .toList();
  }

  private static List<String> names(List<Want> wants) {
    return wants.stream().map(want -> want.selector().text()).toList();
  }
}
