package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.template.cloud.Script;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs the script {@code kalshi} in a separate repository, with fake programs. */
final class KalshiScript {

  private static final List<String> TOOLS =
      List.of(
          "awk",
          "bash",
          "cat",
          "cksum",
          "cut",
          "dirname",
          "find",
          "flock",
          "grep",
          "mktemp",
          "mv",
          "readlink",
          "rm",
          "sed",
          "sleep",
          "tail",
          "touch",
          "wc");

  private final Path folder;
  private final Path repository;
  private final Path programs;
  private final Map<String, String> environment = new HashMap<>();

  /** Creates a repository with a current jar, and a PATH without Java and Maven. */
  KalshiScript(Path folder) throws IOException {
    this.folder = folder;
    this.repository = Files.createDirectories(folder.resolve("repository"));
    this.programs = Files.createDirectories(folder.resolve("programs"));
    environment.put("PATH", programs.toString());
    for (String unset :
        List.of(
            "JAVA_HOME",
            "JAVA_TOOL_OPTIONS",
            "https_proxy",
            "HTTPS_PROXY",
            "no_proxy",
            "NO_PROXY")) {
      environment.put(unset, "");
    }
    for (String tool : TOOLS) {
      Path installed = installed(tool);
      if (installed != null) {
        Files.createSymbolicLink(programs.resolve(tool), installed);
      }
    }
    Files.copy(Path.of("..", "kalshi"), repository.resolve("kalshi"));
    Files.createDirectory(repository.resolve(".mvn"));
    Files.writeString(repository.resolve("pom.xml"), "  <version>1.2.3</version>\n");
    for (String module :
        List.of("pipeline/testkit", "pipeline", "pipeline/tables", "templates/demo", "templates")) {
      Files.createDirectories(repository.resolve(module).resolve("src/main"));
      Files.createDirectories(repository.resolve(module).resolve("target"));
      Files.writeString(repository.resolve(module).resolve("pom.xml"), "");
    }
    for (String built :
        List.of(
            "pipeline/testkit/target/kalshi-market-data-testkit.jar",
            "pipeline/tables/target/kalshi-market-data-tables-bundled.jar",
            "templates/demo/target/kalshi-market-data-demo.jar")) {
      Files.writeString(repository.resolve(built), "");
    }
    Files.writeString(jar(), "");
    withJavaVersion("17.0.15");
  }

  /** Sets the version of the Java on the path, which the script reads from its release file. */
  KalshiScript withJavaVersion(String version) throws IOException {
    Files.writeString(folder.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    return this;
  }

  /** Returns the folder of the script. */
  Path repository() {
    return repository;
  }

  /** Returns the PATH. */
  Path programs() {
    return programs;
  }

  private Path jar() {
    return repository.resolve("templates/target/kalshi-market-data.jar");
  }

  /** Deletes the jar, so that it must be built. */
  KalshiScript withoutJar() throws IOException {
    Files.delete(jar());
    return this;
  }

  /** Puts a program written in bash on the path. */
  KalshiScript with(String program, String bash) throws IOException {
    Path file = programs.resolve(program);
    // What is there may be a link to this machine's own program, and would be written through.
    Files.deleteIfExists(file);
    Files.writeString(file, "#!" + installed("bash") + "\n" + bash + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    return this;
  }

  /** Sets the variable that every JVM reads its flags from. */
  KalshiScript withJavaOptions(String flags) {
    return withVariable("JAVA_TOOL_OPTIONS", flags);
  }

  /** Sets an environment variable. */
  KalshiScript withVariable(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Runs the script until it ends. */
  Script.Result run(String... flags) throws IOException {
    return Script.execute(folder, environment(), "", 60, command(flags));
  }

  /** Runs the script with an input until it ends. */
  Script.Result runWithInput(String input, String... flags) throws IOException {
    return Script.execute(folder, environment(), input, 60, command(flags));
  }

  /** Makes the jar newer than everything else. */
  KalshiScript touchJar() throws IOException {
    Files.setLastModifiedTime(jar(), FileTime.from(Instant.now().plusSeconds(60)));
    return this;
  }

  /** Starts the script. */
  Process start(String... flags) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command(flags)).directory(folder.toFile()).redirectErrorStream(true);
    builder.environment().putAll(environment());
    return builder.start();
  }

  private Map<String, String> environment() {
    return environment;
  }

  private List<String> command(String... flags) {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("bash").toString());
    command.add(repository.resolve("kalshi").toString());
    command.addAll(List.of(flags));
    return command;
  }

  private static @Nullable Path installed(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(path -> Path.of(path, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
