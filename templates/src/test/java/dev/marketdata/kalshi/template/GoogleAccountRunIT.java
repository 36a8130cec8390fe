package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
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
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests runs on one machine into a bucket, with the account of that machine. The program is a
 * process of its own with Google's real addresses and clients; a proxy leads them to local servers,
 * which require the account's token.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class GoogleAccountRunIT {

  private static final String MARKET = "KXHIGHNY-26NOV22-T54";
  private static final String KEY_ID = "projects/my-project/secrets/prod-keyid/versions/latest";
  private static final String KEY_FILE = "projects/my-project/secrets/prod-keyfile/versions/2";

  @TempDir private Path folder;
  private final SimulatorKeys keys = SimulatorKeys.rsa();
  private final StorageServer storage = StorageServer.start().bucket("my-bucket");
  private final Map<String, String> environment = new HashMap<>();
  private KalshiSimulator kalshi;
  private FakeSecretManager secrets;
  private GoogleBehindProxy google;

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
    // The account of the machine that runs the tests does not count, whatever it is.
    environment.put("GOOGLE_APPLICATION_CREDENTIALS", "");
    environment.put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
    environment.put("NO_GCE_CHECK", "true");
  }

  @AfterEach
  void stop() throws IOException {
    google.close();
    secrets.close();
    kalshi.close();
    storage.close();
  }

  private Script.Result collect(String... flags) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx256m"));
    command.addAll(google.jvmFlags());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.addAll(List.of(KalshiMain.class.getName(), "collect"));
    command.addAll(List.of("--kalshiUrl=" + kalshi.url(), "--output=gs://my-bucket/data"));
    command.addAll(List.of(flags));
    return Script.execute(folder, environment, "", 60, command);
  }

  /** Writes what gcloud auth application-default login leaves behind. */
  private void logIn() throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("gcloud"))
            .resolve("application_default_credentials.json"),
        "{\"type\":\"authorized_user\",\"client_id\":\"id\",\"client_secret\":\"secret\","
            + "\"refresh_token\":\"1//refresh\"}");
  }

  @Test
  void aLaptopCollectsIntoABucketWithItsOwnLogin() throws Exception {
    logIn();

    Script.Result run = collect("market:" + MARKET);

    assertThat(run.out() + run.err(), run.status(), is(0));
    assertThat(storage.objects("my-bucket", "data/market_data/"), hasSize(1));
    assertThat(google.tokens().tokenRequests(), is(List.of("/token")));
    assertThat(google.otherHosts(), is(empty()));
  }

  @Test
  void withoutAnAccountTheLastLineNamesTheCommand() throws Exception {
    Script.Result run = collect("market:" + MARKET);

    assertThat(run.err(), run.status(), is(KalshiMain.USAGE_ERROR));
    assertThat(run.err(), containsString("run gcloud auth application-default login"));
  }
}
