package dev.marketdata.kalshi.demo;

import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.template.KalshiMain;
import java.io.IOException;
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
  private static final int USAGE_ERROR = 2;

  private DemoMain() {}

  /** Runs {@code collect} with tickers and flags, other than those of the exchange and the key. */
  public static void main(String[] args) throws IOException {
    for (String flag : OWN_FLAGS) {
      if (Stream.of(args).anyMatch(arg -> arg.startsWith(flag))) {
        System.err.println(
            "kalshi: "
                + flag.substring(0, flag.length() - 1)
                + " is not for the demo, which has an exchange and a key of its own");
        System.exit(USAGE_ERROR);
      }
    }
    Path dir = Files.createTempDirectory("kalshi-demo-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(dir), "clean up"));
    SimulatorKeys keys = SimulatorKeys.ed25519();
    keys.writeTo(dir);
    KalshiSimulator exchange =
        KalshiSimulator.serving(SimulatedExchange.demo(Clock.systemUTC()))
            .accept(keys)
            .signedLimit(BASIC)
            .start();
    List<String> line = new ArrayList<>(List.of("collect"));
    line.addAll(List.of(args));
    if (line.stream().noneMatch(arg -> arg.startsWith("--output="))) {
      line.add("--output=demo-output");
    }
    line.addAll(
        List.of(
            "--kalshiUrl=" + exchange.url(),
            "--kalshiKeyId=file:" + dir.resolve("key-id"),
            "--kalshiPrivateKey=file:" + dir.resolve("key.pem")));
    // Ends the process, and the exchange with it.
    KalshiMain.main(line.toArray(String[]::new));
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
