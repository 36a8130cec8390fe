package dev.marketdata.kalshi.demo;

import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.RateLimit;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.template.CollectMain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;

/** Starts a simulated exchange in this process and collects from it, with a key made for it. */
public final class DemoMain {

  // An account of Kalshi's lowest tier.
  private static final RateLimit BASIC = RateLimit.of(200, 400);

  private DemoMain() {}

  /** Takes the flags of a run but those that name an exchange and its key. */
  public static void main(String[] args) throws IOException {
    Path dir = Files.createTempDirectory("kalshi-demo-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(dir), "tidy"));
    SimulatorKeys keys = SimulatorKeys.ed25519();
    keys.writeTo(dir);
    KalshiSimulator exchange =
        KalshiSimulator.serving(SimulatedExchange.demo(Clock.systemUTC()))
            .accept(keys)
            .signedLimit(BASIC)
            .start();
    Stream<String> own =
        Stream.of(
            "--kalshiUrl=" + exchange.url(),
            "--kalshiKeyId=file:" + dir.resolve("key-id"),
            "--kalshiPrivateKey=file:" + dir.resolve("key.pem"));
    // Ends the process, and the exchange with it.
    CollectMain.main(Stream.concat(Stream.of(args), own).toArray(String[]::new));
  }

  private static void remove(Path dir) {
    try {
      for (String file : List.of("key-id", "key.pem", "")) {
        Files.deleteIfExists(dir.resolve(file));
      }
    } catch (IOException e) {
      System.err.println("The demo's folder " + dir + " stays: " + e.getMessage());
    }
  }
}
