package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.template.KalshiMarketDataTemplate;
import dev.marketdata.kalshi.template.KeepingStager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The image of the Dockerfile, on a stand-in for Google's launcher, run as anybody. */
@EnabledIf(
    value = "canBuild",
    disabledReason = "root, buildah, podman, runc, jlink and a static busybox are needed")
class ImageIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final String BASE =
      "gcr.io/dataflow-templates-base/java17-template-launcher-base:20260122_RC00";

  @TempDir private Path folder;

  static boolean canBuild() {
    return "root".equals(System.getProperty("user.name"))
        && Stream.of("buildah", "podman", "runc", "busybox", "jlink").allMatch(Script::installed);
  }

  private String execute(String... command) throws IOException {
    Script.Result result =
        Script.execute(
            folder,
            Map.of("CONTAINERS_CONF", folder.resolve("containers.conf").toString()),
            "",
            120,
            List.of(command));
    assertThat(result.out() + result.err(), result.status(), is(0));
    return result.out();
  }

  private String containers(String program, String... more) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                program,
                "--root=" + folder.resolve("store"),
                "--runroot=" + folder.resolve("run"),
                "--storage-driver=overlay"));
    command.addAll(List.of(more));
    return execute(command.toArray(String[]::new));
  }

  @Test
  void anybodyMakesTheJobFileInIt() throws IOException {
    Files.writeString(
        folder.resolve("containers.conf"),
        """
        [containers]
        default_ulimits=["nofile=1024:1024","nproc=4096:4096"]
        netns="none"
        [engine]
        runtime="runc"
        """);
    execute("bash", "-c", LAUNCHER, "base", folder.toString());
    containers(
        "podman",
        "import",
        "--change",
        "ENTRYPOINT [\"/opt/google/dataflow/java_template_launcher\"]",
        folder.resolve("base.tar").toString(),
        BASE);
    containers(
        "buildah",
        "bud",
        "--pull-never",
        "--isolation=chroot",
        "-t",
        "localhost/kalshi:1",
        ROOT.toString());
    Path out = Files.createDirectory(folder.resolve("out"));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));

    containers(
        "podman",
        "run",
        "--rm",
        "--user=65534",
        "--read-only",
        "--cap-drop=all",
        "--network=none",
        "--tmpfs=/tmp",
        "--volume=" + out + ":/out",
        "--volume=" + Path.of("target", "test-classes").toAbsolutePath() + ":/test:ro",
        "--env=FLEX_TEMPLATE_JAVA_CLASSPATH=/template/kalshi-market-data.jar:/test",
        "localhost/kalshi:1",
        "--runner=DataflowRunner",
        "--project=kalshi-prod",
        "--region=us-central1",
        "--jobName=kalshi-market-data",
        "--gcpTempLocation=gs://bucket/temp",
        "--templateLocation=/out/job.json",
        "--filesToStage=/template",
        "--credentialFactoryClass=" + NoopCredentialFactory.class.getName(),
        "--pathValidatorClass=" + NoopPathValidator.class.getName(),
        "--stagerClass=" + KeepingStager.class.getName(),
        "--tickers=gs://bucket/tickers.txt",
        "--output=gs://output");

    assertThat(
        Files.readString(out.resolve("job.json")),
        allOf(
            containsString("Fetch and store markets/Plan queries"),
            containsString("Write run summary")));
    assertThat(
        containers("podman", "inspect", "localhost/kalshi:1"),
        allOf(
            containsString(
                "FLEX_TEMPLATE_JAVA_MAIN_CLASS=" + KalshiMarketDataTemplate.class.getName()),
            containsString("\"org.opencontainers.image.base.name\": \"" + BASE + "\"")));
  }

  /** A Java runtime, a shell, and a program where Google's launcher lies. */
  private static final String LAUNCHER =
      """
      set -eu
      base=$1/base
      mkdir -p "$base"/bin "$base"/usr/bin "$base"/usr/lib "$base"/opt/google/dataflow "$base"/tmp
      jlink --add-modules ALL-MODULE-PATH --strip-debug --output "$base/usr/lib/jre"
      cp "$(command -v busybox)" "$base/bin/sh"
      ln -s ../lib/jre/bin/java "$base/usr/bin/java"
      find "$base/usr/lib/jre" -name '*.so' -o -path '*bin/java' | xargs ldd | grep -o '/lib[^ ]*' |
        sort -u | while read -r library; do [ ! -e "$library" ] || cp -L --parents "$library" "$base"; done
      launcher=$base/opt/google/dataflow/java_template_launcher
      printf '%s\\n' '#!/bin/sh' 'exec java -cp "$FLEX_TEMPLATE_JAVA_CLASSPATH" "$FLEX_TEMPLATE_JAVA_MAIN_CLASS" "$@"' >"$launcher"
      chmod 755 "$launcher"
      tar -C "$base" -cf "$1/base.tar" .
      """;
}
