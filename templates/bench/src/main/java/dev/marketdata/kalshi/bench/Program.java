package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of its own, watched while it runs and ended when its time is over. */
final class Program implements AutoCloseable {

  private static final Duration LOOK = Duration.ofMillis(50);
  private static final Duration TO_END = Duration.ofSeconds(30);

  /**
   * What a program that has ended took.
   *
   * @param wall from its start to its end, the start of its JVM included
   * @param cpu of all its threads, to the last look before its end
   * @param peakBytes the most memory it ever had of the system; 0 where the system does not say
   * @param output all that it printed
   */
  record Finished(Duration wall, Duration cpu, long peakBytes, String output) {

    double seconds() {
      return wall.toNanos() / 1e9;
    }

    /** Returns the number that the program printed last. */
    double figure() {
      List<String> lines = output.strip().lines().toList();
      return Double.parseDouble(lines.get(lines.size() - 1));
    }
  }

  private final String name;
  private final Process process;
  private final Path log;
  private final long started = System.nanoTime();

  private Program(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts it; what it prints goes to the file. Its input stays open until it is closed. */
  static Program start(Path log, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Program(log.getFileName().toString(), process, log);
  }

  /** Waits for its end, which is to come in time and with status 0. */
  Finished finish(Duration timeout) throws IOException, InterruptedException {
    Duration cpu = Duration.ZERO;
    long peakBytes = 0;
    while (!process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)) {
      cpu = process.info().totalCpuDuration().orElse(cpu);
      peakBytes = Math.max(peakBytes, peakBytes());
      if (System.nanoTime() - started > timeout.toNanos()) {
        throw new IOException(name + " has not ended within " + timeout + end());
      }
    }
    Duration wall = Duration.ofNanos(System.nanoTime() - started);
    String output = Files.readString(log);
    if (process.exitValue() != 0) {
      throw new IOException(name + " ended with status " + process.exitValue() + "\n" + output);
    }
    return new Finished(wall, cpu, peakBytes, output);
  }

  /** Waits until it has made a file. */
  void await(Path file, Duration timeout) throws IOException, InterruptedException {
    while (!Files.exists(file)) {
      if (process.waitFor(LOOK.toMillis(), TimeUnit.MILLISECONDS)
          || System.nanoTime() - started > timeout.toNanos()) {
        throw new IOException(name + " has not made " + file + end());
      }
    }
  }

  /** Linux keeps the high-water mark of a process's memory. */
  private long peakBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      // Another system, or the process has just ended.
      return 0;
    }
  }

  private String end() throws IOException {
    kill();
    return "\n" + Files.readString(log);
  }

  /** Ends its input and so a server; what does not end by that is killed. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (process.waitFor(TO_END.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /** A script's own programs too. */
  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
