package dev.marketdata.kalshi.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Runs the simulator as a separate program, until its standard input ends or it gets a signal.
 *
 * <p>It writes {@code key.pem}, {@code key-id} and, last, {@code url} to a directory. At its end it
 * writes {@code requests.json}: counts of requests, and the time between the first and the last
 * request for markets.
 */
public final class SimulatorMain {
  private static final String USAGE =
      "Usage: SimulatorMain --dir=DIR [--latency=PT0.06S] [--refill=200] [--capacity=400]"
          + " [--markets=N] [--perEvent=1000] [--state=active] [--traded=N]"
          + " [--repeat=true] [--key=rsa|ed25519] [--port=0] [--faults=429:5,hang:1] [--seed=1]";
  private static final Set<String> FLAGS =
      Set.of(
          "dir",
          "latency",
          "refill",
          "capacity",
          "markets",
          "perEvent",
          "state",
          "traded",
          "repeat",
          "key",
          "port",
          "faults",
          "seed");

  /** Of the markets that trade, with {@code --traded}. */
  private static final int TRADES_PER_HOUR = 30;

  private SimulatorMain() {}

  /** Serves the demo's markets, or {@code --markets} generated ones. */
  public static void main(String[] args) throws IOException {
    try {
      run(flags(args));
    } catch (IllegalArgumentException | DateTimeParseException e) {
      System.err.println(e.getMessage());
      System.err.println(USAGE);
      System.exit(2);
    }
  }

  private static void run(Map<String, String> flags) throws IOException {
    Path dir = Path.of(required(flags, "dir"));
    Files.createDirectories(dir);
    SimulatorKeys keys = keys(flags.getOrDefault("key", "rsa"));
    double refill = Double.parseDouble(flags.getOrDefault("refill", "200"));
    double capacity = Double.parseDouble(flags.getOrDefault("capacity", "400"));
    KalshiSimulator.Builder settings =
        KalshiSimulator.serving(exchange(flags, dir))
            .accept(keys)
            .signedLimit(RateLimit.of(refill, capacity))
            .anonymousLimit(RateLimit.of(refill, capacity))
            .latency(Duration.parse(flags.getOrDefault("latency", "PT0S")))
            .port(Integer.parseInt(flags.getOrDefault("port", "0")));
    if (Boolean.parseBoolean(flags.get("repeat"))) {
      settings = settings.repeatResponses();
    }
    KalshiSimulator simulator = settings.start();
    FaultFlag.plan(
        flags.getOrDefault("faults", ""),
        Long.parseLong(flags.getOrDefault("seed", "1")),
        simulator.faults());
    keys.writeTo(dir);
    writeAtomically(dir.resolve("url"), simulator.url() + "\n");
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> writeCounts(dir, simulator.requests()), "counts"));
    System.in.transferTo(OutputStream.nullOutputStream());
    simulator.close();
  }

  private static SimulatedExchange exchange(Map<String, String> flags, Path dir)
      throws IOException {
    Clock clock = Clock.systemUTC();
    String markets = flags.get("markets");
    if (markets == null) {
      return SimulatedExchange.demo(clock);
    }
    int perEvent = Integer.parseInt(flags.getOrDefault("perEvent", "1000"));
    MarketState state =
        MarketState.valueOf(flags.getOrDefault("state", "active").toUpperCase(Locale.ROOT));
    SimulatedExchange exchange =
        SimulatedExchange.empty(clock)
            .manyMarkets("KXMANY", Integer.parseInt(markets), perEvent, state);
    String traded = flags.get("traded");
    if (traded != null) {
      trade(exchange, Integer.parseInt(traded));
    }
    Files.write(dir.resolve("tickers.txt"), exchange.tickers());
    return exchange;
  }

  /** Lets only the first markets trade. */
  private static void trade(SimulatedExchange exchange, int traded) {
    List<String> tickers = exchange.tickers();
    for (int i = 0; i < tickers.size(); i++) {
      exchange.tradesPerHour(tickers.get(i), i < traded ? TRADES_PER_HOUR : 0);
    }
  }

  private static SimulatorKeys keys(String kind) {
    return switch (kind) {
      case "rsa" -> SimulatorKeys.rsa();
      case "ed25519" -> SimulatorKeys.ed25519();
      default ->
          throw new IllegalArgumentException("--key=" + kind + " is neither rsa nor ed25519");
    };
  }

  private static Map<String, String> flags(String[] args) {
    Map<String, String> flags = new HashMap<>();
    for (String arg : args) {
      int equals = arg.indexOf('=');
      if (!arg.startsWith("--") || equals < 0 || !FLAGS.contains(arg.substring(2, equals))) {
        throw new IllegalArgumentException("Unknown argument: " + arg);
      }
      flags.put(arg.substring(2, equals), arg.substring(equals + 1));
    }
    return flags;
  }

  private static String required(Map<String, String> flags, String name) {
    String value = flags.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }

  /** Writes a file atomically, so that a program that waits for it never reads a part. */
  private static void writeAtomically(Path file, String text) throws IOException {
    Path part = file.resolveSibling("." + file.getFileName() + ".part");
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
  }

  private static Duration marketsTook(RequestLog log) {
    List<Instant> arrivals =
        log.requests(request -> request.endpoint().equals("/markets")).stream()
            .map(RecordedRequest::arrived)
            .sorted()
            .toList();
    return arrivals.isEmpty()
        ? Duration.ZERO
        : Duration.between(arrivals.get(0), arrivals.get(arrivals.size() - 1));
  }

  private static void writeCounts(Path dir, RequestLog log) {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("total", log.total());
    counts.put("by_status", log.byStatus());
    counts.put("by_path", log.byEndpoint());
    counts.put("most_in_flight", log.maxInFlight());
    counts.put("markets_took_millis", marketsTook(log).toMillis());
    try {
      writeAtomically(dir.resolve("requests.json"), new String(Json.bytes(counts), UTF_8) + "\n");
    } catch (IOException e) {
      System.err.println("Cannot write the counts: " + e);
    }
  }
}
