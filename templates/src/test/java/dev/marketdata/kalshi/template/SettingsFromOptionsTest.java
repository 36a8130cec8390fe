package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.lessThanOrEqualTo;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.Webhook;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketStatus;
import dev.marketdata.kalshi.datasets.OrderBooks;
import dev.marketdata.kalshi.runs.RunNotices;
import dev.marketdata.kalshi.template.cloud.Script;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.options.GcpOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsFromOptionsTest {

  private static final Instant LAUNCH = Instant.parse("2026-11-22T15:04:11.250Z");
  private static final String LAUNCHED = "2026-11-22T15:04:11Z";

  private static RunSettings settings(String... flags) throws FlagException {
    String[] args =
        TestFlags.overriding(List.of("--jobName=kalshi-market-data"), flags).toArray(String[]::new);
    return SettingsFromOptions.read(
        PipelineOptionsFactory.fromArgs(args).as(KalshiMarketDataOptions.class), LAUNCH);
  }

  private static String refusal(String... flags) {
    return String.valueOf(assertThrows(FlagException.class, () -> settings(flags)).getMessage());
  }

  @Test
  void defaultsAreThoseOfTheContract() throws FlagException {
    RunSettings settings = settings();

    assertThat(settings.tickers().pattern(), is("tickers.txt"));
    assertThat(settings.output().location(), is("."));
    assertThat(settings.kalshi().api().url(), is("https://external-api.kalshi.com/trade-api/v2"));
    assertThat(settings.kalshi().credentials(), is(nullValue()));
    assertThat(settings.kalshi().budget().share(), is(new BigDecimal("0.9")));
    assertThat(settings.kalshi().budget().requestsPerSecond(), is(nullValue()));
    assertThat(settings.rules().include(), is(empty()));
    assertThat(settings.rules().markets().statuses(), is(empty()));
    assertThat(settings.rules().markets().combos(), is(false));
    assertThat(settings.maxFailedFraction(), is(BigDecimal.ZERO));
  }

  @Test
  void aRunTellsNobodyUnlessAsked() throws FlagException {
    assertThat(settings().notices().messages(), is(nullValue()));
    assertThat(settings().notices().ping(), is(nullValue()));
  }

  @Test
  void theUrlsOfNoticesAreLocations() throws FlagException {
    RunSettings settings = settings("--notify=env:HOOK", "--ping=file:ping.txt");

    assertThat(settings.notices().messages(), is(new Webhook(new SecretSource("env:HOOK"))));
    assertThat(settings.notices().ping(), is(new Webhook(new SecretSource("file:ping.txt"))));
  }

  @Test
  void theCommandsOfNoticesAreShortForTheDefaults() throws FlagException {
    RunNotices notices = settings("--output=gs://my-bucket/data").notices();

    assertThat(
        notices.again(),
        is(
            "./kalshi collect --tickers=gs://my-bucket/data/runs/date=2026-11-22/"
                + "20261122T140000Z-kalshi-market-data-20261122T150411Z/failed.txt"
                + " --output=gs://my-bucket/data"));
    assertThat(notices.coverage(), is("./kalshi coverage --output=gs://my-bucket/data"));
  }

  @Test
  void theCommandsOfNoticesHaveTheFlagsOfTheRun() throws FlagException {
    RunNotices notices =
        settings(
                "--output=/data/my folder",
                "--jobName=other",
                "--interval=PT1H",
                "--include=trades",
                "--slot=2026-11-20T00:00:00Z/2026-11-20T02:00:00Z",
                "--kalshiUrl=https://example.com/v2",
                "--kalshiKeyId=env:ID",
                "--kalshiPrivateKey=env:KEY")
            .notices();

    assertThat(
        notices.again(),
        endsWith(
            "/failed.txt' --output='/data/my folder' --interval=PT1H --jobName=other --include=trades"
                + " --slot=2026-11-20T00:00:00Z/2026-11-20T02:00:00Z"
                + " --kalshiUrl=https://example.com/v2 --kalshiKeyId=env:ID"
                + " --kalshiPrivateKey=env:KEY"));
    assertThat(
        notices.coverage(),
        is("./kalshi coverage --output='/data/my folder' --interval=PT1H --jobName=other"));
  }

  @Test
  void aCommandOfANoticeHasTheWholePathOfTheOutput() throws FlagException {
    assertThat(
        settings("--output=data").notices().coverage(),
        is("./kalshi coverage --output=" + Path.of("data").toAbsolutePath()));
  }

  @Test
  void theSlotIsTheLaunchTimeFlooredToTheInterval() throws FlagException {
    assertThat(settings().run().slot().toString(), is("2026-11-22T14:00:00Z"));
    assertThat(settings("--interval=PT15M").run().slot().toString(), is("2026-11-22T15:00:00Z"));
  }

  @Test
  void aSlotOfNowIsTheLaunchTimeToTheSecond() throws FlagException {
    assertThat(settings("--slot=now").run().slot().toString(), is(LAUNCHED));
  }

  @Test
  void aGivenSlotOfTheCurrentIntervalIsUsed() throws FlagException {
    for (String slot : List.of("2026-11-22T14:00:00Z", "2026-11-22T14:17:05Z", LAUNCHED)) {
      assertThat(settings("--slot=" + slot).run().slot().toString(), is(slot));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"1999-11-22T14:00:00Z", "2026-11-22T12:00:00Z", "2026-11-22T13:59:59Z"})
  void aPastSlotIsRefused(String slot) {
    assertThat(
        refusal("--slot=" + slot),
        is(
            "--slot="
                + slot
                + ": must not be a past slot: prices of that time cannot be had any more; leave"
                + " --slot out for the current slot, 2026-11-22T14:00:00Z, or use --slot=now; its"
                + " candlesticks and trades can be had, with --include=trades"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22T10:00:00Z, 2026-11-22T10:00:00Z, 1",
    "2026-11-20T00:00:00Z/2026-11-21T22:00:00Z, 2026-11-21T22:00:00Z, 24",
    "2026-11-22T10:00:00Z/2026-11-22T14:00:00Z, 2026-11-22T14:00:00Z, 3"
  })
  void pastSlotsAreABackfillOfDatasetsWithAWindow(String slots, String last, int count)
      throws FlagException {
    RunSettings settings = settings("--slot=" + slots, "--include=orderbooks,trades");

    assertThat(settings.rules().snapshots(), is(false));
    assertThat(settings.rules().windows().count(), is(count));
    assertThat(settings.run().slot().toString(), is(last));
    assertThat(settings.rules().include(), is(List.of(Datasets.CANDLESTICKS, Datasets.TRADES)));
  }

  @Test
  void aBackfillSelectsWhatSettledSinceItsFirstWindow() throws FlagException {
    assertThat(
        settings("--slot=2026-11-20T00:00:00Z/2026-11-21T22:00:00Z", "--include=trades")
            .rules()
            .markets()
            .settledSince(),
        is(Instant.parse("2026-11-19T22:00:00Z")));
  }

  @Test
  void aBackfillMayTakeADay() throws FlagException {
    assertThat(
        settings("--slot=2026-11-20T00:00:00Z", "--include=trades").kalshi().deadline(),
        is(LAUNCH.plus(Duration.ofDays(1))));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-20T00:00:00Z/2026-11-20T01:00:00Z | must be slots of --interval=PT2H; the one before 2026-11-20T01:00:00Z is 2026-11-20T00:00:00Z",
        "2026-11-20T02:00:00Z/2026-11-20T00:00:00Z | must not end before it begins",
        "2000-11-20T00:00:00Z/2026-11-20T00:00:00Z | must not be more than 10000 slots; divide it",
        "2026-11-20T00:00:00Z/now | must be an instant, such as 2026-11-22T14:00:00Z, two of them with / between, or now",
        "2026-11-20T00:00:00Z/2026-11-20T02:00:00Z/2026-11-20T04:00:00Z | must be an instant, such as 2026-11-22T14:00:00Z, two of them with / between, or now",
        "2026-11-20T00:00:00Z/2026-11-22T16:00:00Z | must not end in the future; the last slot that can be had is 2026-11-22T14:00:00Z"
      })
  void aRangeThatIsNotOfPastSlotsIsRefused(String slots, String rule) {
    assertThat(refusal("--slot=" + slots, "--include=trades"), is("--slot=" + slots + ": " + rule));
  }

  @Test
  void slotsOfTheLastDayAreCollectedAgain() throws FlagException {
    assertThat(settings().rules().catchUp(), is(Duration.ofHours(24)));
    assertThat(settings("--catchUp=PT0S").rules().catchUp(), is(Duration.ZERO));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-11-22T15:04:12Z", "2026-11-22T16:00:00Z", "2999-01-01T00:00:00Z"})
  void aSlotInTheFutureIsRefused(String slot) {
    assertThat(
        refusal("--slot=" + slot),
        is(
            "--slot="
                + slot
                + ": must not be in the future: there is no data of that time yet; leave"
                + " --slot out for the current slot, 2026-11-22T14:00:00Z, or use --slot=now"));
  }

  @Test
  void theRunIsNamedBySlotJobAndStart() throws FlagException {
    assertThat(
        settings().run().folder(),
        is("runs/date=2026-11-22/" + "20261122T140000Z-kalshi-market-data-20261122T150411Z"));
  }

  @ParameterizedTest
  @CsvSource({
    "--interval=PT2H, 2026-11-22T15:40:00Z",
    "--interval=P1D, 2026-11-22T23:40:00Z",
    "--slot=now, 2026-11-22T16:44:11Z",
    // A quarter of the interval after the launch.
    "--interval=PT10M, 2026-11-22T15:06:41.250Z",
    "--interval=PT30M, 2026-11-22T15:11:41.250Z",
    "--interval=PT24M, 2026-11-22T15:10:11.250Z"
  })
  void theDeadlineIsTwentyMinutesBeforeTheNextSlotButLeavesAQuarterOfTheInterval(
      String flag, String deadline) throws FlagException {
    assertThat(settings(flag).kalshi().deadline(), is(Instant.parse(deadline)));
  }

  @Test
  void settlementsOfTheLastTwoIntervalsBeforeTheSlotAreWanted() throws FlagException {
    assertThat(
        settings().rules().markets().settledSince(), is(Instant.parse("2026-11-22T10:00:00Z")));
  }

  @Test
  void theQuarterOfAShortIntervalBeginsWhenTheWindowIsComplete() throws FlagException {
    KalshiMarketDataOptions options =
        PipelineOptionsFactory.fromArgs("--jobName=test", "--interval=PT1M", "--include=trades")
            .as(KalshiMarketDataOptions.class);

    assertThat(
        SettingsFromOptions.read(options, Instant.parse("2026-11-22T14:00:05Z"))
            .kalshi()
            .deadline(),
        is(Instant.parse("2026-11-22T14:01:15Z")));
  }

  @Test
  void aGivenDeadlineIsCountedFromTheLaunch() throws FlagException {
    assertThat(
        settings("--deadline=PT3M").kalshi().deadline(),
        is(Instant.parse("2026-11-22T15:07:11.250Z")));
  }

  @Test
  void settlementsAreWantedByTheIntervalAndTheSlotThatAreGiven() throws FlagException {
    assertThat(
        settings("--interval=PT15M", "--slot=2026-11-22T15:02:00Z")
            .rules()
            .markets()
            .settledSince(),
        is(Instant.parse("2026-11-22T14:32:00Z")));
  }

  @Test
  void combosAreIncludedOnRequest() throws FlagException {
    assertThat(settings("--combos=include").rules().markets().combos(), is(true));
    assertThat(settings("--combos=exclude").rules().markets().combos(), is(false));
  }

  @Test
  void theBudgetIsTheOneOfTheFlags() throws FlagException {
    assertThat(
        settings("--budgetShare=0.25", "--requestsPerSecond=7.5").kalshi().budget(),
        is(new BudgetSettings(new BigDecimal("0.25"), new BigDecimal("7.5"), 1)));
  }

  @Test
  void theWholeBudgetMayBeSpentAndAllMayFail() throws FlagException {
    RunSettings settings = settings("--budgetShare=1", "--maxFailedFraction=1");

    assertThat(settings.kalshi().budget().share(), is(BigDecimal.ONE));
    assertThat(settings.maxFailedFraction(), is(BigDecimal.ONE));
  }

  @Test
  void theTwoHalvesOfAKeyAreNotMixedUp() throws FlagException {
    assertThat(
        settings("--kalshiKeyId=env:ID", "--kalshiPrivateKey=env:KEY").kalshi().credentials(),
        is(new CredentialSources(new SecretSource("env:ID"), new SecretSource("env:KEY"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a",
        "kalshi-market-data",
        "a1",
        // A hundred.
        "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
            + "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
      })
  void aJobNameThatDataflowAcceptsIsAccepted(String name) throws FlagException {
    assertThat(settings("--jobName=" + name).run().jobName(), is(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1a",
        "-a",
        "a-",
        "A",
        "a_b",
        "a b",
        // A hundred and one.
        "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghij"
            + "abcdefghijabcdefghijabcdefghijabcdefghijabcdefghijk"
      })
  void aJobNameThatDataflowRefusesIsRefused(String name) {
    assertThat(
        refusal("--jobName=" + name),
        is("--jobName=" + name + ": must be 1 to 100 of a-z, 0-9 and -, and start with a letter"));
  }

  @Test
  void aStorageOnThisMachineNeedsNoCredential() throws FlagException {
    assertThat(
        credentialFactory("--gcsEndpoint=http://127.0.0.1:8080/storage/v1/"),
        is(equalTo(NoopCredentialFactory.class)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--interval=PT2H", "--gcsEndpoint=https://example.com/storage/v1/"})
  void aStorageElsewhereNeedsACredential(String flag) throws FlagException {
    assertThat(credentialFactory(flag), is(not(equalTo(NoopCredentialFactory.class))));
  }

  private static Class<?> credentialFactory(String flag) throws FlagException {
    KalshiMarketDataOptions options =
        PipelineOptionsFactory.fromArgs("--jobName=test", flag).as(KalshiMarketDataOptions.class);
    SettingsFromOptions.read(options, LAUNCH);
    return options.as(GcpOptions.class).getCredentialFactoryClass();
  }

  @Test
  void theStorageThatIsGivenIsThatOfTickersAndOutput() throws FlagException {
    RunSettings settings =
        settings(
            "--gcsEndpoint=http://127.0.0.1:8080/storage/v1/",
            "--tickers=gs://bucket/t.txt",
            "--output=gs://bucket");

    assertThat(settings.tickers().gcs().root(), is("http://127.0.0.1:8080"));
    assertThat(settings.output().gcs().root(), is("http://127.0.0.1:8080"));
  }

  @Test
  void statusesAreTheWordsOfKalshisFilter() throws FlagException {
    assertThat(
        settings("--statuses=open, Settled").rules().markets().statuses(),
        containsInAnyOrder(MarketStatus.OPEN, MarketStatus.SETTLED));
  }

  @Test
  void orderBooksAreIncludedOnRequest() throws FlagException {
    assertThat(settings("--include=orderbooks").rules().include(), contains(new OrderBooks()));
  }

  @Test
  void aKeyIdWithoutAPrivateKeyIsRefused() {
    assertThat(
        refusal("--kalshiKeyId=env:ID"),
        equalTo(
            "--kalshiPrivateKey is missing; give both --kalshiKeyId and --kalshiPrivateKey, or neither"));
  }

  @Test
  void aPrivateKeyWithoutAKeyIdIsRefused() {
    assertThat(
        refusal("--kalshiPrivateKey=env:KEY"),
        equalTo(
            "--kalshiKeyId is missing; give both --kalshiKeyId and --kalshiPrivateKey, or neither"));
  }

  @Test
  void aSecretInPlaceOfItsLocationIsRefusedAndNotQuoted() {
    String message = refusal("--kalshiKeyId=5f2c-secret", "--kalshiPrivateKey=file:key.pem");

    assertThat(message, containsString("--kalshiKeyId: must be projects/P/secrets/S/versions/V"));
    assertThat(message, not(containsString("5f2c")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--tickers= | must be a file or glob, local or at gs://, such as tickers.txt",
        "--tickers=s3://bucket/t.txt | must be a file or glob, local or at gs://, such as tickers.txt",
        "--tickers=gs://bucket | must be a file or glob, local or at gs://, such as tickers.txt",
        "--tickers=gs:///tickers.txt | must be gs:// and a bucket, such as gs://my-bucket",
        "--interval=PT7H | must divide 24 hours evenly, such as PT2H",
        "--interval=2h | must be an ISO-8601 duration, such as PT2H",
        "--slot=yesterday | must be an instant, such as 2026-11-22T14:00:00Z, two of them with / between, or now",
        "--catchUp=P8D | must be from PT0S to 7 days, such as PT24H",
        "--catchUp=-PT1H | must be from PT0S to 7 days, such as PT24H",
        "--slot=2026-11-22T14:00:00.5Z | must be whole seconds in a year of four digits, such as 2026-11-22T14:00:00Z",
        "--deadline=PT0S | must be longer than zero and at most 31 days, such as PT30M",
        "--deadline=PT999999999999H | must be longer than zero and at most 31 days, such as PT30M",
        "--deadline=PT999999999999999999H | must be an ISO-8601 duration, such as PT2H",
        "--budgetShare=1e-2147483647 | must be a decimal number with at most 12 digits before and after the point",
        "--maxFailedFraction=1e-999 | must be a decimal number with at most 12 digits before and after the point",
        "--requestsPerSecond=1e999999999 | must be a decimal number with at most 12 digits before and after the point",
        "--requestsPerSecond=1e-2147483647 | must be a decimal number with at most 12 digits before and after the point",
        "--requestsPerSecond=1e9 | must be from 0.0001 to 1000000, such as 10",
        "--output=gs:/bucket | must be a local folder or a bucket, such as data or gs://my-bucket/data; did you mean gs://bucket?",
        "--budgetShare=1.1 | must be above 0 and at most 1, such as 0.9",
        "--budgetShare=0 | must be above 0 and at most 1, such as 0.9",
        "--requestsPerSecond=0 | must be from 0.0001 to 1000000, such as 10",
        "--requestsPerSecond=ten | must be a decimal number",
        "--include=quotes | unknown dataset \"quotes\"; known: orderbooks, candlesticks, trades",
        "--statuses=active | unknown status \"active\"; known: unopened, open, paused, closed, settled",
        "--combos=yes | must be exclude or include",
        "--maxFailedFraction=2 | must be a number from 0 to 1",
        "--kalshiUrl=http://example.com/trade-api/v2 | must be https",
        "--output=s3://bucket | must be a local folder or a bucket, such as data or gs://my-bucket/data",
        "--output=gs:// | must be gs:// and a bucket, such as gs://my-bucket",
        "--gcsEndpoint=http://127.0.0.1:8080 | must be a URL such as http://127.0.0.1:8080/storage/v1/",
      })
  void anInvalidFlagIsReportedWithItsValueAndTheRule(String flag, String rule) {
    assertThat(refusal(flag), equalTo(flag + ": " + refusedRule(flag, rule)));
  }

  private static String refusedRule(String flag, String rule) {
    return flag.startsWith("--kalshiUrl")
        ? rule + " (http only to a loopback address such as 127.0.0.1)"
        : rule;
  }

  @Test
  void tradesBringTheCandlesThatTheyAreComparedWith() throws FlagException {
    assertThat(
        settings("--include=trades").rules().include(),
        is(List.of(Datasets.CANDLESTICKS, Datasets.TRADES)));
  }

  @ParameterizedTest
  @CsvSource({
    "--interval=PT2H, 2026-11-22T12:00:00Z, 2026-11-22T14:00:00Z",
    "--slot=now, 2026-11-22T14:00:00Z, 2026-11-22T15:03:00Z",
  })
  void theWindowIsSinceTheSlotBefore(String flag, Instant start, Instant end) throws FlagException {
    Window window = settings(flag).rules().windows().span();

    assertThat(window.start(), is(start));
    assertThat(window.end(), is(end));
  }

  @Test
  void theWindowOfNowIsTheLastWholeOneInTheFirstMinuteOfASlot() throws FlagException {
    KalshiMarketDataOptions options =
        PipelineOptionsFactory.fromArgs("--jobName=test", "--slot=now")
            .as(KalshiMarketDataOptions.class);

    assertThat(
        SettingsFromOptions.read(options, Instant.parse("2026-11-22T14:01:30Z"))
            .rules()
            .windows()
            .first(),
        is(
            new Window(
                Instant.parse("2026-11-22T12:00:00Z"), Instant.parse("2026-11-22T14:00:00Z"))));
  }

  /**
   * Dataflow cancels a job at its wall-time limit, which counts from its creation. Starting the
   * program takes some minutes of that; after the deadline, the summary is written.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {"PT30M", "PT1H", "PT2H", "PT3H", "PT4H", "PT6H", "PT8H", "PT12H", "PT24H"})
  void theDeadlineIsFiveMinutesBeforeDataflowCancelsTheJob(String interval, @TempDir Path folder)
      throws Exception {
    String script = ". '%s'; INTERVAL=%s; read_interval; echo $wall_seconds";
    String lib = Path.of("..", "cloud", "lib.sh").toAbsolutePath().toString();
    Script.Result wall =
        Script.execute(
            folder, Map.of(), "", 60, List.of("bash", "-c", script.formatted(lib, interval)));
    Duration limit = Duration.ofSeconds(Long.parseLong(wall.out().trim()));
    Instant slotTime = Instant.parse("2026-11-22T00:00:00Z");

    for (int minute : List.of(3, 4, 6, 10)) {
      Instant created = slotTime.plus(Duration.ofMinutes(minute));
      for (int delay : List.of(1, 4, 8)) {
        for (String slot : List.of("--budgetShare=0.9", "--slot=now")) {
          KalshiMarketDataOptions options =
              PipelineOptionsFactory.fromArgs("--jobName=test", "--interval=" + interval, slot)
                  .as(KalshiMarketDataOptions.class);
          Instant launched = created.plus(Duration.ofMinutes(delay));

          assertThat(
              SettingsFromOptions.read(options, launched).kalshi().deadline(),
              lessThanOrEqualTo(created.plus(limit).minus(Duration.ofSeconds(310))));
        }
      }
    }
  }
}
