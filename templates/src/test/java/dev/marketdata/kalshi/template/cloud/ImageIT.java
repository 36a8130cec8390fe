package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.template.KalshiMarketDataTemplate;
import dev.marketdata.kalshi.template.KeepingStager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tests the image of the Dockerfile, with a fake of Google's launcher image as its base. */
@ExtendWith(Containers.Needed.class)
class ImageIT {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path JAR = Path.of("templates", "target", "kalshi-market-data.jar");
  private static final Path TABLES =
      Path.of("pipeline", "tables", "target", "kalshi-market-data-tables-bundled.jar");
  private static final String IMAGE = "localhost/kalshi-market-data:test";
  private static final String SECRET = "planted-next-to-the-jar";

  /** Creates {@code base.tar}: a Java runtime, a shell, and a program in place of the launcher. */
  private static final String LAUNCHER =
      """
      set -eu
      base=$1/base
      mkdir -p "$base/bin" "$base/tmp" "$base/test/dev/marketdata/kalshi/template" "$base/opt/google/dataflow"
      "$2/bin/jlink" --strip-debug --output "$base/opt/java" --add-modules \\
        java.desktop,java.instrument,java.logging,java.management,java.naming,java.net.http,java.security.jgss,java.sql,java.xml,jdk.crypto.ec,jdk.unsupported
      cp "$(command -v busybox)" "$base/bin/busybox"
      ln -s busybox "$base/bin/sh"
      # ldd fails for a static busybox, which needs no library.
      find "$base/bin/busybox" "$base/opt/java" -type f \\( -name busybox -o -name java -o -name '*.so' \\) -exec ldd {} + 2>&1 |
        sed -n 's/.*[[:space:]]\\(\\/[^ ]*\\) (0x.*/\\1/p' | grep -v "$base" | sort -u | xargs -I '{}' cp -L --parents '{}' "$base"
      cp "$3" "$base/test/dev/marketdata/kalshi/template"
      cat >"$base/opt/google/dataflow/java_template_launcher" <<'END'
      #!/bin/sh
      exec /opt/java/bin/java $FLEX_TEMPLATE_JAVA_OPTIONS -cp "$FLEX_TEMPLATE_JAVA_CLASSPATH:/test" "$FLEX_TEMPLATE_JAVA_MAIN_CLASS" "$@"
      END
      chmod -R a+rX "$base"
      chmod a+x "$base/opt/google/dataflow/java_template_launcher"
      chmod 1777 "$base/tmp"
      tar -C "$base" -cf "$1/base.tar" .
      """;

  @TempDir private static Path folder;
  private static Containers containers;
  private static String base;

  @BeforeAll
  static void build() throws IOException {
    containers = Containers.in(folder);
    Path java = Path.of(System.getProperty("java.home"));
    base = baseOfTheDockerfile();
    containers.execute(
        "sh", "-c", LAUNCHER, "sh", folder.toString(), java.toString(), stager().toString());
    containers.podman(
        "import",
        "--change=ENTRYPOINT [\"/opt/google/dataflow/java_template_launcher\"]",
        folder.resolve("base.tar").toString(),
        base);
    plantSecretsAround(folder.resolve("context"));
    buildFrom(ROOT.resolve("Dockerfile"), IMAGE);
  }

  @AfterAll
  static void leave() throws Exception {
    Containers.leave(folder);
  }

  private static Path stager() {
    String file = KeepingStager.class.getName().replace('.', '/') + ".class";
    return Path.of("target", "test-classes", file).toAbsolutePath();
  }

  private static String baseOfTheDockerfile() throws IOException {
    String text = Files.readString(ROOT.resolve("Dockerfile"));
    return found("(?m)^FROM (\\S+):", text) + ":" + found("(?m)^ARG LAUNCHER=(\\S+)$", text);
  }

