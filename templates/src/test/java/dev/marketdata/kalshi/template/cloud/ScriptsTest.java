package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What the scripts decide, with a {@code gcloud} on the path that only writes down what is asked.
 */
@Timeout(120)
class ScriptsTest {

  /** Knows nothing unless the test says so in {@code answers}, a piece of bash. */
  private static final String STUB =
      """
      #!/usr/bin/env bash
      here=$(dirname "$0")
      echo "$*" >>"$here/asked"
      . "$here/answers"
      case "$*" in
        *" describe "*) echo NOT_FOUND >&2; exit 1 ;;
        *" channels create "*) echo projects/demo-proj/notificationChannels/7 ;;
      esac
      """;

  @TempDir private Path folder;
  private Path path;
  private Script script;

  @BeforeEach
  void putStubOnThePath() throws IOException {
    path = Files.createDirectories(folder.resolve("bin"));
    for (String program : List.of("gcloud", "mvn")) {
      Path stub = Files.writeString(path.resolve(program), STUB);
      assertThat(stub.toFile().setExecutable(true), is(true));
    }
    answer("");
    script = new Script(folder, Map.of("PATH", path + ":" + System.getenv("PATH")));
  }

  private void answer(String bash) throws IOException {
    Files.writeString(path.resolve("answers"), bash);
  }

  private List<String> asked() throws IOException {
    Path asked = path.resolve("asked");
    return Files.exists(asked) ? Files.readAllLines(asked) : List.of();
  }

  private Script.Result deploy(String... flags) throws IOException {
    String[] all = Arrays.copyOf(flags, flags.length + 2);
    all[flags.length] = "--jar=" + script.repository().resolve("app.jar");
    all[flags.length + 1] = "--no-alerts";
    return script.run("deploy.sh", all);
  }

