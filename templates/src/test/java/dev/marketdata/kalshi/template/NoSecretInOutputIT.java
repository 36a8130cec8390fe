package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.stringContainsInOrder;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.MarketDataPipeline;
import dev.marketdata.kalshi.auth.FakeSecretManager;
import dev.marketdata.kalshi.client.MessageServer;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.QuickStorage;
import dev.marketdata.kalshi.simulator.Fault;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.MarketState;
import dev.marketdata.kalshi.simulator.RecordedRequest;
import dev.marketdata.kalshi.simulator.SimulatedExchange;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.RequestKind;
import dev.marketdata.kalshi.storage.StorageFault;
import dev.marketdata.kalshi.storage.StorageObject;
import dev.marketdata.kalshi.storage.StorageServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.util.construction.PipelineOptionsTranslation;
import org.apache.beam.sdk.util.construction.PipelineTranslation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that the output, logs and files of signed runs do not contain the credential. */
@Timeout(180)
class NoSecretInOutputIT {

  private static final String KEY_ID = "projects/kalshi-prod/secrets/prod-keyid/versions/latest";
  private static final String KEY_FILE = "projects/kalshi-prod/secrets/prod-keyfile/versions/2";

  /** The location of the credential of a run in this JVM. */
  enum Place {
    FILE,
    SECRET_MANAGER
  }

  @TempDir private Path folder;
  private final SimulatorKeys keys = SimulatorKeys.rsa();
  private final Leaks leaks = new Leaks(keys);
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final StorageServer storage = StorageServer.start().bucket("kalshi-out");
  private FakeSecretManager secrets;
  private KalshiSimulator kalshi;

  @BeforeEach
  void start() throws IOException {
    secrets = FakeSecretManager.start().holding(KEY_ID, keys.keyId()).holding(KEY_FILE, keys.pem());
    kalshi =
        KalshiSimulator.serving(
                SimulatedExchange.empty(Clock.systemUTC())
                    .event("KXHIGHNY", "KXHIGHNY-26NOV22")
                    .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T54", MarketState.ACTIVE)
                    .market("KXHIGHNY-26NOV22", "KXHIGHNY-26NOV22-T55", MarketState.ACTIVE)
                    .event("KXCPI", "KXCPI-26NOV")
                    .market("KXCPI-26NOV", "KXCPI-26NOV-T3.1", MarketState.ACTIVE))
            .accept(keys)
            .start();
    Files.writeString(
        folder.resolve("tickers.txt"), "event:KXHIGHNY-26NOV22\nKXCPI-26NOV-T3.1\nKXNONE\nno/t\n");
    Files.writeString(folder.resolve("id"), keys.keyId());
    Files.writeString(folder.resolve("key.pem"), keys.pem());
  }

  @AfterEach
  void stop() {
    kalshi.close();
    storage.close();
    secrets.close();
  }

  private List<String> flags(Place place) {
    return place == Place.FILE
        ? flags("file:" + folder.resolve("id"), "file:" + folder.resolve("key.pem"))
        : flags(KEY_ID, KEY_FILE);
  }

  private List<String> flags(String keyId, String privateKey) {
    return new ArrayList<>(
        List.of(
            "--jobName=kalshi-market-data",
            "--tickers=" + folder.resolve("tickers.txt"),
            "--output=" + folder.resolve("out"),
            "--kalshiUrl=" + kalshi.url(),
            "--kalshiKeyId=" + keyId,
            "--kalshiPrivateKey=" + privateKey));
  }

  private int collect(List<String> flags) {
    return collect(Clock.systemUTC(), flags);
  }

  private int collect(Clock launch, List<String> flags) {
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    return new KalshiMain(InputStream.nullInputStream(), stream, stream, launch)
        .run(Stream.concat(Stream.of("collect"), flags.stream()).toArray(String[]::new));
  }

