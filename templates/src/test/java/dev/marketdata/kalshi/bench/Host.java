package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** Says on what all this ran, and how busy that was with other things. */
final class Host {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final String MODEL = "model name";

  private Host() {}

  static void describe(Path temp, PrintStream out) throws IOException {
    Runtime runtime = Runtime.getRuntime();
    out.printf(
        Locale.ROOT,
        "%d processors (%s), %s %s, JDK %s, temporary files on %s, load average %.1f%n",
        runtime.availableProcessors(),
        model(),
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        Runtime.version(),
        Files.getFileStore(temp).type(),
        ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
  }

  private static String model() throws IOException {
    if (!Files.isReadable(PROCESSORS)) {
      return System.getProperty("os.arch");
    }
    try (Stream<String> lines = Files.lines(PROCESSORS)) {
      return lines
          .filter(line -> line.startsWith(MODEL))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(System.getProperty("os.arch"));
    }
  }
}