  private String keyFile() throws IOException {
    return Files.writeString(folder.resolve("key"), "a key").toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.sh", "run.sh", "teardown.sh", "status.sh"})
  void everyScriptTellsItsFlags(String name) throws IOException {
    Script.Result result = script.runWith(name, "", List.of("--help"));

    assertThat(result.status(), is(0));
    assertThat(result.out(), startsWith("usage: cloud/" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.sh", "run.sh", "teardown.sh", "status.sh"})
  void noScriptGuessesTheProject(String name) throws IOException {
    Script.Result result = script.runWith(name, "", List.of());

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        is(name + ": PROJECT is not set: say --project=..., or set it in cloud/settings.env\n"));
  }

  @Test
  void aDryRunAsksNothingOfGoogle() throws IOException {
    Script.Result result =
        script.run(
            "deploy.sh",
            "--dry-run",
            "--alert-email=a@example.com",
            "--key-id-file=" + keyFile(),
            "--private-key-file=" + keyFile());

    assertThat(result.err(), result.status(), is(0));
    assertThat(asked(), is(List.of()));
    for (String command :
        List.of(
            "gcloud services enable",
            "gcloud storage buckets create gs://kalshi-out",
            "gcloud builds submit",
            "gcloud dataflow flex-template build",
            "gcloud scheduler jobs create http kalshi-market-data",
            "gcloud alpha monitoring policies create",
            "\"maxWorkers\": 1")) {
      assertThat(result.out(), containsString(command));
    }
  }

  @Test
  void whatIsNotThereIsCreated() throws IOException {
    Script.Result result = deploy("--key-id-file=" + keyFile(), "--private-key-file=" + keyFile());

    assertThat(result.err(), result.status(), is(0));
    for (String command :
        List.of(
            "iam service-accounts create kalshi-worker ",
            "storage buckets create gs://kalshi-work ",
            "secrets create prod-keyid ",
            "artifacts repositories create kalshi-market-data ",
            "scheduler jobs create http kalshi-market-data ")) {
      assertThat(asked(), hasItem(startsWith(command)));
    }
  }

  @Test
  void whatIsThereIsUpdatedAndNeverCreated() throws IOException {
    answer("case \"$*\" in *' describe '*) exit 0 ;; *'tags list'*) echo a-tag ;; esac\n");

    Script.Result result = deploy();

    assertThat(result.err(), result.status(), is(0));
    assertThat(asked(), not(hasItem(containsString(" create "))));
    assertThat(asked(), not(hasItem(containsString("builds submit"))));
    assertThat(asked(), not(hasItem(containsString("versions add"))));
    assertThat(asked(), hasItem(startsWith("scheduler jobs update http kalshi-market-data ")));
    assertThat(asked(), hasItem(containsString("--update-headers=Content-Type=application/json")));
  }

  @Test
  void aSecretIsNotAddedAgainWhenItIsTheSame() throws IOException {
    answer(
        "case \"$*\" in *' describe '*) exit 0 ;; *'latest --secret=prod-keyid'*) echo 'a key' ;; esac\n");

    deploy("--key-id-file=" + keyFile(), "--private-key-file=" + keyFile());

    assertThat(asked(), not(hasItem(startsWith("secrets versions add prod-keyid "))));
    assertThat(asked(), hasItem(startsWith("secrets versions add prod-keyfile ")));
  }

  @Test
  void aMissingSecretWithoutAFileIsSaid() throws IOException {
    Script.Result result = deploy();

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        containsString(
            "deploy.sh: there is no secret prod-keyid in demo-proj: say --key-id-file="));
  }

  @Test
  void troubleOtherThanAbsenceEndsTheScript() throws IOException {
    answer(
        "case \"$*\" in *'buckets describe'*) echo 'HTTPError 403: denied' >&2; exit 1 ;; esac\n");

    Script.Result result = deploy();

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString("HTTPError 403: denied"));
    assertThat(asked(), not(hasItem(containsString("buckets create"))));
  }

  @Test
  void failuresNeedSomebodyToTell() throws IOException {
    Script.Result result = script.run("deploy.sh", "--dry-run");

    assertThat(result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: ALERT_EMAIL is not set: say --alert-email="));
  }

  @Test
  void withoutAJarOneIsBuilt() throws IOException {
    script.run(
        "deploy.sh",
        "--no-alerts",
        "--key-id-file=" + keyFile(),
        "--private-key-file=" + keyFile());

    assertThat(asked(), hasItem(matchesPattern("-B -ntp -q -f .*/pom.xml -DskipTests package")));
  }

  @ParameterizedTest
  @CsvSource({
    "PT2H, 0 */2 * * *, 6900",
    "PT1H, 0 */1 * * *, 3300",
    "PT30M, */30 * * * *, 1500",
    "PT120M, 0 */2 * * *, 6900",
    "P1D, 0 0 * * *, 86100",
    "PT24H, 0 0 * * *, 86100"
  })
  void theScheduleFollowsFromTheInterval(String interval, String cron, int wallTime)
      throws IOException {
    Script.Result result = deploy("--dry-run", "--interval=" + interval);

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("'--schedule=" + cron + "' --time-zone=Etc/UTC"));
    assertThat(
        result.out(), containsString("max_workflow_runtime_walltime_seconds=" + wallTime + "\""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT90M", "PT5H", "PT10M", "PT45M", "P2D", "PT", "2h", "PT3600.5S", ""})
  void anIntervalThatNoScheduleCanBeIsRefused(String interval) throws IOException {
    Script.Result result = deploy("--dry-run", "--interval=" + interval);

    assertThat(result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: --interval=" + interval + ": "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--project=Demo_1", "--output-bucket=a b", "--work-bucket=kalshi-out", "--frob=1"})
  void whatCannotBeIsSaidBeforeAnythingIsDone(String flag) throws IOException {
    Script.Result result = deploy(flag);

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString(flag));
    assertThat(asked(), is(List.of()));
  }

  @Test
  void flagsWinOverTheSettingsFile() throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("my.env"),
            """
            PROJECT=from-file REGION=us-east4 OUTPUT_BUCKET=bucket-one WORK_BUCKET=bucket-two
            PARAMETERS="include=orderbooks combos=include"
            """);

    Script.Result result =
        script.runWith(
            "run.sh",
            "",
            List.of(
                "--settings=" + settings,
                "--dry-run",
                "--output-bucket=bucket-three",
                "--tickers=gs://b/t.txt",
                "--combos=exclude"));

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("--project=from-file"));
    assertThat(result.out(), containsString("~output=gs://bucket-three~"));
    assertThat(result.out(), containsString("~include=orderbooks~combos=exclude~"));
  }

