package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.bench.Program.Finished;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Starts what the measurements need. All of it lives in one temporary folder.
 *
 * @param jar the bundled jar, which is all that a measured run has on its class path
 * @param collect the script
 * @param temp the temporary folder
 * @param quick whether one short run of everything is enough
 */
record Lab(Path jar, Path collect, Path temp, boolean quick) {

  /** Far above all rates that a machine reaches. */
  static final String WIDE_OPEN = "--requestsPerSecond=10000";

  static final String BUCKET = "bench";
  static final Duration LATENCY = Duration.ofMillis(60);

  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final Duration TO_START = Duration.ofMinutes(2);
  private static final String BENCH = "dev.marketdata.kalshi.bench.";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** How often to measure what takes seconds; what takes minutes is measured once. */
  int runs() {
    return quick ? 1 : 3;
  }

  /** Starts an exchange that knows so many markets. */
  Server exchange(int markets, String... flags) throws IOException, InterruptedException {
    Path dir = folder("exchange");
    List<String> command = withTests("2g", "dev.marketdata.kalshi.simulator.SimulatorMain");
    command.addAll(List.of("--dir=" + dir, "--markets=" + markets));
    command.addAll(List.of(flags));
    return server(dir, command);
  }

  /** The flags of an exchange whose limiter never refuses and that answers out of its memory. */
  static String[] tireless() {
    return new String[] {"--refill=100000000", "--capacity=100000000", "--repeat=true"};
  }

  /** Starts a storage server that counts and forgets. */
  Server storage(Duration latency) throws IOException, InterruptedException {
    Path dir = folder("storage");
    List<String> command = withTests("2g", "dev.marketdata.kalshi.storage.StorageServerMain");
    command.addAll(List.of(dir.toString(), BUCKET, latency.toString()));
    return server(dir, command);
  }

  private Server server(Path dir, List<String> command) throws IOException, InterruptedException {
    Program program = Program.start(dir.resolve("log"), command);
    program.await(dir.resolve("url"), TO_START);
    return new Server(program, dir);
  }

  /** Runs the pipeline as a user does, with a signed key. */
  Finished collect(String heap, Server exchange, Path tickers, List<String> more)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(JAVA, "-Xmx" + heap, "-cp", jar.toString()));
    command.add("dev.marketdata.kalshi.template.CollectMain");
    command.addAll(
        List.of(
            "--jobName=kalshi-market-data",
            "--tickers=" + tickers,
            "--kalshiUrl=" + exchange.url(),
            "--kalshiKeyId=file:" + exchange.dir().resolve("key-id"),
            "--kalshiPrivateKey=file:" + exchange.dir().resolve("key.pem")));
    command.addAll(more);
    return run(command);
  }

  /** Runs one of this package's own programs, which share the jar's class path. */
  Finished own(Class<?> program, String... args) throws IOException, InterruptedException {
    List<String> command = withTests("1g", BENCH + program.getSimpleName());
    command.addAll(List.of(args));
    return run(command);
  }

  Finished run(List<String> command) throws IOException, InterruptedException {
    try (Program program = Program.start(folder("program").resolve("log"), command)) {
      return program.finish(TIMEOUT);
    }
  }

  /** Returns the flags for output into a storage server. */
  static List<String> into(Server storage) throws IOException {
    return List.of("--output=gs://" + BUCKET, "--gcsEndpoint=" + storage.url());
  }

  private static List<String> withTests(String heap, String main) {
    return new ArrayList<>(
        List.of(JAVA, "-Xmx" + heap, "-cp", System.getProperty("java.class.path"), main));
  }

  /** Makes an empty folder. */
  Path folder(String name) throws IOException {
    return Files.createTempDirectory(temp, name + "-");
  }

  /** Removes a folder and all that is in it. */
  static void remove(Path folder) throws IOException {
    try (Stream<Path> paths = Files.walk(folder)) {
      for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }
}
