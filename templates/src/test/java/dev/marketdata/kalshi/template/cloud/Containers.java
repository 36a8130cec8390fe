package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Builds and runs images without a daemon and without a network, in a separate image store. */
final class Containers {

  // runc, because crun and the default limits require permissions that a CI container lacks.
  private static final String SETTINGS =
      """
      [containers]
      default_ulimits=["nofile=1024:1024", "nproc=4096:4096"]
      netns="none"
      [engine]
      runtime="runc"
      cgroup_manager="cgroupfs"
      events_logger="none"
      tmp_dir="%s"
      """;

  private final Path folder;
  private final String driver;

  /** Skips a test class if a requirement is missing, and names the requirement. */
  static final class Needed implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
      for (String program : List.of("buildah", "podman", "runc", "busybox", "unshare")) {
        if (!Script.installed(program)) {
          return ConditionEvaluationResult.disabled(program + " is not installed");
        }
      }
      if (!System.getProperty("user.name").equals("root")) {
        return ConditionEvaluationResult.disabled("the tests do not run as root");
      }
      if (!Files.isDirectory(Path.of(System.getProperty("java.home"), "jmods"))) {
        return ConditionEvaluationResult.disabled(
            "this JDK has no jmods folder, which jlink requires");
      }
      return mayMount()
          ? ConditionEvaluationResult.enabled("all requirements are met")
          : ConditionEvaluationResult.disabled("mounts are not permitted on this machine");
    }

    private static boolean mayMount() {
      try {
        Process mount =
            new ProcessBuilder("unshare", "--mount", "true")
                .redirectError(Redirect.DISCARD)
                .start();
        return mount.waitFor(60, TimeUnit.SECONDS) && mount.exitValue() == 0;
      } catch (IOException e) {
        return false;
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return false;
      }
    }
  }

  private Containers(Path folder, String driver) {
    this.folder = folder;
    this.driver = driver;
  }

  /** Creates an empty image store in a folder. */
  static Containers in(Path folder) throws IOException {
    Files.writeString(
        folder.resolve("containers.conf"), SETTINGS.formatted(folder.resolve("libpod")));
    Containers fast = new Containers(folder, "overlay");
    boolean overlay = run(folder, fast.command("podman", "info")).status() == 0;
    return overlay ? fast : new Containers(folder, "vfs");
  }

  String podman(String... arguments) throws IOException {
    return execute(command("podman", arguments));
  }

  String buildah(String... arguments) throws IOException {
    return execute(command("buildah", arguments));
  }

  /** Runs a command, which must succeed, and returns its output. */
  String execute(String... command) throws IOException {
    Script.Result result = run(folder, command);
    assertThat(result.out() + result.err(), result.status(), is(0));
    return result.out();
  }

  private String[] command(String program, String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--root=" + folder.resolve("store-" + driver),
                "--runroot=" + folder.resolve("run-" + driver),
                "--storage-driver=" + driver));
    command.addAll(List.of(arguments));
    return command.toArray(String[]::new);
  }

  private static Script.Result run(Path folder, String... command) throws IOException {
    return Script.execute(
        folder,
        Map.of("CONTAINERS_CONF", folder.resolve("containers.conf").toString()),
        "",
        180,
        List.of(command));
  }

  /** Waits for processes and removes mounts in a folder, so that it can be deleted. */
  static void leave(Path folder) throws Exception {
    // The monitor cleans up after its container, and ends later than the command that started it.
    for (ProcessHandle process : ProcessHandle.allProcesses().toList()) {
      if (process.info().commandLine().orElse("").contains(folder.toString())) {
        process.onExit().get(60, TimeUnit.SECONDS);
      }
    }
    for (String mount : Files.readAllLines(Path.of("/proc/self/mounts"))) {
      String target = mount.split(" ", -1)[1];
      if (target.startsWith(folder.toString())) {
        run(folder, "umount", "--lazy", target);
      }
    }
  }
}
