package dev.marketdata.kalshi.fetch;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.client.KalshiClient.Patience;
import dev.marketdata.kalshi.client.KalshiException;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.KalshiFailures;
import dev.marketdata.kalshi.tickers.SourceLine;
import dev.marketdata.kalshi.tickers.TickerSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Tests batches of wants, and how a failed request is divided. */
class WantBatchTest {

  private final List<List<String>> sent = new ArrayList<>();
  private final List<Patience> patience = new ArrayList<>();
  private final List<String> givenUp = new ArrayList<>();
  private final WantBatch batch =
      new WantBatch(
          2,
          (unused, wants, howLong) -> {
            sent.add(names(wants));
            patience.add(howLong);
          });

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
  @CsvSource({
    "REJECTED, 400",
    "REJECTED, 403",
    "REJECTED, 413",
    "REJECTED, 414",
    "REJECTED, 431",
    "MALFORMED, 200",
    "UNAVAILABLE, 500",
    "UNAVAILABLE, 502",
    "UNAVAILABLE, 504",
    "UNAVAILABLE, ",
    "TIMED_OUT, "
  })
  void aFailedRequestIsHalved(Reason kind, @Nullable Integer status) {
    fail(3, KalshiFailures.of(kind, status));

    assertThat(sent, contains(List.of("W0"), List.of("W1", "W2")));
    assertThat(givenUp, is(empty()));
  }

  static Stream<KalshiException> failuresOfAll() {
    return Stream.of(
        KalshiFailures.of(Reason.STOPPED, null),
        KalshiFailures.of(Reason.REJECTED, 302),
        KalshiFailures.of(Reason.UNAVAILABLE, 401),
        KalshiFailures.of(Reason.REJECTED, 404),
        KalshiFailures.of(Reason.UNAVAILABLE, 429),
        KalshiFailures.ofRun(),
        KalshiException.ofList("it has no end"));
  }

  @ParameterizedTest
  @MethodSource("failuresOfAll")
  void aFailureOfTheRunTheServerOrTheListIsOfEachWant(KalshiException failure) {
    fail(3, failure);

    assertThat(givenUp, contains("W0", "W1", "W2"));
    assertThat(sent, is(empty()));
  }

  @Test
  void aWantThatStandsAloneIsNotDivided() {
    fail(1, KalshiFailures.of(Reason.REJECTED, 400));

    assertThat(givenUp, contains("W0"));
  }

  @Test
  void aRequestThatCanBeDividedIsRetriedForAShortTime() {
    wants(2).forEach(batch::add);

    assertThat(patience, contains(Patience.SHORT));
  }

  @Test
  void aSingleWantIsRetriedAsLongAsARequestMayTake() {
    wants(1).forEach(batch::add);
    batch.sendRest();

    assertThat(patience, contains(Patience.FULL));
  }

  @Test
  void halvesAreRetriedBriefly() {
    fail(4, KalshiFailures.of(Reason.UNAVAILABLE, 500));

    assertThat(patience, contains(Patience.BRIEF, Patience.BRIEF));
  }

  @Test
  void theLastPartIsRetriedAsOften() {
    fail(2, KalshiFailures.of(Reason.UNAVAILABLE, 500));

    assertThat(patience, contains(Patience.SHORT, Patience.SHORT));
  }

  @Test
  void whileEveryRequestFailsTheyAreNotDivided() {
    for (int i = 0; i < 10; i++) {
      fail(2, KalshiFailures.of(Reason.UNAVAILABLE, 500));
    }

    assertThat(sent, hasSize(4 * 2));
    assertThat(givenUp, hasSize(6 * 2));
  }

  @Test
  void afterAsManySuccessesTheyAreDividedAgain() {
    for (int i = 0; i < 10; i++) {
      fail(2, KalshiFailures.of(Reason.UNAVAILABLE, 500));
      batch.onSuccess();
    }

    assertThat(sent, hasSize(10 * 2));
  }

  private void fail(int count, KalshiException failure) {
    batch.divideOrElse(wants(count), failure, want -> givenUp.add(want.selector().text()));
  }

  private static List<Want> wants(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> Want.of(TickerSelector.parse("W" + i, new SourceLine("t.txt", i + 1))))
        .toList();
  }

  private static List<String> names(List<Want> wants) {
    return wants.stream().map(want -> want.selector().text()).toList();
  }

  @Test
  void longNamesShareARequestUpToALengthThatServersAccept() {
    List<Integer> lengths = new ArrayList<>();
    WantBatch long_ =
        new WantBatch(
            100,
            (unused, wants, howLong) ->
                lengths.add(wants.stream().mapToInt(want -> want.name().value().length()).sum()));
    for (int i = 0; i < 100; i++) {
      long_.add(
          Want.of(TickerSelector.parse("%0200d".formatted(i), new SourceLine("t.txt", i + 1))));
    }
    long_.sendRest();

    assertThat(lengths.size(), is(3));
    assertThat(lengths.stream().allMatch(length -> length < 8_000), is(true));
  }
}
