package dev.marketdata.kalshi.demo;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.template.KalshiMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Starts a simulated exchange in this process and collects from it, with a key of its own. */
public final class DemoMain {

  // Many times that of an account, because the demo is to show more than how a run waits.
  private static final RateLimit LIMIT = RateLimit.of(10_000, 20_000);
  private static final Duration USUAL = Duration.ofHours(2);

  private static final List<String> OWN_FLAGS =
      List.of("--kalshiUrl=", "--kalshiKeyId=", "--kalshiPrivateKey=");
  private static final String OUTPUT = "--output=";
  private static final String INCLUDE = "--include=";
  private static final String INTERVAL = "--interval=";
  private static final int FAILED = 1;
  private static final int USAGE_ERROR = 2;

  private DemoMain() {}

  /**
   * Runs the demo with tickers and flags of a run, other than those of the exchange and the key.
   */
  public static void main(String[] args) {
    for (String flag : OWN_FLAGS) {
      if (Stream.of(args).anyMatch(arg -> arg.startsWith(flag))) {
        System.err.println(
            "kalshi: "
                + flag.substring(0, flag.length() - 1)
                + " is not for the demo, which has an exchange and a key of its own");
        System.exit(USAGE_ERROR);
      }
    }
    KalshiMain.prepare();
    SimulatorKeys keys = SimulatorKeys.ed25519();
    Path dir = folderOf(keys);
    List<String> line = new ArrayList<>(List.of(args));
    if (line.stream().noneMatch(arg -> arg.startsWith(OUTPUT))) {
      line.add(OUTPUT + "demo-output");
    }
    if (line.stream().noneMatch(arg -> arg.startsWith(INCLUDE))) {
      line.add(INCLUDE + "candlesticks,trades");
    }
    try {
      System.exit(run(line, keys, dir));
    } catch (IOException e) {
      System.err.println("kalshi: " + Excerpt.of(e));
      System.exit(FAILED);
    }
  }

  private static int run(List<String> line, SimulatorKeys keys, Path dir) throws IOException {
    DemoClock clock = new DemoClock(Clock.systemUTC());
    Duration interval = interval(valueOf(INTERVAL, line));
    Instant now = Story.time(clock.instant(), interval);
    RunHistory history = history(valueOf(OUTPUT, line));
    Story story = history == null ? null : Story.of(history, now, interval, Story.LENGTH);
    clock.moveTo(story == null ? now : story.begin());
    SimulatedExchange exchange = SimulatedExchange.demo(clock);
    KalshiSimulator kalshi = start(exchange, keys, history == null ? 0 : portOf(history));
    line.addAll(
        List.of(
            "--kalshiUrl=" + kalshi.url(),
            "--kalshiKeyId=file:" + dir.resolve("key-id"),
            "--kalshiPrivateKey=file:" + dir.resolve("key.pem")));
    byte[] input = line.contains("--tickers=-") ? System.in.readAllBytes() : new byte[0];
    if (history == null || story == null) {
      return KalshiMain.at(clock.waiting(), System.in, System.out, System.err)
          .run(Demo.line("collect", line));
    }
    return new Demo(kalshi, exchange, clock, story, history, input, System.out, System.err)
        .run(now, line);
  }

  private static String valueOf(String flag, List<String> line) {
    return line.stream()
        .filter(arg -> arg.startsWith(flag))
        .map(arg -> arg.substring(flag.length()))
        .reduce("", (one, next) -> next);
  }

  private static Duration interval(String text) {
    try {
      Duration interval = Duration.parse(text);
      return Slot.divides(interval) ? interval : USUAL;
    } catch (DateTimeParseException e) {
      // The program reports what is wrong with it.
      return USUAL;
    }
  }

  private static @Nullable RunHistory history(String output) {
    try {
      RunHistory history = new RunHistory(new OutputRoot(output));
      ApiRoot unused = history.exchange();
      return history;
    } catch (IOException | RuntimeException e) {
      // The program reports what is wrong with the output.
      return null;
    }
  }

  /** An output holds the data of one exchange, so the exchange of its earlier demo comes back. */
  private static int portOf(RunHistory history) throws IOException {
    ApiRoot earlier = history.exchange();
    return earlier != null && earlier.isLoopback()
        ? Math.max(0, URI.create(earlier.url()).getPort())
        : 0;
  }

  private static KalshiSimulator start(SimulatedExchange exchange, SimulatorKeys keys, int port) {
    try {
      return KalshiSimulator.serving(exchange).accept(keys).signedLimit(LIMIT).port(port).start();
    } catch (UncheckedIOException e) {
      System.err.println(
          "kalshi: the demo's exchange had port "
              + port
              + " when it wrote to the output, and another program uses that port now; end it, or"
              + " give another --output");
      System.exit(USAGE_ERROR);
      throw e;
    }
  }

  private static Path folderOf(SimulatorKeys keys) {
    try {
      Path dir = Files.createTempDirectory("kalshi-demo-");
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(dir), "clean up"));
      keys.writeTo(dir);
      return dir;
    } catch (IOException e) {
      System.err.println(
          "kalshi: cannot write the demo's key into the folder for temporary files: "
              + Excerpt.of(e)
              + "; name another in JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=FOLDER");
      System.exit(USAGE_ERROR);
      throw new IllegalStateException("the program has ended", e);
    }
  }

  private static void remove(Path dir) {
    try {
      for (String file : List.of("key-id", "key.pem", "")) {
        Files.deleteIfExists(dir.resolve(file));
      }
    } catch (IOException e) {
      System.err.println(
          "kalshi: could not delete the demo's folder " + dir + ": " + e.getMessage());
    }
  }
}
