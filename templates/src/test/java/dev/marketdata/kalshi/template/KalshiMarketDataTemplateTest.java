package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import dev.marketdata.kalshi.auth.FakeSecretManager;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.KalshiSettings;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Launches on Dataflow with its runner, but without network and account: to a job file, as the Flex
 * Template launcher does, or to a fake service on this machine.
 */
@Timeout(120)
class KalshiMarketDataTemplateTest {

  private static final Instant NOW = Instant.parse("2026-11-22T15:04:11Z");
  private static final String KEY_ID = "projects/kalshi-prod/secrets/prod-keyid/versions/latest";
  private static final String KEY_FILE = "projects/kalshi-prod/secrets/prod-keyfile/versions/2";

  @TempDir private Path folder;
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  @BeforeEach
  void forget() {
    KeepingStager.forget();
  }

  private List<String> flags(String... more) {
    List<String> flags =
        TestFlags.dataflow(folder, "--kalshiKeyId=" + KEY_ID, "--kalshiPrivateKey=" + KEY_FILE);
    return TestFlags.overriding(flags, more);
  }

  private int launch(List<String> flags) {
    return new KalshiMarketDataTemplate(
            new PrintStream(err, true, StandardCharsets.UTF_8), Clock.fixed(NOW, ZoneOffset.UTC))
        .launch(flags.toArray(String[]::new));
  }

  /** Creates the job file and returns its text. */
  private String jobFile(String... more) throws IOException {
    assertThat(complained(), launch(intoAJobFile(flags(more))), is(0));
    return Files.readString(folder.resolve("job.json"));
  }

  /** Returns flags for a launch that writes a file instead of calling Google. */
  private List<String> intoAJobFile(List<String> flags) {
    flags.add("--templateLocation=" + folder.resolve("job.json"));
    return flags;
  }

  private static JobGraph graph() throws IOException {
    return JobGraph.of(KeepingStager.kept("pipeline.pb"));
  }

  private String complained() {
    return err.toString(StandardCharsets.UTF_8);
  }

  @Test
  void theJobFileIsCreatedWithoutOutput() throws IOException {
    assertThat(jobFile(), containsString("\"kalshi-market-data\""));
    assertThat(complained(), is(""));
  }

  @Test
  void theGraphHoldsTheStepsOfTheJob() throws IOException {
    jobFile();

    List<String> steps = graph().steps();
    for (String step :
        List.of(
            "Read tickers/Read lines",
            "Fetch and store markets/Divide into chunks",
            "Fetch and store markets/First pass",
            "Fetch and store markets/Second pass",
            "Write run summary/Write summary",
            "Write run summary/Fail the run")) {
      assertThat(steps, hasItem(startsWith(step)));
    }
  }

  @Test
  void theJobHasExactlyOneWorker() throws IOException {
    String job = jobFile();

    assertThat(job, containsString("\"numWorkers\":1"));
    assertThat(job, containsString("\"maxNumWorkers\":1"));
    assertThat(job, containsString("AUTOSCALING_ALGORITHM_NONE"));
  }

