package dev.marketdata.kalshi.bench;

import dev.marketdata.kalshi.bench.Program.Finished;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;

/**
 * Starts the programs of the measurements, with their files in one temporary folder.
 *
 * @param jar the bundled jar, the only jar on the class path of a measured run
 * @param script the script {@code kalshi}
 * @param temp the temporary folder
 * @param quick whether to run each measurement only once
 */
record Lab(Path jar, Path script, Path temp, boolean quick) {

  /** A rate limit far above the rate of any machine. */
  static final String UNLIMITED_RATE = "--requestsPerSecond=10000";

  /** The flags of an exchange without a rate limit that keeps its responses in memory. */
  static final List<String> UNLIMITED_EXCHANGE =
      List.of("--refill=100000000", "--capacity=100000000", "--repeat=true");

  private static final String BUCKET = "bench";
  private static final Duration TIMEOUT = Duration.ofMinutes(30);
  private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
  private static final String BENCH = "dev.marketdata.kalshi.bench.";
  private static final String JAVA =
      Path.of(System.getProperty("java.home"), "bin", "java").toString();

  /** Returns the number of runs of short measurements; long ones are run once. */
  int runs() {
    return quick ? 1 : 3;
  }

  /** Starts an exchange with this number of markets. */
  Server exchange(int markets, List<String> flags) throws IOException, InterruptedException {
    Path dir = folder("exchange");
    List<String> command = java("2g", "dev.marketdata.kalshi.simulator.SimulatorMain");
    command.addAll(List.of("--dir=" + dir, "--markets=" + markets));
    command.addAll(flags);
    return server(dir, command);
  }

  /** Starts a storage server that counts objects but does not keep their content. */
  Server storage(Duration latency) throws IOException, InterruptedException {
    Path dir = folder("storage");
    List<String> command = java("2g", "dev.marketdata.kalshi.storage.StorageServerMain");
    command.addAll(List.of(dir.toString(), BUCKET, latency.toString()));
    return server(dir, command);
  }

  private Server server(Path dir, List<String> command) throws IOException, InterruptedException {
    Program program = Program.start(dir.resolve("log"), command);
    program.await(dir.resolve("url"), START_TIMEOUT);
    return new Server(program, dir);
  }

  /** Runs the pipeline like the script, with a key. */
  Finished collect(String heap, Server exchange, Path tickers, List<String> more)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(List.of(JAVA, "-Xmx" + heap, "-XX:+UseParallelGC", "-cp", jar.toString()));
    command.add("dev.marketdata.kalshi.template.KalshiMain");
    command.add("collect");
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

  /** Makes the tables of a day of shards, like the script. */
  Finished tables(String heap, Path output, LocalDate day)
      throws IOException, InterruptedException {
    Path root = script.resolveSibling("pipeline/tables/target");
    String classPath =
        jar + File.pathSeparator + root.resolve("kalshi-market-data-tables-bundled.jar");
    return run(
        List.of(
            JAVA,
            "-Xmx" + heap,
            "-XX:+UseParallelGC",
            "-cp",
            classPath,
            "dev.marketdata.kalshi.template.KalshiMain",
            "tables",
            "--output=" + output,
            "--date=" + day));
  }

  /** Runs a program of this package. */
  Finished own(Class<?> program, List<String> args) throws IOException, InterruptedException {
    List<String> command = java("1g", BENCH + program.getSimpleName());
    command.addAll(args);
    return run(command);
  }

  Finished run(List<String> command) throws IOException, InterruptedException {
    try (Program program = Program.start(folder("program").resolve("log"), command)) {
      return program.finish(TIMEOUT);
    }
  }

  /** Returns the flags for output to a storage server, after the given flags. */
  static List<String> into(Server storage, String... more) throws IOException {
    List<String> flags = new ArrayList<>(List.of(more));
    flags.add("--output=gs://" + BUCKET);
    flags.add("--gcsEndpoint=" + storage.url());
    return flags;
  }

  /** Returns a command with the class path of this process. */
  private static List<String> java(String heap, String main) {
    return new ArrayList<>(
        List.of(JAVA, "-Xmx" + heap, "-cp", System.getProperty("java.class.path"), main));
  }

  /** Creates an empty folder. */
  Path folder(String name) throws IOException {
    return Files.createTempDirectory(temp, name + "-");
  }

  /** Removes a folder with its content, even while another thread does the same. */
  static void remove(Path folder) throws IOException, InterruptedException {
    int status = new ProcessBuilder("rm", "-rf", folder.toString()).inheritIO().start().waitFor();
    if (status != 0) {
      throw new IOException("cannot remove " + folder);
    }
  }
}