  private int collectWithoutPauses(List<String> flags) throws FlagException {
    ManualClock clock = new ManualClock(Instant.now());
    Clock launch = Clock.fixed(clock.instant(), ZoneOffset.UTC);
    JoinedClient client = JoinedClient.waitingOn(clock, launch, flags.toArray(String[]::new));
    try {
      return collect(launch, flags);
    } finally {
      client.leave();
    }
  }

  private String printed() {
    return printed.toString(StandardCharsets.UTF_8);
  }

  /**
   * Everything goes wrong at least once, for good or in passing, and the run writes to a bucket.
   */
  private List<String> inTrouble(List<String> flags) {
    for (Fault fault :
        List.of(
            Fault.status(429),
            Fault.status(500),
            Fault.status(503, "<html><h1>Service Unavailable</h1></html>"),
            Fault.status(401, "{\"error\":{\"code\":\"header_timestamp_expired\"}}"),
            Fault.html(),
            Fault.garbage(),
            Fault.truncatedWithRightLength(),
            Fault.brokenGzip(),
            Fault.resetBeforeHeaders(),
            Fault.resetInBody())) {
      kalshi.faults().next(1, request -> !request.path().contains("/account/"), fault);
    }
    storage
        .faults()
        .always(
            request ->
                request.kind() == RequestKind.INSERT
                    && request.object().startsWith("market_data/")
                    && request.object().contains("T54"),
            StorageFault.status(403));
    storage
        .faults()
        .next(
            1,
            request -> request.kind() == RequestKind.INSERT && request.object().contains("T55"),
            StorageFault.status(503));
    flags.removeIf(flag -> flag.startsWith("--output="));
    flags.add("--output=gs://kalshi-out");
    flags.add("--gcsEndpoint=" + storage.endpoint());
    flags.add("--include=orderbooks");
    return flags;
  }

  private void assertThatTheTroubleCame() {
    assertThat(
        kalshi.requests().byStatus().keySet().containsAll(List.of(401, 429, 500, 503)), is(true));
    assertThat(printed(), containsString("not stored           1"));
  }

  private void assertThatNothingTellsIt(String log) {
    leaks.andSignaturesAt(kalshi);
    assertThat(kalshi.requests().total(), is(greaterThan(0L)));
    assertThat(leaks.in(log), is(empty()));
    assertThat(leaks.in(printed()), is(empty()));
    for (StorageObject object : storage.objects("kalshi-out", "")) {
      assertThat(object.name(), leaks.in(object.name() + object.metadata()), is(empty()));
      assertThat(object.name(), leaks.in(object.content()), is(empty()));
    }
    for (RecordedRequest request : kalshi.requests().requests()) {
      assertThat(leaks.in(request), is(empty()));
    }
  }

  @Test
  void aPieceOfTheKeyWouldBeFound() {
    String line = keys.pem().lines().toList().get(3);

    assertThat(leaks.in("a " + line.substring(20, 36) + "!"), is(List.of("private key")));
    assertThat(leaks.in(keys.privateKey().getEncoded()), is(List.of("private key's bytes")));
    assertThat(leaks.in("?key=" + keys.keyId()), is(List.of("key id")));
  }

  @Test
  void eachSecretIsReadOnce() {
    assertThat(printed(), collect(flags(Place.SECRET_MANAGER)), is(0));

    assertThat(secrets.accesses(), is(List.of(KEY_ID, KEY_FILE)));
  }

  @ParameterizedTest
  @EnumSource
  void aRunWithFaultsDoesNotShowIt(Place place) throws Exception {
    List<String> flags = inTrouble(flags(place));
    QuickStorage.join(GcsEndpoint.of(storage.endpoint()));
    ManualClock clock = new ManualClock(Instant.now());
    Clock launch = Clock.fixed(clock.instant(), ZoneOffset.UTC);
    String log;
    try (EveryLogLine lines = EveryLogLine.listening()) {
      JoinedClient client = JoinedClient.waitingOn(clock, launch, flags.toArray(String[]::new));
      assertThat(printed(), collect(launch, flags), is(1));
      client.leave();
      log = lines.text();
    }

    assertThat(log.length(), is(greaterThan(10_000)));
    // Beam logs the flags at its finest level.
    assertThat(
        log,
        stringContainsInOrder(
            "Provided Arguments", "kalshiPrivateKey", place == Place.FILE ? "key.pem" : KEY_FILE));
    assertThatTheTroubleCame();
    assertThatNothingTellsIt(log);
  }