  @Test
  void theWorkersSendTheFieldsOfLogLines() throws IOException {
    assertThat(jobFile(), containsString("\"logMdc\":true"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--maxNumWorkers=3", "--numWorkers=3"})
  void eachOfThreeWorkersIsGivenAThirdOfTheBudget(String flag) throws Exception {
    String job = jobFile(flag);

    assertThat(job, containsString("\"numWorkers\":3"));
    assertThat(job, containsString("\"maxNumWorkers\":3"));
    List<KalshiSettings> settings = graph().kalshiSettings();
    assertThat(settings, is(not(empty())));
    assertThat(
        settings.stream().map(KalshiSettings::budget).toList(),
        everyItem(is(new BudgetSettings(new BigDecimal("0.9"), null, 3))));
  }

  @Test
  void aSlotAndARunAreFixedAtTheLaunch() throws Exception {
    jobFile();

    assertThat(
        graph().kalshiSettings().get(0).run(),
        is("20261122T140000Z-kalshi-market-data-20261122T150411Z"));
  }

  @Test
  void noSecretIsReadAtTheLaunch() throws IOException {
    try (FakeSecretManager secrets =
        FakeSecretManager.start().holding(KEY_ID, "a952bcbe").holding(KEY_FILE, "a key")) {
      jobFile();

      assertThat(secrets.accesses(), is(empty()));
    }
    assertThat(graph().text(), containsString(KEY_ID));
  }

  @Test
  void theLaunchLeavesNoThreadRunning() throws IOException {
    Set<Thread> before = lastingThreads();
    jobFile();
    Set<Thread> after = lastingThreads();
    after.removeAll(before);

    assertThat(after, is(empty()));
  }

  private static Set<Thread> lastingThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> !thread.isDaemon())
        .collect(Collectors.toSet());
  }

  @Test
  void mainEndsByItself() throws Exception {
    Path log = folder.resolve("log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KalshiMarketDataTemplate.class.getName()));
    command.addAll(flags("--templateLocation=" + folder.resolve("job.json")));
    Process main =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      assertThat(main.waitFor(100, TimeUnit.SECONDS), is(true));
    } finally {
      main.destroyForcibly();
    }

    assertThat(Files.readString(log), main.exitValue(), is(0));
    assertThat(Files.exists(folder.resolve("job.json")), is(true));
  }

  @Test
  void aJobIsSubmittedToTheService() throws IOException {
    try (FakeDataflow dataflow = new FakeDataflow()) {
      assertThat(launch(flags("--dataflowEndpoint=" + dataflow.url())), is(0));

      assertThat(
          dataflow.requests(),
          contains("POST /v1b3/projects/kalshi-prod/locations/us-central1/jobs"));
      assertThat(dataflow.jobs(), contains(containsString("\"name\":\"kalshi-market-data\"")));
    }
  }

  /** Returns flags of the task that makes tables, which has neither tickers nor a key. */
  private List<String> tables(String... more) {
    List<String> flags = TestFlags.overriding(TestFlags.dataflow(folder, "--task=tables"), more);
    flags.removeIf(flag -> flag.startsWith("--tickers="));
    return flags;
  }

  @Test
  void theTaskTablesHoldsItsStepsAndNoneOfARun() throws IOException {
    assertThat(complained(), launch(intoAJobFile(tables())), is(0));

    List<String> steps = graph().steps();
    for (String step :
        List.of("Find runs", "Plan the day", "Write files", "Write manifests", "Write report")) {
      assertThat(steps, hasItem(startsWith(step)));
    }
    assertThat(steps, not(hasItem(startsWith("Read tickers"))));
    assertThat(graph().text(), containsString("gs://output"));
  }

  @ParameterizedTest
  @CsvSource({"--region=us-central1, 1, 3", "--maxNumWorkers=8, 1, 8", "--numWorkers=5, 5, 5"})
  void theTaskTablesSpreadsOverAFewWorkers(String flag, int first, int most) throws IOException {
    assertThat(complained(), launch(intoAJobFile(tables(flag))), is(0));

    String job = Files.readString(folder.resolve("job.json"));
    assertThat(job, containsString("\"numWorkers\":" + first + ","));
    assertThat(job, containsString("\"maxNumWorkers\":" + most));
    assertThat(job, containsString("AUTOSCALING_ALGORITHM_BASIC"));
  }

  @Test
  void theTaskTablesIgnoresTheFlagsOfARun() {
    assertThat(
        complained(),
        launch(intoAJobFile(tables("--tickers=gs://bucket/x.txt", "--budgetShare=0.9"))),
        is(0));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--task=table | --task=table: must be collect or tables",
        "--output=. | --output is missing; on Dataflow it must be gs://bucket[/prefix]",
        "--output=/data | --output=/data: must be gs://bucket[/prefix] on Dataflow",
        "--interval=PT7H | --interval=PT7H: must divide 24 hours evenly",
        "--gcsEndpoint=http://127.0.0.1:8080/storage/v1/ | --gcsEndpoint=http://127.0.0.1:8080: must not be a loopback address",
      })
  void invalidFlagsOfTheTaskTablesAreRefusedAtTheLaunch(String flag, String reason) {
    assertThat(launch(intoAJobFile(tables(flag))), is(2));
    assertThat(complained(), startsWith("kalshi-market-data: " + reason));
  }

