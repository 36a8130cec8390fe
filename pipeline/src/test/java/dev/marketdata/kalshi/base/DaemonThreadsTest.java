package dev.marketdata.kalshi.base;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Tests daemon threads. */
class DaemonThreadsTest {

  private final DaemonThreads threads = new DaemonThreads("kalshi");

  @Test
  void theyAreDaemons() {
    assertThat(threads.newThread(() -> {}).isDaemon(), is(true));
  }

  @Test
  void theyHaveANameAndANumber() {
    assertThat(
        List.of(threads.newThread(() -> {}).getName(), threads.newThread(() -> {}).getName()),
        is(List.of("kalshi-1", "kalshi-2")));
  }

  @Test
  void theyDoTheirWork() throws Exception {
    AtomicBoolean done = new AtomicBoolean();
    Thread thread = threads.newThread(() -> done.set(true));

    thread.start();
    thread.join();

    assertThat(done.get(), is(true));
  }
}
