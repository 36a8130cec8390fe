package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A child process. It is killed if it does not end in time. */
final class Program implements AutoCloseable {

  private static final Duration POLL_INTERVAL = Duration.ofMillis(50);
  private static final Duration END_TIMEOUT = Duration.ofSeconds(30);

  /**
   * The resources that a finished program used.
   *
   * @param wall the wall time, including the start of its JVM
   * @param cpu the CPU time of all its threads, until the last poll before its end
   * @param peakBytes the peak of its resident memory; 0 if the system does not report it
   * @param output its output
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

  /** Starts a program with its output in a file. Its input stays open until this is closed. */
  static Program start(Path log, List<String> command) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    return new Program(log.getFileName().toString(), process, log);
  }

  /** Waits for the end of the program; throws if it is late or its status is not 0. */
  Finished finish(Duration timeout) throws IOException, InterruptedException {
    Duration cpu = Duration.ZERO;
    long peakBytes = 0;
    while (!process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
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

  /** Waits until the program has created a file. */
  void await(Path file, Duration timeout) throws IOException, InterruptedException {
    while (!Files.exists(file)) {
      if (process.waitFor(POLL_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)
          || System.nanoTime() - started > timeout.toNanos()) {
        throw new IOException(name + " has not created " + file + end());
      }
    }
  }

  /** Returns the peak of resident memory, which Linux reports. */
  private long peakBytes() {
    try (Stream<String> lines = Files.lines(Path.of("/proc/" + process.pid() + "/status"))) {
      return lines
          .filter(line -> line.startsWith("VmHWM:"))
          .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
          .findFirst()
          .orElse(0);
    } catch (IOException | UncheckedIOException e) {
      // Not Linux, or the process has just ended.
      return 0;
    }
  }

  private String end() throws IOException {
    kill();
    return "\n" + Files.readString(log);
  }

  /** Closes the input, which ends a server; kills the program if it does not end. */
  @Override
  public void close() throws IOException {
    process.getOutputStream().close();
    try {
      if (process.waitFor(END_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    kill();
  }

  /** Kills the program and its child processes. */
  private void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
