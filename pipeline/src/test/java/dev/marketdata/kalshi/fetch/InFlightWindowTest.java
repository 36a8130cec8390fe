package dev.marketdata.kalshi.fetch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.api.Page;
import dev.marketdata.kalshi.api.Pages;
import dev.marketdata.kalshi.api.Tier;
import dev.marketdata.kalshi.client.KalshiException.Reason;
import dev.marketdata.kalshi.client.KalshiFailures;
import dev.marketdata.kalshi.datasets.Markets;
import dev.marketdata.kalshi.fetch.InFlightWindow.OutputException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests the number and the order of requests in flight. A response arrives as soon as the request
 * is sent, and only waits to be handled.
 */
@Timeout(30)
class InFlightWindowTest {

  private final List<String> log = new ArrayList<>();

  @Test
  void nothingToSendEndsAtOnce() throws Exception {
    window(2).drain();

    assertThat(log, is(empty()));
  }

  @Test
  void noMoreAreInFlightThanTheWindowIsWide() throws Exception {
    InFlightWindow window = window(2);
    List.of("a", "b", "c").forEach(name -> enqueue(window, name));
    window.drain();

    assertThat(log, contains("send a", "send b", "got a", "send c", "got b", "got c"));
  }

  @Test
  void aFollowUpIsSentFirst() throws Exception {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> sent("a", ""),
        page -> {
          log.add("got a");
          window.enqueueFirst(() -> sent("a2", ""), next -> log.add("got a2"), this::failed);
        },
        this::failed);
    enqueue(window, "b");
    window.drain();

    assertThat(log, contains("send a", "got a", "send a2", "got a2", "send b", "got b"));
  }

  @Test
  void aFailureIsHandledInPlaceOfItsResponse() throws Exception {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> {
          throw KalshiFailures.of(Reason.UNAVAILABLE, 503);
        },
        page -> log.add("got it"),
        failure -> log.add("failed " + failure.status()));
    enqueue(window, "b");
    window.drain();

    assertThat(log, contains("failed 503", "send b", "got b"));
  }

  @ParameterizedTest
  @ValueSource(
      classes = {IllegalArgumentException.class, StackOverflowError.class, LinkageError.class})
  void anUnforeseenExceptionOfARequestIsItsFailure(Class<? extends Throwable> unforeseen)
      throws Exception {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> {
          if (unforeseen == StackOverflowError.class) {
            throw new StackOverflowError();
          } else if (unforeseen == LinkageError.class) {
            throw new LinkageError();
          }
          throw new IllegalArgumentException("a bug");
        },
        page -> log.add("got it"),
        this::failed);
    enqueue(window, "b");
    window.drain();

    assertThat(log.get(0), startsWith("failed: unexpected " + unforeseen.getSimpleName()));
    assertThat(log.subList(1, log.size()), contains("send b", "got b"));
  }

  @Test
  void anUnforeseenExceptionOfAHandlerIsAFailureOfItsRequest() throws Exception {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> sent("a", ""),
        page -> {
          throw new IllegalArgumentException("a bug");
        },
        this::failed);
    window.drain();

    assertThat(log.get(1), startsWith("failed: unexpected IllegalArgumentException at InFlight"));
  }

  @Test
  void theMessageOfAnUnforeseenExceptionIsLeftOut() throws Exception {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> {
          throw new IllegalArgumentException("invalid header: the key");
        },
        page -> log.add("got it"),
        this::failed);
    window.drain();

    assertThat(log.get(0), not(containsString("key")));
  }

  @Test
  void anOutputThatIsNotAcceptedIsThrown() {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> sent("a", ""),
        page -> {
          throw new OutputException("refused", new IllegalStateException());
        },
        this::failed);

    assertThrows(OutputException.class, window::drain);
  }

  @Test
  void aLackOfMemoryIsThrown() {
    InFlightWindow window = window(1);
    window.enqueue(
        () -> {
          throw new OutOfMemoryError();
        },
        page -> log.add("got it"),
        this::failed);

    assertThrows(IllegalStateException.class, window::drain);
  }

  @Test
  void requestsInFlightCountAsTheLargestResponseSoFar() throws Exception {
    // Ten that wait, and room for two of ten: the one in flight and one more.
    InFlightWindow window = new InFlightWindow(Runnable::run, 8, 30);
    List.of("a", "b", "c").forEach(name -> enqueue(window, name, 10));
    window.drain();

    assertThat(log, contains("send a", "send b", "got a", "send c", "got b", "got c"));
  }

  @Test
  void waitingResponsesUseRoom() throws Exception {
    InFlightWindow window = new InFlightWindow(Runnable::run, 8, 29);
    List.of("a", "b", "c").forEach(name -> enqueue(window, name, 10));
    window.drain();

    assertThat(log, contains("send a", "got a", "send b", "got b", "send c", "got c"));
  }

  @Test
  void requestsInFlightCountAsTheLargestResponseOfTheRun() throws Exception {
    InFlightWindow window = new InFlightWindow(Runnable::run, 8, 100);
    enqueue(window, "a", 50);
    enqueue(window, "b", 1);
    enqueue(window, "c", 1);
    window.drain();

    assertThat(log, contains("send a", "got a", "send b", "got b", "send c", "got c"));
  }

  @Test
  void aResponseLargerThanAllRoomIsHandledAlone() throws Exception {
    InFlightWindow window = new InFlightWindow(Runnable::run, 8, 5);
    enqueue(window, "a", 10);
    enqueue(window, "b", 10);
    window.drain();

    assertThat(log, contains("send a", "got a", "send b", "got b"));
  }

  @Test
  void pagesOfAMegabyteAreInFlightTogether() throws Exception {
    InFlightWindow window = window(3);
    List.of("a", "b", "c").forEach(name -> enqueue(window, name, 1 << 20));
    window.drain();

    assertThat(log, contains("send a", "send b", "send c", "got a", "got b", "got c"));
  }

  private static InFlightWindow window(int width) {
    return new InFlightWindow(Runnable::run, width);
  }

  private void enqueue(InFlightWindow window, String name) {
    window.enqueue(() -> sent(name, ""), page -> log.add("got " + name), this::failed);
  }

  private void enqueue(InFlightWindow window, String name, int bytes) {
    window.enqueue(
        () -> sent(name, "x".repeat(bytes)), page -> log.add("got " + name), this::failed);
  }

  private Page sent(String name, String body) {
    log.add("send " + name);
    return Pages.of(
        new Markets(), Tier.LIVE, Instant.EPOCH, Instant.EPOCH, body.getBytes(US_ASCII));
  }

  private void failed(Exception failure) {
    log.add("failed: " + failure.getMessage());
  }
}
