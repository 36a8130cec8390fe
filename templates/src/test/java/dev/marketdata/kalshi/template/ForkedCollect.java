package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunCheck;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.store.Slot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Runs the command line in a separate JVM, which can be killed. All runs are of one slot. */
final class ForkedCollect {

  // So long that the slot is not over before the last run.
  private static final Duration DAY = Duration.ofDays(1);

  private final String classPath;
  private final Path folder;
  private final List<String> flags;

  /**
   * Keeps everything under the folder.
   *
   * @param classPath what the program is in
   * @param selectors the lines of the ticker file
   */
  ForkedCollect(
      String classPath,
      Path folder,
      List<String> selectors,
      KalshiSimulator kalshi,
      String... flags)
      throws IOException {
    this.classPath = classPath;
    this.folder = folder;
    this.flags = new ArrayList<>(List.of(flags));
    this.flags.add("--jobName=forked");
    this.flags.add("--interval=" + DAY);
    this.flags.add("--slot=" + Slot.floor(Instant.now(), DAY));
    this.flags.add("--kalshiUrl=" + kalshi.url());
    this.flags.add("--tickers=" + folder.resolve("tickers.txt"));
    this.flags.add("--output=" + output());
    Files.write(folder.resolve("tickers.txt"), selectors);
  }

  /** Starts a run, with more JVM flags. */
  Process start(String... jvmFlags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    // Short lives: what costs time at the start does not pay.
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx1g"));
    // Where this JVM thinks that it is, the program does too.
    for (String name : List.of("user.timezone", "user.language", "user.country")) {
      command.add("-D" + name + "=" + System.getProperty(name, ""));
    }
    command.addAll(List.of(jvmFlags));
    command.addAll(List.of("-cp", classPath, KalshiMain.class.getName(), "collect"));
    command.addAll(flags);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log.txt").toFile()))
        .start();
  }

  /** Runs to the end, and returns the exit status. */
  int run(int seconds) throws IOException, InterruptedException {
    Process process = start();
    if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("the run did not end in " + seconds + " s\n" + log());
    }
    return process.exitValue();
  }

  /** Returns the output of all runs so far. */
  String log() throws IOException {
    return Files.readString(folder.resolve("log.txt"));
  }

  /** Checks the run that ended last. */
  RunSummary check(RunCheck check) throws IOException {
    Map<String, String> files = files();
    String last = lastSummary(files);
    return check.check(files, last.substring(0, last.lastIndexOf('/')));
  }

  /** Returns the summary of the run that ended last. */
  RunSummary summary() throws IOException {
    return RunSummary.fromJson(Files.readAllBytes(output().resolve(lastSummary(files()))));
  }

  private static String lastSummary(Map<String, String> files) {
    return files.keySet().stream()
        .filter(path -> path.endsWith("/summary.json"))
        .reduce((one, next) -> next)
        .orElseThrow(() -> new AssertionError("no run has a summary"));
  }

  /** Returns the files under the output root by path, those of killed runs' dot-folders apart. */
  Map<String, String> files() throws IOException {
    Map<String, String> files = new TreeMap<>();
    if (!Files.exists(output())) {
      return files;
    }
    try (Stream<Path> all = Files.walk(output())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String path = output().relativize(file).toString();
        if (!path.startsWith(".")) {
          files.put(path, Files.readString(file));
        }
      }
    }
    return files;
  }

  /** Empties some shards and fills others with zeros, as a power cut does. */
  void breakShards(Random chance) throws IOException {
    for (Map.Entry<String, String> file : files().entrySet()) {
      if (file.getKey().startsWith("market_data/") && chance.nextInt(4) == 0) {
        int left = chance.nextBoolean() ? 0 : file.getValue().length();
        Files.write(output().resolve(file.getKey()), new byte[left]);
      }
    }
  }

  private Path output() {
    return folder.resolve("output");
  }
}
