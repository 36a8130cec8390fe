package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.client.MessageServer;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests a run on a terminal that gets a signal. */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class EndedRunIT {

  private static final String BAR = "Selectors ";

  private final ExpectedMarkets expected =
      ExpectedMarkets.events(new ManualClock(Instant.parse("2026-11-22T14:00:00Z")), 500, 1);

  @TempDir private Path folder;

  @Test
  void theProgressBarIsClearedAndTheSlotIsNamed() throws Exception {
    AtomicReference<Process> run = new AtomicReference<>();
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      ForkedCollect collect = slowly(kalshi);
      kalshi
          .faults()
          .always(
              request -> {
                Process process = run.get();
                if (process != null && log(collect).contains(BAR)) {
                  process.destroy();
                }
                return false;
              },
              Fault.status(500));

      Process process = collect.start("-Dkalshi.terminal=true");
      run.set(process);

      assertThat(process.waitFor(90, TimeUnit.SECONDS), is(true));
      String shown = collect.log();
      String afterTheBar = shown.substring(shown.lastIndexOf(BAR)).replaceAll("^[^\\r\\n]*", "");
      assertThat(
          afterTheBar,
          matchesPattern(
              "\\r\\s*\\nkalshi: interrupted\\. .* run again with --slot=2\\S+Z before 2\\S+Z\\n"));
    }
  }

  @Test
  void aRunEndsWithItsScript() throws Exception {
    Process script = new ProcessBuilder("sleep", "100").start();
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange())) {
      ForkedCollect collect = slowly(kalshi);
      kalshi
          .faults()
          .always(
              request -> {
                script.destroyForcibly();
                return false;
              },
              Fault.status(500));

      Process process = collect.start("-Dkalshi.script=" + script.pid());

      assertThat(process.waitFor(90, TimeUnit.SECONDS), is(true));
      assertThat(collect.log(), containsString("kalshi: interrupted. "));
    } finally {
      script.destroyForcibly();
    }
  }

  @Test
  void theMonitorIsToldOfAnInterruptedRun() throws Exception {
    AtomicReference<Process> run = new AtomicReference<>();
    try (KalshiSimulator kalshi = KalshiSimulator.start(expected.exchange());
        MessageServer monitor = new MessageServer()) {
      Path ping = Files.writeString(folder.resolve("ping"), monitor.url("/uuid"));
      kalshi
          .faults()
          .always(
              request -> {
                Process process = run.get();
                if (process != null) {
                  process.destroy();
                }
                return false;
              },
              Fault.status(500));

      Process process = slowly(kalshi, "--ping=file:" + ping).start();
      run.set(process);

      assertThat(process.waitFor(90, TimeUnit.SECONDS), is(true));
      assertThat(
          monitor.targets(), contains(startsWith("/uuid/start?"), startsWith("/uuid/fail?")));
    }
  }

  private ForkedCollect slowly(KalshiSimulator kalshi, String... more) throws IOException {
    return new ForkedCollect(
        System.getProperty("java.class.path"),
        folder,
        expected.selectors(),
        kalshi,
        Stream.concat(Stream.of("--requestsPerSecond=10"), Stream.of(more)).toArray(String[]::new));
  }

  private static String log(ForkedCollect collect) {
    try {
      return collect.log();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
