package dev.marketdata.kalshi.demo;

import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.template.KalshiMain;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Starts a simulated exchange in this process and collects from it, with a key of its own. */
public final class DemoMain {

  // The budget of an account of Kalshi's Basic tier.
  private static final RateLimit BASIC = RateLimit.of(200, 400);

  private static final List<String> OWN_FLAGS =
      List.of("--kalshiUrl=", "--kalshiKeyId=", "--kalshiPrivateKey=");
  private static final String OUTPUT = "--output=";
  private static final String INCLUDE = "--include=";
  private static final int USAGE_ERROR = 2;

  private DemoMain() {}

  /**
   * Runs {@code collect} of all data but order books, with tickers and flags, other than those of
   * the exchange and the key.
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
    SimulatorKeys keys = SimulatorKeys.ed25519();
    Path dir = folderOf(keys);
    List<String> line = new ArrayList<>(List.of("collect"));
    line.addAll(List.of(args));
    if (line.stream().noneMatch(arg -> arg.startsWith(OUTPUT))) {
      line.add(OUTPUT + "demo-output");
    }
    if (line.stream().noneMatch(arg -> arg.startsWith(INCLUDE))) {
      line.add(INCLUDE + "candlesticks,trades");
    }
    KalshiSimulator exchange = start(keys, earlierPort(line));
    line.addAll(
        List.of(
            "--kalshiUrl=" + exchange.url(),
            "--kalshiKeyId=file:" + dir.resolve("key-id"),
            "--kalshiPrivateKey=file:" + dir.resolve("key.pem")));
    // Ends the process, and the exchange with it.
    KalshiMain.main(line.toArray(String[]::new));
  }

  /** An output holds the data of one exchange, so the exchange of its earlier demo comes back. */
  private static int earlierPort(List<String> line) {
    String output =
        line.stream().filter(arg -> arg.startsWith(OUTPUT)).reduce("", (one, next) -> next);
    try {
      ApiRoot earlier =
          new RunHistory(new OutputRoot(output.substring(OUTPUT.length()))).exchange();
      return earlier != null && earlier.isLoopback()
          ? Math.max(0, URI.create(earlier.url()).getPort())
          : 0;
    } catch (IOException | RuntimeException e) {
      // The program reports what is wrong with the output.
      return 0;
    }
  }

  private static KalshiSimulator start(SimulatorKeys keys, int port) {
    try {
      return KalshiSimulator.serving(SimulatedExchange.demo(Clock.systemUTC()))
          .accept(keys)
          .signedLimit(BASIC)
          .port(port)
          .start();
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