  @Test
  void theExampleOfTheSettingsNamesThemAll() throws IOException {
    String example = Files.readString(Path.of("..", "cloud", "settings.env.example"));

    for (String setting :
        List.of(
            "PROJECT",
            "REGION",
            "OUTPUT_BUCKET",
            "WORK_BUCKET",
            "TICKERS",
            "INTERVAL",
            "PARAMETERS",
            "ALERT_EMAIL",
            "KEY_ID_FILE",
            "PRIVATE_KEY_FILE",
            "KEY_ID_SECRET",
            "PRIVATE_KEY_SECRET")) {
      assertThat(example, containsString("\n" + setting + "="));
    }
  }

  @Test
  void whatIsSaidOfAnAdHocRunWins() throws IOException {
    Script.Result result =
        script.run(
            "run.sh",
            "--dry-run",
            "--tickers=gs://b/t.txt",
            "--slot=2026-11-22T14:00:00Z",
            "--budgetShare=0.5",
            "--job-name=mine");

    assertThat(result.out(), startsWith("gcloud dataflow flex-template run mine "));
    assertThat(result.out(), containsString("~slot=2026-11-22T14:00:00Z~budgetShare=0.5'"));
  }

  @Test
  void anAdHocRunNeverTakesTheScheduledName() throws IOException {
    Script.Result result =
        script.run("run.sh", "--tickers=gs://b/t.txt", "--job-name=kalshi-market-data");

    assertThat(result.status(), is(2));
    assertThat(asked(), is(List.of()));
  }

  @Test
  void aRetryWithoutFailuresIsSaid() throws IOException {
    Script.Result result =
        script.run("run.sh", "--retry=20261122T140000Z-kalshi-market-data-20261122T140411Z");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        containsString("run.sh: there is nothing to do again: gs://kalshi-out/runs/"));
  }

  @Test
  void teardownDoesNothingUnlessTheProjectIsTyped() throws IOException {
    Script.Result result =
        script.runWith(
            "teardown.sh",
            "yes\n",
            List.of(
                "--project=demo-proj",
                "--region=us-east4",
                "--output-bucket=kalshi-out",
                "--work-bucket=kalshi-work"));

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString("gs://kalshi-out stays as it is."));
    assertThat(asked(), is(List.of()));
  }

  @Test
  void teardownTakesTheDataAndTheSecretsOnlyWhenTold() throws IOException {
    String kept = script.run("teardown.sh", "--dry-run").out();
    String all = script.run("teardown.sh", "--dry-run", "--delete-data", "--delete-secrets").out();

    assertThat(kept, not(containsString("rm --recursive gs://kalshi-out")));
    assertThat(kept, not(containsString("secrets delete")));
    assertThat(all, containsString("rm --recursive gs://kalshi-out"));
    assertThat(all, containsString("secrets delete prod-keyfile"));
  }

  @Test
  void statusShowsWhatTheSummariesSay() throws IOException {
    Files.writeString(
        path.resolve("summary"),
        "{\"schema\":1,\"slot\":\"2026-11-22T14:00:00Z\",\"job\":\"kalshi-market-data\","
            + "\"run\":\"20261122T140000Z-kalshi-market-data-20261122T140411Z\","
            + "\"markets\":{\"stored\":1201,\"already_there\":3},\"orderbooks\":{\"stored\":7,\"already_there\":0},"
            + "\"misses\":{\"not_found\":2,\"no_markets\":0,\"invalid\":1,\"rejected\":4,\"malformed\":0,"
            + "\"unavailable\":5,\"timed_out\":0,\"not_stored\":0},\"bytes\":1,\"verdict\":\"partial\",\"stopped_by\":null}\n");
    answer(
        """
        day=gs://kalshi-out/runs/date=2026-11-22
        case "$*" in
          "storage ls gs://kalshi-out/runs/ "*) echo "$day/" ;;
          "storage ls $day/** "*)
            echo "$day/20261122T140000Z-kalshi-market-data-20261122T140411Z/summary.json"
            echo "$day/20261122T160000Z-kalshi-market-data-20261122T160411Z/shards.ndjson" ;;
          "storage cat $day/"*) cat "$here/summary" ;;
        esac
        """);

    Script.Result result = script.run("status.sh");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        result.out().replaceAll(" +", " ").lines().toList(),
        is(
            List.of(
                "SLOT VERDICT STORED THERE NOT FOUND FAILED RUN",
                "2026-11-22T14:00:00Z partial 1201 3 2 9 20261122T140000Z-kalshi-market-data-20261122T140411Z",
                "2026-11-22T16:00:00Z unfinished - - - - 20261122T160000Z-kalshi-market-data-20261122T160411Z")));
  }
}
