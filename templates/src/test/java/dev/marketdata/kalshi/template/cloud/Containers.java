package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Builds and runs images without a daemon and without a network, in a store of its own. */
final class Containers {

  // runc, as crun asks for rights that a container of a CI machine lacks, and so do the default
  // limits.
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

  private Containers(Path folder, String driver) {
    this.folder = folder;
    this.driver = driver;
  }

  /** Starts an empty store in a folder, or skips the test with the one thing that lacks. */
  static Containers in(Path folder) throws IOException {
    for (String program : List.of("buildah", "podman", "runc", "busybox", "unshare")) {
      assumeTrue(Script.installed(program), program + " is not installed");
    }
    assumeTrue(run(folder, "id", "-u").out().trim().equals("0"), "the tests do not run as root");
    assumeTrue(
        run(folder, "unshare", "--mount", "true").status() == 0,
        "this machine lets nobody mount anything");
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

  /** Runs a command that has to succeed, and returns what it says. */
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

  /** Ends what was begun in a folder, so that it can be deleted. */
  static void leave(Path folder) throws Exception {
    // A monitor tidies up after its container, and outlives the command that ran it.
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