  @Test
  void anActiveJobOfTheTaskTablesIsReported() throws IOException {
    try (FakeDataflow dataflow = new FakeDataflow().refusing(409, "There is already one.")) {
      assertThat(launch(tables("--dataflowEndpoint=" + dataflow.url())), is(1));
    }
    assertThat(
        complained(), containsString("is already active, and two would make the same tables"));
  }

  @Test
  void anActiveJobIsReportedInOneSentence() throws IOException {
    try (FakeDataflow dataflow =
        new FakeDataflow()
            .refusing(409, "There is already an active job named kalshi-market-data.")) {
      assertThat(launch(flags("--dataflowEndpoint=" + dataflow.url())), is(1));
    }
    assertThatOneSentenceSaysThatTheJobIsActive();
  }

  @Test
  void theJobOfAnotherRequestIsReportedTheSameWay() throws IOException {
    try (FakeDataflow dataflow = new FakeDataflow().holdingAnother()) {
      assertThat(launch(flags("--dataflowEndpoint=" + dataflow.url())), is(1));
    }
    assertThatOneSentenceSaysThatTheJobIsActive();
  }

  private void assertThatOneSentenceSaysThatTheJobIsActive() {
    assertThat(
        complained(),
        is(
            "kalshi-market-data: the job was not submitted: a job named kalshi-market-data is"
                + " already active, and two would spend the same budget"
                + System.lineSeparator()));
  }

  @Test
  void anyOtherRefusalOfDataflowIsQuoted() throws IOException {
    try (FakeDataflow dataflow = new FakeDataflow().refusing(403, "Permission was denied.")) {
      assertThat(launch(flags("--dataflowEndpoint=" + dataflow.url())), is(1));
    }
    assertThat(
        complained(),
        is(
            "kalshi-market-data: Dataflow refused the job: Permission was denied."
                + System.lineSeparator()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--autoscalingAlgorithm=THROUGHPUT_BASED | --autoscalingAlgorithm=THROUGHPUT_BASED: must be NONE",
        "--autoscalingAlgorithm=BASIC | --autoscalingAlgorithm=BASIC: must be NONE",
        "--tickers=tickers.txt | --tickers=tickers.txt: must be a gs:// file or glob on Dataflow",
        "--tickers=/data/*.txt | --tickers=/data/*.txt: must be a gs:// file or glob on Dataflow",
        "--output=. | --output is missing; on Dataflow it must be gs://bucket[/prefix]",
        "--output=/data | --output=/data: must be gs://bucket[/prefix] on Dataflow",
        "--kalshiKeyId=env:ID | --kalshiKeyId=env:ID: must be projects/P/secrets/S/versions/V on Dataflow",
        "--kalshiPrivateKey=file:k.pem | --kalshiPrivateKey=file:k.pem: must be projects/P/secrets/S/versions/V on Dataflow",
        "--kalshiUrl=http://127.0.0.1:8080/trade-api/v2 | --kalshiUrl=http://127.0.0.1:8080/trade-api/v2: must not be a loopback address",
        "--kalshiUrl=https://localhost/trade-api/v2 | --kalshiUrl=https://localhost/trade-api/v2: must not be a loopback address",
        "--gcsEndpoint=http://127.0.0.1:8080/storage/v1/ | --gcsEndpoint=http://127.0.0.1:8080: must not be a loopback address",
        "--kalshiPrivateKey=MIIEvg | --kalshiPrivateKey: must be projects/P/secrets/S/versions/V",
        "--interval=PT7H | --interval=PT7H: must divide 24 hours evenly",
        "--tickerz=x | unknown flag --tickerz",
      })
  void invalidFlagsForDataflowAreRefusedAtTheLaunch(String flag, String reason) {
    assertThat(launch(intoAJobFile(flags(flag))), is(2));
    assertThat(complained(), startsWith("kalshi-market-data: " + reason));
    assertThat(complained().lines().toList(), hasSize(1));
  }

  @Test
  void aMissingOutputIsRefusedAtTheLaunch() {
    List<String> flags = flags();
    flags.removeIf(flag -> flag.startsWith("--output="));

    assertThat(launch(intoAJobFile(flags)), is(2));
    assertThat(complained(), containsString("--output is missing"));
  }
}
