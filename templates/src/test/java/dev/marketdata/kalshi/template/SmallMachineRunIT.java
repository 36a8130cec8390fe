package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.auth.FakeSecretManager;
import dev.marketdata.kalshi.gcs.GoogleBehindProxy;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.template.cloud.Script;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the commands of {@code cloud/small-machine.md} for a virtual machine and for cron, in the
 * environment that they have there: the script {@code kalshi}, the program, and Google's own
 * clients with Google's addresses, which a proxy leads to local servers.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SmallMachineRunIT {

  private static final Path CLOUD = Path.of("..", "cloud");
  private static final String MARKET = "KXHIGHNY-26NOV22-T54";
  private static final String KEY_ID = "projects/my-project/secrets/prod-keyid/versions/latest";
  private static final String KEY_FILE = "projects/my-project/secrets/prod-keyfile/versions/latest";

  @TempDir private Path folder;
  private final SimulatorKeys keys = SimulatorKeys.rsa();
  private final StorageServer storage = StorageServer.start().bucket("my-output");
  private KalshiSimulator kalshi;
  private FakeSecretManager secrets;
  private GoogleBehindProxy google;
  private KalshiScript script;

  @BeforeEach
  void start() throws IOException {
    kalshi =
        KalshiSimulator.serving(
                SimulatedExchange.empty(Clock.systemUTC())
                    .event("KXHIGHNY", "KXHIGHNY-26NOV22")
                    .market("KXHIGHNY-26NOV22", MARKET, MarketState.ACTIVE))
            .accept(keys)
            .start();
    secrets = FakeSecretManager.start().holding(KEY_ID, keys.keyId()).holding(KEY_FILE, keys.pem());
    google = new GoogleBehindProxy(storage, secrets, folder);
    script = new KalshiScript(folder);
    script.with("sh", "exec /bin/sh \"$@\"");
  }

  @AfterEach
  void stop() throws IOException {
    google.close();
    secrets.close();
    kalshi.close();
    storage.close();
  }

  private void installJava(String before) throws IOException {
    script.with(
        "java",
        RealJava.program(
            "export CLOUDSDK_CONFIG='" + folder + "/none'\n" + before,
            google.jvmFlags(),
            List.of("--kalshiUrl=" + kalshi.url())));
  }

  /** Runs a shell command with nothing in its environment but this. */
  private Script.Result run(String command, String... variables) throws IOException {
    List<String> all = new ArrayList<>(List.of("env", "-i", "PATH=" + script.programs()));
    all.addAll(List.of(variables));
    all.addAll(List.of("/bin/sh", "-c", command));
    return Script.execute(folder, Map.of(), "", 60, all);
  }

  private static String line(Path file, String start) throws IOException {
    return Files.readAllLines(file).stream()
        .map(String::strip)
        .filter(line -> line.startsWith(start))
        .findFirst()
        .orElseThrow();
  }

  /** Packs the program with the command of the document. */
  private void pack() throws IOException {
    Path packed = Files.createDirectories(script.repository().resolve("cloud/small-machine"));
    for (String name : List.of("startup.sh", "kalshi.service", "kalshi.timer")) {
      Files.copy(CLOUD.resolve("small-machine").resolve(name), packed.resolve(name));
    }
    // Not on the path, because the startup script looks there for Java.
    Path java = Files.createDirectories(folder.resolve("jdk/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    Script.Result packing =
        Script.execute(
            script.repository(),
            Map.of(
                "JAVA_HOME",
                folder + "/jdk",
                "PATH",
                script.programs() + ":" + System.getenv("PATH")),
            "",
            60,
            List.of("/bin/sh", "-c", line(CLOUD.resolve("small-machine.md"), "./kalshi help ")));
    assertThat(packing.err(), packing.status(), is(0));
  }

  /** Packs the program, and runs the startup script. */
  private Path setUp(String flags) throws IOException {
    pack();

    Path root = folder.resolve("root");
    Files.createDirectories(root.resolve("etc/systemd/system"));
    Files.createDirectories(root.resolve("opt"));
    String log = "echo \"${0##*/} $*\" >>'" + folder + "/calls'";
    for (String program : List.of("apt-get", "useradd", "chown", "systemctl")) {
      script.with(program, log);
    }
    script
        .with("id", "exit 1")
        .with("gcloud", log + "; exec cat '" + script.repository() + "/kalshi.tgz'")
        .with(
            "curl",
            "case $* in */kalshi-bucket) echo my-output ;; */kalshi-flags) "
                + (flags.isEmpty() ? "exit 22" : "echo '" + flags + "'")
                + " ;; esac");
    for (String tool : List.of("tar", "gzip", "cp", "mkdir")) {
      script.with(tool, "PATH=/usr/bin:/bin exec " + tool + " \"$@\"");
    }
    Script.Result result =
        run("exec bash '" + CLOUD.toAbsolutePath() + "/small-machine/startup.sh' '" + root + "'");
    assertThat(result.out() + result.err(), result.status(), is(0));
    return root;
  }

  @ParameterizedTest
  @ValueSource(strings = {"missing", "outdated"})
  void theCommandThatPacksTheProgramBuildsItFirst(String jar) throws IOException {
    if (jar.equals("missing")) {
      script.withoutJar();
    } else {
      Files.setLastModifiedTime(
          script.repository().resolve("pipeline/src/main"),
          FileTime.from(Instant.now().plusSeconds(60)));
    }
    script.with("mvn", "printf new >templates/target/kalshi-market-data.jar");

    pack();

    assertThat(
        Script.execute(
                script.repository(),
                Map.of(),
                "",
                60,
                List.of("tar", "-xzOf", "kalshi.tgz", "templates/target/kalshi-market-data.jar"))
            .out(),
        is("new"));
  }

  @Test
  void theStartupScriptInstallsJavaAndStartsTheTimerAndARun() throws Exception {
    Path root = setUp("");

    assertThat(
        Files.readAllLines(folder.resolve("calls")),
        is(
            List.of(
                "apt-get update",
                "apt-get install -y curl default-jre-headless unattended-upgrades",
                "useradd --system --create-home --home-dir /var/lib/kalshi kalshi",
                "gcloud storage cat gs://my-output/install/kalshi.tgz",
                "chown -R kalshi: " + root + "/opt/kalshi.new",
                "systemctl daemon-reload",
                "systemctl enable --now kalshi.timer",
                "systemctl start --no-block kalshi.service")));
    assertThat(Files.exists(root.resolve("etc/systemd/system/kalshi.timer")), is(true));
    assertThat(
        Files.readString(root.resolve("etc/kalshi.env")),
        is("KALSHI_BUCKET=\"my-output\"\nKALSHI_FLAGS=\"\"\n"));
  }

  @Test
  void theServiceOfAVirtualMachineCollectsWithItsServiceAccount() throws Exception {
    Path root = setUp("--kalshiKeyId=" + KEY_ID + " --kalshiPrivateKey=" + KEY_FILE);
    installJava("export GCE_METADATA_HOST=" + google.tokens().host());
    storage.put("my-output", "install/tickers.txt", "market:" + MARKET + "\n");
    String command =
        line(root.resolve("etc/systemd/system/kalshi.service"), "ExecStart=")
            .replaceFirst("ExecStart=", "")
            .replace("/opt/kalshi/kalshi", root + "/opt/kalshi/kalshi");

    Script.Result run = run(". '" + root + "/etc/kalshi.env'; exec bash " + command);

    assertThat(run.out() + run.err(), run.status(), is(0));
    assertThat(storage.objects("my-output", "market_data/"), hasSize(1));
    assertThat(secrets.accesses(), is(List.of(KEY_ID, KEY_FILE)));
    assertThat(google.otherHosts(), is(empty()));
  }

  @Test
  void theLineForCronCollectsWithTheKeyOfAServiceAccount() throws Exception {
    installJava("");
    Files.createSymbolicLink(folder.resolve("kalshi"), script.repository());
    Files.writeString(script.repository().resolve("my-tickers.txt"), "market:" + MARKET + "\n");

    Script.Result run =
        run(
            lineForCron(),
            "HOME=" + folder,
            "GOOGLE_APPLICATION_CREDENTIALS=" + keyOfAServiceAccount());

    assertThat(run.out() + run.err(), is(""));
    assertThat(storage.objects("my-output", "market_data/"), hasSize(1));
    assertThat(google.tokens().tokenRequests(), hasItem("/token"));
  }

  @Test
  void theLineForCronShowsWhyARunFailed() throws Exception {
    script.with("java", "echo 'kalshi: the reason' >&2; exit 1");
    Files.createSymbolicLink(folder.resolve("kalshi"), script.repository());

    assertThat(run(lineForCron(), "HOME=" + folder).out(), containsString("kalshi: the reason"));
  }

  private static String lineForCron() throws IOException {
    return line(CLOUD.resolve("small-machine.md"), "3 */2 * * *")
        .replaceFirst("^3 [^ ]* . . . *", "");
  }

  private Path keyOfAServiceAccount() throws IOException, GeneralSecurityException {
    String key =
        Base64.getEncoder()
            .encodeToString(
                KeyPairGenerator.getInstance("RSA").generateKeyPair().getPrivate().getEncoded());
    return Files.writeString(
        folder.resolve("key.json"),
        "{\"type\":\"service_account\",\"project_id\":\"my-project\",\"private_key_id\":\"1\","
            + "\"client_id\":\"2\",\"client_email\":\"a@my-project.iam.gserviceaccount.com\","
            + "\"token_uri\":\""
            + google.tokens().uri()
            + "\",\"private_key\":\"-----BEGIN PRIVATE KEY-----\\n"
            + key
            + "\\n-----END PRIVATE KEY-----\\n\"}",
        StandardCharsets.UTF_8);
  }
}
