package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Runs all measurements and prints the table: {@code BenchMain JAR SCRIPT QUICK}. A missed goal is
 * shown in the table. The exit status is 1 only if a measurement could not be run.
 */
public final class BenchMain {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

  private BenchMain() {}

  /** A group of measurements. */
  interface Group {
    List<Row> measure(Lab lab) throws IOException, InterruptedException;
  }

  /** Arguments: the bundled jar, the script, and whether to run each measurement only once. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Locale.setDefault(Locale.ROOT);
    Path temp = Files.createTempDirectory("kalshi-bench-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> cleanUp(temp), "cleanup"));
    boolean quick = Boolean.parseBoolean(args[2]);
    Lab lab = new Lab(Path.of(args[0]).toRealPath(), Path.of(args[1]).toRealPath(), temp, quick);
    String before = host(temp);
    List<Row> rows = new ArrayList<>();
    boolean failed = false;
    for (Group group :
        List.<Group>of(
            StartUp::measure,
            BudgetUsed::measure,
            StorageRate::measure,
            WorkLimit::measure,
            WindowLimit::measure,
            TablesLimit::measure,
            Machine::measure)) {
      try {
        List<Row> more = group.measure(lab);
        more.forEach(System.out::println);
        rows.addAll(more);
      } catch (IOException e) {
        failed = true;
        System.out.println("Could not be measured: " + e.getMessage());
      }
    }
    System.out.println("\nBefore: " + before + "\nAfter: " + host(temp) + "\n\n" + Row.HEAD);
    rows.forEach(System.out::println);
    System.exit(failed ? 1 : 0);
  }

  /** Describes this machine and its load. */
  private static String host(Path temp) throws IOException {
    return "%d processors (%s), %s %s, JDK %s, temporary files on %s, load average %.1f"
        .formatted(
            Runtime.getRuntime().availableProcessors(),
            processor(),
            System.getProperty("os.name"),
            System.getProperty("os.version"),
            Runtime.version(),
            Files.getFileStore(temp).type(),
            ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String processor() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }

  /** Kills the child processes and deletes the temporary files. */
  private static void cleanUp(Path temp) {
    ProcessHandle.current()
        .descendants()
        .filter(ProcessHandle::destroyForcibly)
        .forEach(child -> child.onExit().join());
    try {
      Lab.remove(temp);
    } catch (IOException | InterruptedException e) {
      System.err.println(e.getMessage());
    }
  }
}
