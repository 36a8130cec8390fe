package dev.marketdata.kalshi.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Measures everything and prints the table: {@code BenchMain JAR COLLECT QUICK}. Nothing is
 * asserted; what missed its goal says so.
 */
public final class BenchMain {

  private BenchMain() {}

  /** A family of measurements. */
  interface Family {
    void measure(Lab lab, Table table) throws IOException, InterruptedException;
  }

  /** Takes the bundled jar, the script, and whether a quick look is enough. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Path temp = Files.createTempDirectory("kalshi-bench-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> tidy(temp), "tidy"));
    Lab lab =
        new Lab(
            Path.of(args[0]).toRealPath(),
            Path.of(args[1]).toRealPath(),
            temp,
            Boolean.parseBoolean(args[2]));
    PrintStream out = System.out;
    Host.describe(temp, out);
    Table table = new Table(out);
    try {
      for (Family family :
          List.<Family>of(
              StartUp::measure,
              BudgetUsed::measure,
              StorageRate::measure,
              WorkLimit::measure,
              Machine::measure)) {
        family.measure(lab, table);
      }
    } finally {
      table.print();
      out.println();
      Host.describe(temp, out);
    }
  }

  /** However this ends, nothing goes on or lies about. */
  private static void tidy(Path temp) {
    try (Stream<ProcessHandle> children = ProcessHandle.current().descendants()) {
      children.forEach(ProcessHandle::destroyForcibly);
    }
    try {
      Lab.remove(temp);
    } catch (IOException e) {
      System.err.println("Cannot remove " + temp + ": " + e.getMessage());
    }
  }
}
