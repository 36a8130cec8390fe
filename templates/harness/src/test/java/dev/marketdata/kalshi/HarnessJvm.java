package dev.marketdata.kalshi;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.model.pipeline.v1.Endpoints.ApiServiceDescriptor;

/**
 * Starts the SDK harness in a JVM of its own, with the class path, the flags and the environment
 * variables of a worker's container. The source is {@code sdks/java/container/boot.go} of Beam. Not
 * as there: the heap is small, no agent opens modules of the JDK, which the job does not need, and
 * the security properties are the JDK's own.
 */
final class HarnessJvm implements HarnessJob.Harness {

  /** The jars in the container, in the order of its class path; the staged jars follow. */
  static final List<String> CONTAINER =
      List.of(
          "slf4j-api.jar",
          "slf4j-jdk14.jar",
          "jcl-over-slf4j.jar",
          "log4j-over-slf4j.jar",
          "log4j-to-slf4j.jar",
          "beam-sdks-java-harness.jar");

  private static final Duration END = Duration.ofSeconds(10);

  private final Path container;
  private final Path staged;
  private final String options;
  private final Path folder;

  /**
   * Prepares a harness.
   *
   * @param container the folder with the container's jars
   * @param staged the job's jar
   * @param options the job's pipeline options in JSON
   * @param folder where the harness runs, and where its output is, in {@code output.txt}
   */
  HarnessJvm(Path container, Path staged, String options, Path folder) {
    this.container = container;
    this.staged = staged;
    this.options = options;
    this.folder = folder;
  }

  @Override
  public AutoCloseable start(String id, ApiServiceDescriptor control, ApiServiceDescriptor logging)
      throws IOException {
    Path optionsFile = Files.writeString(folder.resolve("pipeline_options.json"), options);
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "-XX:+AlwaysActAsServerClassMachine",
                "-XX:-OmitStackTraceInFastThrow",
                "-javaagent:" + container.resolve("jamm.jar"),
                "-cp",
                pathingJar().toString(),
                "org.apache.beam.fn.harness.FnHarness")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("output.txt").toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "HARNESS_ID", id,
                "PIPELINE_OPTIONS_FILE", optionsFile.toString(),
                "CONTROL_API_SERVICE_DESCRIPTOR", control.toString(),
                "LOGGING_API_SERVICE_DESCRIPTOR", logging.toString(),
                "RUNNER_CAPABILITIES", ""));
    Process process = builder.start();
    return () -> {
      if (!process.waitFor(END.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    };
  }

  /** The container's class path is in the manifest of a jar, because it may be long. */
  private Path pathingJar() throws IOException {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Stream.concat(CONTAINER.stream().map(container::resolve), Stream.of(staged))
                .map(jar -> jar.toUri().toString())
                .collect(Collectors.joining(" ")));
    Path jar = folder.resolve("pathing.jar");
    try (OutputStream file = Files.newOutputStream(jar)) {
      new JarOutputStream(file, manifest).close();
    }
    return jar;
  }
}
