package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThan;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.TestRun.Left;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.LogEntry;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the job of Dataflow's runner, with the bundled jar, in a JVM with the class path of a
 * worker's container.
 */
@Timeout(120)
class WorkerClassPathTest {

  private static final Path CONTAINER = Path.of("target", "container").toAbsolutePath();
  private static final Path JAR =
      Path.of("..", "target", "kalshi-market-data.jar").toAbsolutePath().normalize();
  private static final Path TABLES_JAR =
      Path.of("..", "..", "pipeline", "tables", "target", "kalshi-market-data-tables-bundled.jar")
          .toAbsolutePath()
          .normalize();

  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
  private final SimulatorKeys keys = SimulatorKeys.rsa();
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(expected.exchange()).accept(keys).requireAuth().start();
  private final StorageServer storage = StorageServer.start().bucket("kalshi-in");

  @TempDir private Path folder;

  @AfterEach
  void close() {
    kalshi.close();
    storage.close();
  }

  @Test
  void theBundledJarCollectsEverything(@TempDir Path quiet) throws IOException {
    storage.put("kalshi-in", "tickers.txt", String.join("\n", expected.selectors()));
    TestRun run = new TestRun(kalshi, folder).signedBy(keys).into(storage);
    RunSettings settings =
        run.settings(
            new TickerFiles("gs://kalshi-in/tickers.txt", GcsEndpoint.of(storage.endpoint())));
    DataflowJob job = DataflowJob.of(settings, folder);

    HarnessResult result =
        new HarnessJob(
                job.graph(),
                PipelineOptionsFactory.create(),
                new HarnessJvm(CONTAINER, JAR, job.options(), folder))
            .run();

    String output = Files.readString(folder.resolve("output.txt"));
    assertThat(output, result.failure(), is(nullValue()));
    Left left = run.read(settings, null);
    RunSummary summary = RunCheck.quietly(expected, quiet).check(run.files(""), left.folder());
    assertThat(summary.verdict(), is(Verdict.COMPLETE));
    assertThat(
        result.logEntries().stream().map(LogEntry::getMessage).toList(),
        hasItem(startsWith("RUN_SUMMARY slot=2026-11-22T14:00:00Z job=test verdict=complete ")));
  }

  /** The container's class is loaded, so another in a bundled jar would not be used. */
  @Test
  void theBundledJarsHaveNoOtherVersionOfAClassInTheContainer() throws IOException {
    List<String> different = new ArrayList<>();
    for (Path path : List.of(JAR, TABLES_JAR)) {
      try (JarFile bundled = new JarFile(path.toFile())) {
        for (String name : HarnessJvm.CONTAINER) {
          try (JarFile jar = new JarFile(CONTAINER.resolve(name).toFile())) {
            jar.stream()
                .filter(entry -> entry.getName().endsWith(".class"))
                .filter(entry -> differs(bundled.getJarEntry(entry.getName()), entry))
                .forEach(entry -> different.add(name + " " + entry.getName()));
          }
        }
      }
    }

    // This jar is in place of commons-logging.
    different.removeIf(entry -> entry.startsWith("jcl-over-slf4j.jar org/apache/commons/logging/"));
    assertThat(different, is(empty()));
  }

  @Test
  void theTablesFindTheNativeLibraryThatCompressesThem() throws Exception {
    byte[] text = "one text, ".repeat(100).getBytes(StandardCharsets.UTF_8);

    try (URLClassLoader worker = classPath()) {
      Class<?> zstd = worker.loadClass("com.github.luben.zstd.Zstd");
      byte[] compressed = (byte[]) zstd.getMethod("compress", byte[].class).invoke(null, text);

      assertThat(compressed.length, is(lessThan(text.length)));
      assertThat(
          zstd.getMethod("decompress", byte[].class, int.class)
              .invoke(null, compressed, text.length),
          is(text));
    }
  }

  @Test
  void everyClassOfTheTablesIsLoadedWithTheTypesOfItsMethods() throws Exception {
    List<String> names;
    try (JarFile jar = new JarFile(TABLES_JAR.toFile())) {
      names =
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.matches("dev/marketdata/kalshi/.*[.]class"))
              .map(name -> name.replaceAll("[.]class$", "").replace('/', '.'))
              .toList();
    }

    try (URLClassLoader worker = classPath()) {
      assertThat(names, hasItem("dev.marketdata.kalshi.report.WriteReport"));
      for (String name : names) {
        Class<?> loaded = worker.loadClass(name);
        assertThat(name, loaded.getDeclaredMethods(), is(notNullValue()));
      }
    }
  }

  /** Returns a worker's class path: the container's jars, then the staged ones. */
  private static URLClassLoader classPath() throws IOException {
    List<URL> urls = new ArrayList<>();
    for (String name : HarnessJvm.CONTAINER) {
      urls.add(CONTAINER.resolve(name).toUri().toURL());
    }
    urls.add(JAR.toUri().toURL());
    urls.add(TABLES_JAR.toUri().toURL());
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private static boolean differs(@Nullable JarEntry bundled, JarEntry inContainer) {
    return bundled != null && bundled.getCrc() != inContainer.getCrc();
  }
}