  private static String found(String pattern, String text) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(pattern, matcher.find());
    return matcher.group(1);
  }

  /** Creates a build context with secret files. */
  private static void plantSecretsAround(Path context) throws IOException {
    Path target = Files.createDirectories(context.resolve(JAR).getParent());
    Files.copy(ROOT.resolve(JAR), context.resolve(JAR));
    Files.createDirectories(context.resolve(TABLES).getParent());
    Files.copy(ROOT.resolve(TABLES), context.resolve(TABLES));
    Files.copy(ROOT.resolve(".dockerignore"), context.resolve(".dockerignore"));
    for (Path place : List.of(context, target, target.getParent())) {
      Files.writeString(place.resolve("key.pem"), SECRET);
      Files.writeString(place.resolve(".env"), SECRET);
    }
  }

  private static void buildFrom(Path dockerfile, String tag) throws IOException {
    containers.buildah(
        "bud",
        "--pull-never",
        "--isolation=chroot",
        "--build-arg=VERSION=9.8.7",
        "--build-arg=REVISION=0123abc",
        "--file=" + dockerfile,
        "--tag=" + tag,
        folder.resolve("context").toString());
  }

  private static JsonNode config() throws IOException {
    return new ObjectMapper()
        .readTree(containers.podman("image", "inspect", IMAGE))
        .path(0)
        .path("Config");
  }

  private static List<String> busybox(String image, String... command) throws IOException {
    String[] podman = {"run", "--rm", "--network=none", "--entrypoint=/bin/busybox", image};
    String[] all = new String[podman.length + command.length];
    System.arraycopy(podman, 0, all, 0, podman.length);
    System.arraycopy(command, 0, all, podman.length, command.length);
    return containers.podman(all).lines().toList();
  }

  @Test
  void theImageSetsTheMainClassAndTheJars() throws IOException {
    assertThat(
        config().path("Env").toString(),
        allOf(
            containsString(
                "\"FLEX_TEMPLATE_JAVA_MAIN_CLASS=" + KalshiMarketDataTemplate.class.getName()),
            containsString(
                "\"FLEX_TEMPLATE_JAVA_CLASSPATH=/template/kalshi-market-data.jar"
                    + ":/template/kalshi-market-data-tables.jar\"")));
  }

  @Test
  void theLabelsHaveTheVersionTheRevisionAndTheBaseImage() throws IOException {
    JsonNode labels = config().path("Labels");

    assertThat(labels.path("org.opencontainers.image.version").asText(), is("9.8.7"));
    assertThat(labels.path("org.opencontainers.image.revision").asText(), is("0123abc"));
    assertThat(labels.path("org.opencontainers.image.base.name").asText(), is(base));
    assertThat(labels.path("org.opencontainers.image.licenses").asText(), is("Apache-2.0"));
  }

  @Test
  void theImageAddsOnlyTheJars() throws IOException {
    assertThat(
        containers.podman("image", "diff", IMAGE, base).lines().toList(),
        containsInAnyOrder(
            "A /template",
            "A /template/kalshi-market-data.jar",
            "A /template/kalshi-market-data-tables.jar"));
  }

  @Test
  void theBuildContextIsOnlyTheJars() throws IOException {
    Path all = Files.writeString(folder.resolve("All"), "FROM " + base + "\nCOPY . /context\n");
    buildFrom(all, "localhost/context:test");

    assertThat(
        busybox("localhost/context:test", "find", "/context", "-type", "f"),
        containsInAnyOrder("/context/" + JAR, "/context/" + TABLES));
  }

  @ParameterizedTest
  @CsvSource({
    "collect, Fetch and store markets/Divide into chunks",
    "tables, Write manifests",
  })
  void anUnprivilegedUserCanCreateTheJobFile(String task, String step) throws IOException {
    Path out = Files.createDirectory(folder.resolve("out-" + task));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rwxrwxrwx"));
    List<String> command =
        new ArrayList<>(
            List.of(
                "run",
                "--rm",
                "--user=65534",
                "--read-only",
                "--cap-drop=all",
                "--network=none",
                "--env=KALSHI_PRIVATE_KEY=" + SECRET,
                "--volume=" + out + ":/out",
                IMAGE));
    command.addAll(JarIT.flags("/out/job.json", "/template"));
    command.add("--task=" + task);

    containers.podman(command.toArray(String[]::new));

    String job = Files.readString(out.resolve("job.json"));
    assertThat(job, containsString("\"" + step));
    assertThat(job, not(containsString(SECRET)));
  }
}