  /** {@link KalshiMain} with clients that retry at once. */
  public static final class ProcessWithoutPauses {

    private ProcessWithoutPauses() {}

    /** Takes a command and its flags. */
    public static void main(String[] args) throws FlagException {
      for (String flag : args) {
        if (flag.startsWith("--gcsEndpoint=")) {
          QuickStorage.join(GcsEndpoint.of(flag.substring(flag.indexOf('=') + 1)));
        }
      }
      ManualClock clock = new ManualClock(Instant.now());
      Clock launch = Clock.fixed(clock.instant(), ZoneOffset.UTC);
      JoinedClient unused =
          JoinedClient.waitingOn(clock, launch, Arrays.copyOfRange(args, 1, args.length));
      System.exit(new KalshiMain(System.in, System.out, System.err, launch).run(args));
    }
  }

  @Test
  void aProcessWithTheSecretInItsEnvironmentDoesNotShowIt() throws Exception {
    Path logging = folder.resolve("logging.properties");
    Files.writeString(
        logging,
        """
        handlers=java.util.logging.ConsoleHandler
        java.util.logging.ConsoleHandler.level=ALL
        .level=ALL
        """);
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.util.logging.config.file=" + logging,
                "-cp",
                System.getProperty("java.class.path"),
                ProcessWithoutPauses.class.getName(),
                "collect"));
    command.addAll(inTrouble(flags("env:CANARY_KEY_ID", "env:CANARY_PRIVATE_KEY")));
    Path output = folder.resolve("printed");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
    builder
        .environment()
        .putAll(Map.of("CANARY_KEY_ID", keys.keyId(), "CANARY_PRIVATE_KEY", keys.pem()));
    Process run = builder.start();
    try {
      assertThat(run.waitFor(150, TimeUnit.SECONDS), is(true));
    } finally {
      run.destroyForcibly();
    }
    printed.writeBytes(Files.readAllBytes(output));

    assertThat(run.exitValue(), is(1));
    assertThat(printed().length(), is(greaterThan(10_000)));
    assertThatTheTroubleCame();
    assertThatNothingTellsIt("");
  }

  @ParameterizedTest
  @EnumSource
  void aRefusalDoesNotShowIt(Place place) throws Exception {
    String log;
    try (EveryLogLine lines = EveryLogLine.listening();
        KalshiSimulator stranger =
            KalshiSimulator.serving(SimulatedExchange.empty(Clock.systemUTC())).start()) {
      List<String> flags = flags(place);
      flags.set(3, "--kalshiUrl=" + stranger.url());
      assertThat(printed(), collectWithoutPauses(flags), is(1));
      leaks.andSignaturesAt(stranger);
      log = lines.text();
    }

    assertThat(printed(), containsString("refused the credential"));
    assertThat(leaks.in(log), is(empty()));
    assertThat(leaks.in(printed()), is(empty()));
    assertThatNoFileTellsIt(folder.resolve("out"));
  }

  static Stream<Fault> echoes() {
    return Stream.of(400, 401, 503)
        .flatMap(
            status ->
                Stream.of(Fault.echoingHeaders(status), Fault.echoingHeadersInErrorFields(status)));
  }

  @ParameterizedTest
  @MethodSource("echoes")
  void aServerThatRepeatsTheRequestsHeadersIsNotQuoted(Fault echo) throws Exception {
    kalshi.faults().always(request -> !request.path().contains("/account/"), echo);
    String log;
    try (EveryLogLine lines = EveryLogLine.listening()) {
      assertThat(printed(), collectWithoutPauses(flags(Place.FILE)), is(1));
      log = lines.text();
    }

    leaks.andSignaturesAt(kalshi);
    assertThat(leaks.in(log), is(empty()));
    assertThat(leaks.in(printed()), is(empty()));
    assertThatNoFileTellsIt(folder.resolve("out"));
    assertThat(printed(), containsString("(not shown, because it contains the credential)"));
  }

  @Test
  void theExceptionOfARefusalDoesNotShowIt() throws Exception {
    kalshi.faults().always(request -> true, Fault.status(401));
    KalshiMarketDataOptions options = options(flags(Place.FILE));
    Files.createDirectories(folder.resolve("out"));
    Pipeline pipeline = Pipeline.create(options);
    ManualClock clock = new ManualClock(Instant.now());
    Clock launch = Clock.fixed(clock.instant(), ZoneOffset.UTC);
    MarketDataPipeline.build(pipeline, SettingsFromOptions.read(options, launch.instant()));
    JoinedClient client =
        JoinedClient.waitingOn(clock, launch, flags(Place.FILE).toArray(String[]::new));
    RuntimeException failure =
        assertThrows(RuntimeException.class, () -> pipeline.run().waitUntilFinish());
    client.leave();
    StringWriter trace = new StringWriter();
    failure.printStackTrace(new PrintWriter(trace));

    assertThat(trace.toString(), containsString("Kalshi refused the credential"));
    assertThat(leaks.andSignaturesAt(kalshi).in(trace.toString()), is(empty()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut off", "damaged", "without its first line", "for another algorithm"})
  void aKeyThatCannotBeUsedIsNotQuoted(String how) throws Exception {
    String pem = keys.pem();
    Files.writeString(
        folder.resolve("key.pem"),
        switch (how) {
          case "cut off" -> pem.substring(0, pem.length() / 2);
          case "damaged" -> pem.replace(pem.lines().toList().get(2), "");
          case "without its first line" -> pem.substring(pem.indexOf('\n'));
          default -> ellipticCurveKey();
        });
    String log;
    try (EveryLogLine lines = EveryLogLine.listening()) {
      assertThat(collect(flags(Place.FILE)), is(2));
      log = lines.text();
    }

    assertThat(printed(), containsString("cannot be used: it is "));
    assertThat(leaks.in(printed()), is(empty()));
    assertThat(leaks.in(log), is(empty()));
  }

  private static String ellipticCurveKey() throws GeneralSecurityException {
    byte[] key = KeyPairGenerator.getInstance("EC").generateKeyPair().getPrivate().getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }

  @ParameterizedTest
  @CsvSource({
    "--kalshiKeyId=env:X --kalshiPrivateKey=%s, --kalshiPrivateKey: must be projects/P/secrets/S/versions/V",
    "--kalshiPrivateKey=env:X --kalshiKeyId=%s, --kalshiKeyId: must be projects/P/secrets/S/versions/V",
    "--kalshiKey=%s, unknown flag --kalshiKey",
    "--kalshiPrivateKey %s, ''",
    "%s, ''",
    "--kalshiKeyId=%s --kalshiKeyId=%s, --kalshiKeyId is given more than once",
  })
  void aSecretInTheWrongPlaceIsNotRepeated(String pattern, String said) {
    for (String secret : List.of(keys.keyId(), keys.pem())) {
      printed.reset();
      String[] flags =
          Stream.of(pattern.split(" "))
              .map(flag -> flag.replace("%s", secret))
              .toArray(String[]::new);
      assertThat(collect(List.of(flags)), is(2));

      assertThat(printed(), containsString("kalshi: " + said));
      assertThat(leaks.in(printed()), is(empty()));
    }
  }

  @Test
  void noFileOfTheOutputContainsIt() throws IOException {
    assertThat(printed(), collect(flags(Place.SECRET_MANAGER)), is(0));

    leaks.andSignaturesAt(kalshi);
    assertThatNoFileTellsIt(folder.resolve("out"));
  }

  private void assertThatNoFileTellsIt(Path root) throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(file.toString(), leaks.in(file.toString()), is(empty()));
        assertThat(file.toString(), leaks.in(Files.readAllBytes(file)), is(empty()));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void optionsGraphAndDisplayDataDoNotContainIt(Place place) throws Exception {
    KalshiMarketDataOptions options = options(flags(place));
    Pipeline pipeline = Pipeline.create(options);
    MarketDataPipeline.build(pipeline, SettingsFromOptions.read(options, Instant.now()));
    String graph = new JobGraph(PipelineTranslation.toProto(pipeline)).text();
    String optionsText = PipelineOptionsTranslation.toProto(options).toString();

    assertThat(graph, containsString(options.getKalshiKeyId()));
    assertThat(optionsText, containsString(options.getKalshiPrivateKey()));
    assertThat(leaks.in(graph), is(empty()));
    assertThat(leaks.in(optionsText), is(empty()));
    assertThat(leaks.in(options.toString()), is(empty()));
  }

  @Test
  void theUrlsOfNoticesAreNotShown() throws Exception {
    kalshi.faults().always(request -> request.path().contains("/markets"), Fault.status(400));
    String log;
    try (EveryLogLine lines = EveryLogLine.listening();
        MessageServer server = new MessageServer().responding(500, 500, 404, 404, 500, 500)) {
      List<String> flags = flags(Place.FILE);
      Path messages = Files.writeString(folder.resolve("messages"), server.url("/T0/s3cret-a"));
      Path ping = Files.writeString(folder.resolve("ping"), server.url("/s3cret-b?c=s3cret-c"));
      flags.add("--notify=file:" + messages);
      flags.add("--ping=file:" + ping);
      assertThat(printed(), collectWithoutPauses(flags), is(1));
      assertThat(server.messages().size(), is(6));
      log = lines.text();
    }

    assertThat(printed() + log, containsString("127.0.0.1 cannot be told of the run: HTTP 404"));
    assertThat(printed() + log, not(containsString("s3cret")));
    try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(file), not(containsString("s3cret")));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"notify", "ping"})
  void aUrlInTheWrongPlaceIsNotRepeated(String flag) {
    List<String> flags = flags(Place.FILE);
    flags.add("--" + flag + "=https://hooks.slack.com/services/T0/B0/s3cret");

    assertThat(collect(flags), is(2));
    assertThat(
        printed(), containsString("--" + flag + ": must be the location of the URL, because the"));
    assertThat(printed(), not(containsString("s3cret")));
  }

  @Test
  void theJobFileAndStagedFilesDoNotContainIt() throws Exception {
    KeepingStager.forget();
    Path job = folder.resolve("job.json");
    List<String> flags =
        TestFlags.dataflow(
            folder,
            "--templateLocation=" + job,
            "--kalshiKeyId=" + KEY_ID,
            "--kalshiPrivateKey=" + KEY_FILE);
    PrintStream stream = new PrintStream(printed, true, StandardCharsets.UTF_8);
    String log;
    try (EveryLogLine lines = EveryLogLine.listening()) {
      int status =
          new KalshiMarketDataTemplate(stream, Clock.systemUTC())
              .launch(flags.toArray(String[]::new));
      assertThat(printed(), status, is(0));
      log = lines.text();
    }

    String jobFile = Files.readString(job, StandardCharsets.ISO_8859_1);
    assertThat(jobFile, containsString(KEY_ID));
    assertThat(leaks.in(jobFile), is(empty()));
    assertThat(KeepingStager.names(), is(not(empty())));
    for (String name : KeepingStager.names()) {
      assertThat(name, leaks.in(KeepingStager.kept(name)), is(empty()));
    }
    assertThat(leaks.in(JobGraph.of(KeepingStager.kept("pipeline.pb")).text()), is(empty()));
    assertThat(leaks.in(log), is(empty()));
  }

  private static KalshiMarketDataOptions options(List<String> flags) {
    return PipelineOptionsFactory.fromArgs(flags.toArray(String[]::new))
        .as(KalshiMarketDataOptions.class);
  }
}
