package dev.marketdata.kalshi.template.cloud;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Runs the scripts of {@code cloud/} in a copy of the repository without settings and with fake
 * jars.
 */
public final class Script {

  private static final Path CLOUD = Path.of("..", "cloud");

  private final Path folder;
  private final Path repository;
  private final Map<String, String> environment;

  /** The exit status and the output of a command. */
  public record Result(int status, String out, String err) {}

  Script(Path folder, Map<String, String> environment) throws IOException {
    this.folder = folder;
    this.repository = Files.createDirectories(folder.resolve("repository"));
    this.environment = environment;
    Path cloud = Files.createDirectories(repository.resolve("cloud"));
    for (Path file : files()) {
      Files.copy(file, cloud.resolve(file.getFileName().toString()));
    }
    Path resources = Files.createDirectories(cloud.resolve("resources"));
    try (Stream<Path> files = Files.list(CLOUD.resolve("resources"))) {
      for (Path file : files.toList()) {
        Files.copy(file, resources.resolve(file.getFileName().toString()));
      }
    }
    Files.writeString(repository.resolve("tickers.txt"), "KXHIGHNY-26NOV22-T54\n");
    Files.writeString(repository.resolve("Dockerfile"), "FROM scratch\n");
    Files.copy(CLOUD.resolveSibling("metadata.json"), repository.resolve("metadata.json"));
    Files.writeString(repository.resolve("app.jar"), "a jar");
    Files.writeString(repository.resolve("tables.jar"), "another jar");
  }

  private static List<Path> files() throws IOException {
    try (Stream<Path> files = Files.list(CLOUD)) {
      return files.filter(file -> file.toString().matches(".*[.](sh|yaml)")).toList();
    }
  }

  Path repository() {
    return repository;
  }

  /** Returns the flags of deploy.sh that name the fake jars. */
  List<String> jars() {
    return List.of(
        "--jar=" + repository.resolve("app.jar"),
        "--tables-jar=" + repository.resolve("tables.jar"));
  }

  /** Runs a script with the required settings and more flags. */
  Result run(String name, String... flags) throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--project=demo-proj",
                "--region=us-east4",
                "--output-bucket=kalshi-out",
                "--work-bucket=kalshi-work"));
    all.addAll(List.of(flags));
    return runWith(name, "", all);
  }

  /** Runs a script with only these flags, and with this text as standard input. */
  Result runWith(String name, String input, List<String> flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add("bash");
    command.add(repository.resolve("cloud").resolve(name).toString());
    command.addAll(flags);
    return execute(folder, environment, input, 180, command);
  }

  /** Runs a command until it ends, and kills it if it does not end in time. */
  public static Result execute(
      Path folder, Map<String, String> environment, String input, int seconds, List<String> command)
      throws IOException {
    Path in = Files.writeString(Files.createTempFile(folder, "in", ""), input);
    Path out = Files.createTempFile(folder, "out", "");
    Path err = Files.createTempFile(folder, "err", "");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectInput(in.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError(
            command + " did not end: " + Files.readString(out) + Files.readString(err));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  /** Returns whether a program is on the PATH. */
  static boolean installed(String program) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .anyMatch(path -> Files.isExecutable(Path.of(path, program)));
  }
}
