package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.allOf;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the scripts with stubs of gcloud, mvn and sleep, which only record their arguments. */
@Timeout(120)
class ScriptsTest {

  /**
   * Reports a project with billing and a network but no resource, unless a test stubs other output,
   * in bash.
   */
  private static final String STUB =
      """
      #!/usr/bin/env bash
      here=$(dirname "$0")
      # Fails with the text, as gcloud ends it for an account that is signed in.
      refuse() {
        echo "$1 This command is authenticated as me@example.com which is the active account specified by the [core/account] property." >&2
        exit 1
      }
      echo "$*" >>"$here/commands"
      . "$here/stubbed"
      case "$*" in
        "version "*) echo 2025.06.20 ;;
        "billing "*) echo True ;;
        "compute networks subnets "*) echo default,True ;;
        "compute "*) echo us-east4 ;;
        "builds submit "*) touch "$here/built" ;;
        *" tags list "*) [ ! -f "$here/built" ] || echo versions/sha256:abc ;;
        *" describe "*) echo NOT_FOUND >&2; exit 1 ;;
        *" channels create "*) echo projects/demo-proj/notificationChannels/7 ;;
      esac
      """;

  @TempDir private Path folder;
  private Path path;
  private Script script;

  @BeforeEach
  void putStubsOnThePath() throws IOException {
    path = Files.createDirectories(folder.resolve("bin"));
    for (String program : List.of("gcloud", "mvn", "sleep")) {
      Path stub = Files.writeString(path.resolve(program), STUB);
      assertThat(stub.toFile().setExecutable(true), is(true));
    }
    stub("");
    script = new Script(folder, Map.of("PATH", path + ":" + System.getenv("PATH")));
  }

  private void stub(String bash) throws IOException {
    Files.writeString(path.resolve("stubbed"), bash);
  }

  /** Stubs a finished run that missed tickers. */
  private static final String RUN_WITH_FAILURES =
      "case \"$*\" in *'value(size)'*) echo 9; exit ;; 'storage objects describe '*) exit 0 ;; esac\n";

  private List<String> commands() throws IOException {
    Path commands = path.resolve("commands");
    return Files.exists(commands) ? Files.readAllLines(commands) : List.of();
  }

  /** Returns the commands that would change something. */
  private List<String> changes() throws IOException {
    return commands().stream()
        .filter(line -> !line.matches(".* (list|describe|access) .*|version .*"))
        .toList();
  }

  private Script.Result deploy(String... flags) throws IOException {
    List<String> all = new ArrayList<>(List.of(flags));
    all.addAll(script.jars());
    all.addAll(List.of("--yes", "--no-alerts", "--no-test-run"));
    return script.run("deploy.sh", all.toArray(String[]::new));
  }

  private String idFile() throws IOException {
    return Files.writeString(folder.resolve("key-id"), "a-key-id").toString();
  }

  private String keyFile() throws IOException {
    return Files.writeString(
            folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n")
        .toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.sh", "run.sh", "teardown.sh", "status.sh"})
  void everyScriptHasHelp(String name) throws IOException {
    Script.Result result = script.runWith(name, "", List.of("--help"));

    assertThat(result.status(), is(0));
    assertThat(result.out(), startsWith("usage: cloud/" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"deploy.sh", "run.sh", "teardown.sh", "status.sh"})
  void everyScriptRequiresTheProject(String name) throws IOException {
    Script.Result result = script.runWith(name, "", List.of());

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        is(name + ": PROJECT is not set: use --project=..., or set it in cloud/settings.env\n"));
  }

  @Test
  void aDryRunChangesNothing() throws IOException {
    Script.Result result =
        script.run(
            "deploy.sh",
            "--dry-run",
            "--alert-email=a@example.com",
            "--key-id-file=" + idFile(),
            "--private-key-file=" + keyFile());

    assertThat(result.err(), result.status(), is(0));
    assertThat(changes(), is(List.of()));
    assertThat(result.err(), endsWith("Dry run: nothing was changed.\n"));
    for (String command :
        List.of(
            "gcloud services enable",
            "gcloud storage buckets create gs://kalshi-out",
            "gcloud builds submit",
            "gcloud dataflow flex-template build",
            "gcloud scheduler jobs create http kalshi-market-data ",
            "gcloud scheduler jobs create http kalshi-market-data-tables ",
            "gcloud alpha monitoring policies create",
            "\"maxWorkers\": 1")) {
      assertThat(result.out(), containsString(command));
    }
  }

  @Test
  void aDryRunEndsWithWhatIsMadeAndWhatItCosts() throws IOException {
    Script.Result result =
        script.run(
            "deploy.sh",
            "--dry-run",
            "--alert-email=a@example.com",
            "--key-id-file=" + idFile(),
            "--private-key-file=" + keyFile());

    assertThat(
        result.err(),
        allOf(
            containsString("In the project demo-proj, region us-east4, this creates or updates:\n"),
            containsString("  3 service accounts  kalshi-launcher, kalshi-worker, kalshi-builder"),
            containsString("  2 buckets           gs://kalshi-out for the data; gs://kalshi-work"),
            containsString("  2 secrets           prod-keyid, prod-keyfile\n"),
            containsString("  3 alerts            to a@example.com\n"),
            containsString("  a schedule          \"3 */2 * * *\" (UTC)"),
            containsString("  tables              \"20 3 * * *\" (UTC)"),
            containsString("Cost: about $12 per month for 1,000 markets (365 runs)")));
  }

  @ParameterizedTest
  @CsvSource({"'', 2", "n, 2", "y, 0", "Yes, 0"})
  void nothingIsMadeUnlessTheQuestionIsAnsweredWithYes(String answer, int status)
      throws IOException {
    Script.Result result =
        script.runWith(
            "deploy.sh",
            answer + "\n",
            List.of(
                "--project=demo-proj",
                "--region=us-east4",
                "--output-bucket=kalshi-out",
                "--work-bucket=kalshi-work",
                "--no-alerts",
                "--no-key",
                "--no-test-run",
                script.jars().get(0),
                script.jars().get(1)));

    assertThat(result.err(), result.status(), is(status));
    assertThat(result.err(), containsString("Continue? [y/N] "));
    assertThat(changes().isEmpty(), is(status != 0));
  }

  /** What a read-only command prints, or how it fails, and the sentence about it. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'billing '* | echo False | billing is not enabled for demo-proj: run gcloud billing projects link demo-proj",
        "'compute regions '* | refuse 'The resource was not found' | --region=us-east4: Google has no such region",
        "'compute machine-types '* | exit 0 | --region=us-east4: has no machines of the type e2-standard-2",
        "'compute networks subnets '* | echo 'was not found' >&2; exit 1 | demo-proj has no network default with a subnetwork in us-east4",
        "*vmExternalIpAccess* | echo DENY | your organization forbids public addresses",
        "'storage buckets describe gs://kalshi-out '* | refuse 'HTTPError 403: no' | access to gs://kalshi-out is denied",
        "'services list '* | echo 'You do not currently have an active account selected.' >&2; exit 1 | gcloud is not signed in",
        "'services list '* | echo 'There was a problem refreshing your current auth tokens' >&2; exit 1 | gcloud is not signed in",
        "'services list '* | echo 'Unable to find the server' >&2; exit 1 | gcloud cannot reach Google",
        "'services list '* | refuse 'PERMISSION_DENIED: Not found or permission denied' | project demo-proj does not exist, or gcloud's account may not use it",
      })
  void aProblemOfTheProjectIsOneSentenceBeforeAnythingIsMade(
      String command, String does, String sentence) throws IOException {
    stub("case \"$*\" in " + command + ") " + does + "; exit ;; esac\n");

    Script.Result result = deploy("--dry-run", "--no-key");

    assertThat(result.err(), result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: " + sentence));
    assertThat(result.err().lines().count(), is(1L));
    assertThat(result.out(), is(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'compute networks subnets '* | echo default,False | the subnetwork default has no Private Google Access",
        "'compute routers '* | echo | the network default has no Cloud NAT in us-east4"
      })
  void workersWithoutPublicAddressesNeedTheirNetwork(String command, String does, String sentence)
      throws IOException {
    stub("case \"$*\" in " + command + ") " + does + "; exit ;; esac\n");

    Script.Result result = deploy("--dry-run", "--no-key", "--no-public-ips");

    assertThat(result.err(), result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: " + sentence));
    assertThat(result.err().lines().count(), is(1L));
  }

  @Test
  void aDisabledServiceIsCheckedAfterItIsEnabled() throws IOException {
    stub(
        """
        case "$*" in
          "services enable "*) touch "$here/enabled" ;;
          "compute regions "*) [ -f "$here/enabled" ] || refuse SERVICE_DISABLED ;;
        esac
        """);

    Script.Result dryRun = deploy("--dry-run", "--no-key");
    Script.Result result = deploy("--no-key");

    assertThat(
        dryRun.err(),
        containsString("Not checked, because the services are not enabled yet: compute regions."));
    assertThat(result.err(), result.status(), is(0));
    assertThat(result.err(), not(containsString("Not checked")));
    assertThat(
        commands().stream().filter(line -> line.startsWith("compute regions ")).count(), is(3L));
  }

  @Test
  void exchangedBucketsAreReported() throws IOException {
    stub(
        "case \"$*\" in *'gs://kalshi-out'*'labels.kalshi-region'*) echo us-east4; exit ;; esac\n");

    assertThat(
        deploy("--dry-run", "--no-key").err(),
        startsWith("deploy.sh: gs://kalshi-out is the work bucket of an earlier deployment"));
  }

  @Test
  void everyProblemOfTheProjectIsReported() throws IOException {
    stub("case \"$*\" in 'billing '*) echo False; exit ;; *machine-types*) exit ;; esac\n");

    assertThat(deploy("--dry-run").err().lines().count(), is(3L));
  }

  @Test
  void whatCannotBeReadDoesNotStopTheDeployment() throws IOException {
    stub("case \"$*\" in 'billing '*) echo 'no role' >&2; exit 1 ;; esac\n");

    Script.Result result = deploy("--dry-run", "--no-key");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        result.err(), startsWith("Not checked (gcloud billing projects describe): no role\n"));
  }

  @Test
  void aDeploymentWithoutAKeyHasNoSecrets() throws IOException {
    Script.Result result = deploy("--no-key");

    assertThat(result.err(), result.status(), is(0));
    assertThat(commands(), not(hasItem(startsWith("secrets "))));
    assertThat(deploy("--no-key", "--dry-run").out(), not(containsString("kalshiKeyId")));
  }

  @Test
  void anotherRegionTakesTheOldScheduleAway() throws IOException {
    stub(
        """
        case "$*" in
          *"value(labels.kalshi-region)"*) echo us-west1 ;;
          *" describe "*) exit 0 ;;
        esac
        """);

    Script.Result result = deploy("--no-key");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        commands(),
        hasItems(
            startsWith("scheduler jobs delete kalshi-market-data --location=us-west1 "),
            startsWith("scheduler jobs delete kalshi-market-data-tables --location=us-west1 "),
            startsWith("artifacts repositories delete kalshi-market-data --location=us-west1 ")));
  }

  @Test
  void anImageIsBuiltWithoutARegionUnlessOneIsGiven() throws IOException {
    String some = deploy("--dry-run", "--no-key", "--build-region=us-west2").out();
    String none = deploy("--dry-run", "--no-key").out();

    assertThat(build(none), not(containsString("--region")));
    assertThat(build(some), containsString(" --region=us-west2 "));
  }

  private static String build(String commands) {
    return commands.lines().filter(line -> line.startsWith("gcloud builds")).findFirst().orElse("");
  }

  @Test
  void missingResourcesAreCreated() throws IOException {
    Script.Result result = deploy("--key-id-file=" + idFile(), "--private-key-file=" + keyFile());

    assertThat(result.err(), result.status(), is(0));
    for (String command :
        List.of(
            "iam service-accounts create kalshi-worker ",
            "storage buckets create gs://kalshi-work ",
            "secrets create prod-keyid ",
            "artifacts repositories create kalshi-market-data ",
            "scheduler jobs create http kalshi-market-data ",
            "scheduler jobs create http kalshi-market-data-tables ")) {
      assertThat(commands(), hasItem(startsWith(command)));
    }
  }

  /** Where a policy has a condition, gcloud refuses a command without this flag. */
  @Test
  void everyGrantOnABucketNamesItsCondition() throws IOException {
    deploy("--no-key");

    List<String> grants =
        commands().stream()
            .filter(line -> line.startsWith("storage buckets add-iam-policy-binding "))
            .toList();
    assertThat(
        grants.stream().filter(line -> !line.contains(" --condition=None ")).toList(),
        contains(
            "storage buckets add-iam-policy-binding gs://kalshi-out"
                + " --condition=title=report,expression=resource.name.startsWith(\"projects/_/buckets/kalshi-out/objects/report/\")"
                + " --member=serviceAccount:kalshi-worker@demo-proj.iam.gserviceaccount.com"
                + " --role=roles/storage.objectUser --project=demo-proj --quiet"));
    assertThat(grants, hasSize(6));
  }

  @Test
  void theTablesHaveADailyLaunchOfTheirOwn() throws IOException {
    String shown = deploy("--dry-run", "--no-key", "--parameter=include=orderbooks").out();

    String launch = shown.substring(shown.indexOf("# launch-tables.json:"));
    assertThat(
        launch,
        allOf(
            containsString("\"jobName\": \"kalshi-market-data-tables\""),
            containsString("\"task\": \"tables\""),
            containsString("\"output\": \"gs://kalshi-out\""),
            containsString("\"interval\": \"PT2H\""),
            not(containsString("\"include\"")),
            not(containsString("\"tickers\"")),
            containsString("\"maxWorkers\": 3,"),
            containsString("max_workflow_runtime_walltime_seconds=21600"),
            containsString(" '--schedule=20 3 * * *' ")));
  }

  @Test
  void withoutTablesTheirScheduleIsDeletedAndNotMade() throws IOException {
    Script.Result none = deploy("--no-key", "--no-tables");
    assertThat(commands(), not(hasItem(containsString("http kalshi-market-data-tables"))));
    assertThat(commands(), not(hasItem(startsWith("scheduler jobs delete"))));
    stub("case \"$*\" in *' describe kalshi-market-data-tables '*) exit 0 ;; esac\n");
    deploy("--no-key", "--no-tables");

    assertThat(none.err(), none.status(), is(0));
    assertThat(commands(), not(hasItem(containsString("http kalshi-market-data-tables"))));
    assertThat(commands(), hasItem(startsWith("scheduler jobs delete kalshi-market-data-tables ")));
  }

  @Test
  void thePlanWithoutTablesCostsLess() throws IOException {
    assertThat(
        deploy("--dry-run", "--no-key", "--no-tables").err(),
        allOf(containsString("  no tables\n"), containsString("Cost: about $11 per month")));
  }

  @Test
  void theTwoJarsAreGivenTogether() throws IOException {
    Script.Result result = script.run("deploy.sh", "--no-alerts", "--no-key", script.jars().get(0));

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        is("deploy.sh: use --jar=... and --tables-jar=... together: the image has both\n"));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void existingResourcesAreUpdatedAndNotCreated() throws IOException {
    stub(
        "case \"$*\" in *' describe '*) exit 0 ;; *'tags list'*) echo versions/sha256:abc ;; esac\n");

    Script.Result result = deploy();

    assertThat(result.err(), result.status(), is(0));
    assertThat(commands(), not(hasItem(containsString(" create "))));
    assertThat(commands(), not(hasItem(containsString("builds submit"))));
    assertThat(commands(), not(hasItem(containsString("versions add"))));
    assertThat(commands(), hasItem(startsWith("scheduler jobs update http kalshi-market-data ")));
    assertThat(
        commands(), hasItem(containsString("--update-headers=Content-Type=application/json")));
  }

  @Test
  void aSecretIsNotAddedAgainIfUnchanged() throws IOException {
    stub(
        "case \"$*\" in *' describe '*) exit 0 ;; *'latest --secret=prod-keyid'*) echo 'a-key-id' ;; esac\n");

    deploy("--key-id-file=" + idFile(), "--private-key-file=" + keyFile());

    assertThat(commands(), not(hasItem(startsWith("secrets versions add prod-keyid "))));
    assertThat(commands(), hasItem(startsWith("secrets versions add prod-keyfile ")));
  }

  @Test
  void aMissingSecretWithoutAFileIsReported() throws IOException {
    Script.Result result = deploy("--dry-run");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        startsWith(
            "deploy.sh: prod-keyid prod-keyfile in Secret Manager of demo-proj: does not exist or is"
                + " empty; use --key-id-file=... and --private-key-file=..., or --no-key"));
    assertThat(changes(), is(List.of()));
  }

  @Test
  void anErrorOtherThanNotFoundEndsTheScript() throws IOException {
    stub("case \"$*\" in *'accounts describe'*) echo 'quota exceeded' >&2; exit 1 ;; esac\n");

    Script.Result result = deploy("--no-key");

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString("quota exceeded"));
    assertThat(commands(), not(hasItem(containsString("accounts create"))));
  }

  @Test
  void aMissingGcloudIsReported() throws IOException {
    Path bare = Files.createDirectories(folder.resolve("bare"));
    for (String program : List.of("bash", "dirname", "tr", "grep", "sed", "head", "od")) {
      Files.createSymbolicLink(bare.resolve(program), programOnThePath(program));
    }
    Script without = new Script(folder.resolve("bare"), Map.of("PATH", bare.toString()));

    Script.Result result = without.run("deploy.sh", "--no-alerts");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(), startsWith("deploy.sh: gcloud not found on the PATH: install it (https://"));
  }

  private static Path programOnThePath(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .map(part -> Path.of(part, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void missingCommandsForAlertsAreReportedBeforeAnythingIsChanged() throws IOException {
    stub("case \"$*\" in 'version '*) exit 0 ;; 'monitoring '*) exit 1 ;; esac\n");

    Script.Result result = script.run("deploy.sh", "--no-key", "--alert-email=a@example.com");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        is(
            "deploy.sh: gcloud has no commands for alerts: run gcloud components install alpha, or use"
                + " --no-alerts\n"));
    assertThat(changes(), is(List.of("monitoring policies --help")));
  }

  @Test
  void alertsNeedNoAlphaCommandsWhereGcloudHasThem() throws IOException {
    stub("case \"$*\" in 'version '*) exit 0 ;; esac\n");

    Script.Result result = deployWithAlerts();

    assertThat(result.err(), result.status(), is(0));
    assertThat(commands(), hasItem(startsWith("monitoring policies create ")));
  }

  @Test
  void anAlertIsRetriedUntilItsNewMetricIsVisible() throws IOException {
    stub(
        """
        case "$*" in
          *"policies create "*)
            [ -f "$here/known" ] || { touch "$here/known"; echo 'Cannot find metric(s) that match type' >&2; exit 1; } ;;
        esac
        """);

    Script.Result result = deployWithAlerts();

    assertThat(result.err(), result.status(), is(0));
    assertThat(commands().stream().filter(line -> line.equals("5")).count(), is(1L));
    assertThat(
        commands().stream()
            .filter(line -> line.startsWith("alpha monitoring policies create"))
            .count(),
        is(4L));
  }

  @Test
  void anotherAddressUpdatesTheExistingChannel() throws IOException {
    stub(
        """
        case "$*" in
          *"channels list "*) printf 'projects/p/notificationChannels/7\tKalshi market data\n' ;;
          *"channels describe "*) echo old@example.com; exit ;;
        esac
        """);

    Script.Result result = deployWithAlerts();

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        commands(),
        hasItem(
            startsWith(
                "alpha monitoring channels update projects/p/notificationChannels/7"
                    + " --update-channel-labels=email_address=a@example.com ")));
    assertThat(commands(), not(hasItem(containsString("channels create"))));
  }

  private Script.Result deployWithAlerts() throws IOException {
    return script.run(
        "deploy.sh",
        script.jars().get(0),
        script.jars().get(1),
        "--yes",
        "--no-test-run",
        "--alert-email=a@example.com",
        "--key-id-file=" + idFile(),
        "--private-key-file=" + keyFile());
  }

  @Test
  void pathsMayContainSpaces() throws IOException {
    Path tickers = Files.writeString(folder.resolve("my tickers.txt"), "KXHIGHNY-26NOV22-T54\n");
    Path key =
        Files.writeString(
            folder.resolve("my key"), "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");

    Script.Result result =
        deploy("--tickers=" + tickers, "--key-id-file=" + idFile(), "--private-key-file=" + key);

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        commands(), hasItem(startsWith("storage cp " + tickers + " gs://kalshi-work/tickers/")));
    assertThat(commands(), hasItem(containsString("--data-file=" + key)));
  }

  @Test
  void aParameterMayContainCommasAndSpaces() throws IOException {
    Script.Result result = deploy("--dry-run", "--no-key", "--parameter=statuses=open, paused");

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("\"statuses\": \"open, paused\""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "includ=orderbooks | parameter includ=orderbooks: the template has no parameter of that name",
        "include | parameter \"include\": must be NAME=VALUE",
        "include=\"x | parameter \"include=\"x\": must be NAME=VALUE",
        "output=gs://b/prefix | parameter output: comes from the settings",
        "task=tables | parameter task: is set by the schedules",
        "slot=now | parameter slot=now: the slot of a scheduled run follows from its launch",
        "--include=orderbooks | parameter --include=orderbooks: must be without its dashes",
        "include=orderbook | parameter include=orderbook: the template does not accept this value",
        "budgetShare=2 | parameter budgetShare=2: the template does not accept this value",
        "maxFailedFraction=5% | parameter maxFailedFraction=5%: the template does not accept this",
        "deadline=PT3H | parameter deadline=PT3H: must be at most 112 minutes",
        "deadline=soon | parameter deadline=soon: must be an ISO-8601 duration",
      })
  void anInvalidParameterIsReportedBeforeAnythingIsChanged(String parameter, String reason)
      throws IOException {
    Script.Result result = deploy("--parameter=" + parameter);

    assertThat(result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: " + reason));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void aCustomNetworkIsPassedToTheScheduledLaunch() throws IOException {
    Script.Result result =
        deploy(
            "--dry-run",
            "--no-key",
            "--subnetwork=regions/us-east4/subnetworks/mine",
            "--no-public-ips");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        result.out(), containsString("\"subnetwork\": \"regions/us-east4/subnetworks/mine\","));
    assertThat(result.out(), containsString("\"ipConfiguration\": \"WORKER_IP_PRIVATE\","));
  }

  @Test
  void aCustomNetworkIsPassedToAnAdHocRun() throws IOException {
    Script.Result result =
        script.run(
            "run.sh",
            "--dry-run",
            "--tickers=gs://b/t.txt",
            "--subnetwork=regions/us-east4/subnetworks/mine",
            "--no-public-ips");

    assertThat(
        result.out(),
        containsString(" --subnetwork=regions/us-east4/subnetworks/mine --disable-public-ips "));
  }

  @Test
  void aSettingWithoutAFlagIsReportedByItsOwnName() throws IOException {
    Path settings = Files.writeString(folder.resolve("my.env"), "PUBLIC_IPS=yesterday\n");

    Script.Result result = deploy("--settings=" + settings);

    assertThat(result.status(), is(2));
    assertThat(result.err(), is("deploy.sh: PUBLIC_IPS=yesterday: must be yes or no\n"));
  }

  @Test
  void settingsMayHaveWindowsLineEndings() throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("dos.env"),
            "PROJECT=from-file\r\nREGION=us-east4\r\nOUTPUT_BUCKET=bucket-one\r\nWORK_BUCKET=bucket-two\r\n");

    Script.Result result =
        script.runWith(
            "run.sh", "", List.of("--settings=" + settings, "--dry-run", "--tickers=gs://b/t.txt"));

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("output=gs://bucket-one~"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"REGION=\"us", "ls", "REGION=it's", "export A=b", "A B=c"})
  void anInvalidSettingIsReportedWithItsLineNumber(String line) throws IOException {
    Path settings =
        Files.writeString(folder.resolve("my.env"), "# mine\nPROJECT=my-project\n" + line + "\n");

    Script.Result result = deploy("--settings=" + settings);

    assertThat(result.status(), is(2));
    assertThat(
        result.err(), startsWith("deploy.sh: " + settings + ", line 3: must be NAME=VALUE,"));
    assertThat(result.err().lines().count(), is(1L));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void aSettingWithAnUnknownNameIsReported() throws IOException {
    Path settings = Files.writeString(folder.resolve("my.env"), "projct=my-project\n");

    Script.Result result = deploy("--settings=" + settings);

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        is(
            "deploy.sh: "
                + settings
                + ", line 1: no setting has this name; settings.env.example lists the names\n"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "$(touch %s)",
        "`touch %s`",
        "\"$(touch %s)\"",
        "x; touch %s",
        "$HOME",
        "a[$(touch %s)]"
      })
  void aSettingIsNeverExecuted(String value) throws IOException {
    Path made = folder.resolve("made");
    Path settings =
        Files.writeString(folder.resolve("my.env"), "ALERT_EMAIL=" + value.formatted(made) + "\n");

    script.run("run.sh", "--settings=" + settings, "--dry-run", "--tickers=gs://b/t.txt");

    assertThat(Files.exists(made), is(false));
  }

  @Test
  void aSettingMayHaveQuotesSpacesAndAComment() throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("my.env"),
            """
            PROJECT = from-file   # mine
              REGION='us-east4'
            OUTPUT_BUCKET="bucket-one"
            WORK_BUCKET=bucket-two#mine
            PARAMETERS=include=orderbooks combos=include  # both
            """);

    Script.Result result =
        script.runWith(
            "run.sh", "", List.of("--settings=" + settings, "--dry-run", "--tickers=gs://b/t.txt"));

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("--project=from-file"));
    assertThat(result.out(), containsString("--temp-location=gs://bucket-two/temp"));
    assertThat(result.out(), containsString("~include=orderbooks~combos=include~"));
  }

  @ParameterizedTest
  @CsvSource({
    "tickers, ticker",
    "key-id-file, key id",
    "private-key-file, 'private key, which begins with -----BEGIN'"
  })
  void anEmptyFileIsReportedBeforeAnythingIsChanged(String flag, String what) throws IOException {
    Path blank = Files.writeString(folder.resolve("blank"), " \n\n");

    Script.Result result = deploy("--" + flag + "=" + blank);

    assertThat(result.status(), is(2));
    assertThat(result.err(), is("deploy.sh: " + blank + " has no " + what + "\n"));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void aPrivateKeyInPlaceOfTheKeyIdIsReported() throws IOException {
    Script.Result result = deploy("--key-id-file=" + keyFile(), "--private-key-file=" + keyFile());

    assertThat(result.status(), is(2));
    assertThat(
        result.err(), containsString("/key holds a key: use a file that has only the key id"));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void anAdHocRunRefusesATickerFileWithOnlyComments() throws IOException {
    Path comments = Files.writeString(folder.resolve("comments.txt"), "# none yet\n  # none\n");

    Script.Result result = script.run("run.sh", "--tickers=" + comments);

    assertThat(result.status(), is(2));
    assertThat(result.err(), is("run.sh: " + comments + " has no ticker\n"));
    assertThat(commands(), is(List.of()));
  }

  @ParameterizedTest
  @CsvSource({"run.sh, --tickers=gs://b/t.txt", "status.sh, --days=1", "teardown.sh, --yes"})
  void everyDryRunEndsWithANotice(String name, String flag) throws IOException {
    Script.Result result = script.run(name, "--dry-run", flag);

    assertThat(result.status(), is(0));
    assertThat(result.err(), endsWith("Dry run: nothing was changed.\n"));
    assertThat(changes(), is(List.of()));
  }

  @Test
  void anAlertEmailIsRequired() throws IOException {
    Script.Result result = script.run("deploy.sh", "--dry-run");

    assertThat(result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: ALERT_EMAIL is not set: use --alert-email="));
  }

  @Test
  void aJarIsBuiltIfNoneIsGiven() throws IOException {
    script.run(
        "deploy.sh",
        "--no-alerts",
        "--no-test-run",
        "--yes",
        "--key-id-file=" + idFile(),
        "--private-key-file=" + keyFile());

    assertThat(commands(), hasItem(matchesPattern("-B -ntp -q -f .*/pom.xml -DskipTests package")));
  }

  @ParameterizedTest
  @CsvSource({
    "PT2H, 3 */2 * * *, 7080",
    "PT1H, 3 */1 * * *, 3480",
    "PT30M, '3,33 * * * *', 1680",
    "PT120M, 3 */2 * * *, 7080",
    "P1D, 3 0 * * *, 86280",
    "PT24H, 3 0 * * *, 86280"
  })
  void theScheduleMatchesTheInterval(String interval, String cron, int wallTime)
      throws IOException {
    Script.Result result = deploy("--dry-run", "--no-key", "--interval=" + interval);

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("'--schedule=" + cron + "' --time-zone=Etc/UTC"));
    assertThat(
        result.out(), containsString("max_workflow_runtime_walltime_seconds=" + wallTime + "\""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"PT90M", "PT5H", "PT10M", "PT20M", "PT45M", "P2D", "PT", "2h", "PT3600.5S", ""})
  void anIntervalWithoutACronScheduleIsRefused(String interval) throws IOException {
    Script.Result result = deploy("--dry-run", "--no-key", "--interval=" + interval);

    assertThat(result.status(), is(2));
    assertThat(result.err(), startsWith("deploy.sh: --interval=" + interval + ": "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--project=Demo_1", "--output-bucket=a b", "--work-bucket=kalshi-out", "--frob=1"})
  void invalidFlagsAreReportedBeforeAnythingIsChanged(String flag) throws IOException {
    Script.Result result = deploy(flag);

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString(flag));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void flagsOverrideTheSettingsFile() throws IOException {
    Path settings =
        Files.writeString(
            folder.resolve("my.env"),
            """
            PROJECT=from-file
            REGION=us-east4
            OUTPUT_BUCKET=bucket-one
            WORK_BUCKET=bucket-two
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
  void theSettingsExampleHasAllSettings() throws IOException {
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
            "SUBNETWORK",
            "PUBLIC_IPS",
            "TABLES",
            "BUILD_REGION",
            "KALSHI_KEY",
            "ALERT_EMAIL",
            "KEY_ID_FILE",
            "PRIVATE_KEY_FILE",
            "KEY_ID_SECRET",
            "PRIVATE_KEY_SECRET")) {
      assertThat(example, containsString("\n" + setting + "="));
    }
  }

  @Test
  void flagsOverrideTheDefaultsOfAnAdHocRun() throws IOException {
    time("2026-11-22 15:00:00");
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
  void anAdHocRunRefusesAPastSlotBeforeAnythingIsChanged() throws IOException {
    Path tickers = Files.writeString(folder.resolve("t.txt"), "A\n");

    Script.Result result =
        script.run("run.sh", "--tickers=" + tickers, "--slot=2020-01-01T00:00:00Z");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(), startsWith("run.sh: --slot=2020-01-01T00:00:00Z: must be the slot of now"));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void anAdHocRunOfPastSlotsMayTakeADay() throws IOException {
    Script.Result result =
        script.run(
            "run.sh",
            "--dry-run",
            "--tickers=gs://b/t.txt",
            "--include=trades",
            "--slot=2020-01-01T00:00:00Z/2020-01-31T22:00:00Z");

    assertThat(result.out(), containsString("~slot=2020-01-01T00:00:00Z/2020-01-31T22:00:00Z~"));
    assertThat(result.out(), containsString("max_workflow_runtime_walltime_seconds=87600"));
  }

  @ParameterizedTest
  @CsvSource({
    "deploy.sh, --project, --project needs a value: --project=...",
    "run.sh, --tickers, --tickers needs a value: --tickers=...",
    "status.sh, --days, --days needs a value: --days=...",
    "teardown.sh, --frob, unknown flag --frob; --help lists the flags"
  })
  void aFlagWithoutAValueIsNotCalledUnknown(String name, String flag, String message)
      throws IOException {
    Script.Result result = script.run(name, flag);

    assertThat(result.status(), is(2));
    assertThat(result.err(), is(name + ": " + message + "\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"kalshi-market-data", "kalshi-market-data-tables"})
  void anAdHocRunRefusesAScheduledName(String name) throws IOException {
    Script.Result result = script.run("run.sh", "--tickers=gs://b/t.txt", "--job-name=" + name);

    assertThat(result.status(), is(2));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void aRetryOfARunWithoutFailuresDoesNothing() throws IOException {
    stub("case \"$*\" in *'value(size)'*) echo 0; exit ;; *' describe '*) exit 0 ;; esac\n");

    Script.Result result =
        script.run("run.sh", "--retry=20261122T140000Z-kalshi-market-data-20261122T140411Z");

    assertThat(result.status(), is(0));
    assertThat(
        result.err(), startsWith("Nothing to retry: failed.txt of the run 20261122T140000Z-"));
    assertThat(commands(), not(hasItem(containsString("flex-template run"))));
  }

  @Test
  void aRetryOfAnUnfinishedRunNamesItsSlotWhileThatIsOpen() throws IOException {
    time("2026-11-22 15:49:59");

    Script.Result result =
        script.run("run.sh", "--retry=20261122T140000Z-kalshi-market-data-20261122T140411Z");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        containsString(
            "has no summary.json: the run has not finished, or does not exist. To fetch its tickers:"
                + " cloud/run.sh --tickers=FILE --slot=2026-11-22T14:00:00Z\n"));
  }

  @Test
  void aRetryOfAnUnfinishedRunOfAPastSlotNamesNoSlot() throws IOException {
    Script.Result result =
        script.run("run.sh", "--retry=20261122T140000Z-kalshi-market-data-20261122T140411Z");

    assertThat(result.status(), is(2));
    assertThat(result.err(), endsWith(" To fetch its tickers: cloud/run.sh --tickers=FILE\n"));
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-22 14:00:00, 20261122T140000Z, 2026-11-22T14:00:00Z",
    "2026-11-22 15:49:59, 20261122T140000Z, 2026-11-22T14:00:00Z",
    "2026-11-22 15:49:59, 20261122T140411Z, 2026-11-22T14:04:11Z",
    "2026-11-22 15:50:00, 20261122T140000Z, now",
    "2026-11-22 16:04:11, 20261122T140000Z, now",
    "2026-11-23 14:04:11, 20261122T140000Z, now",
    "2026-11-22 23:49:59, 20261122T220000Z, 2026-11-22T22:00:00Z",
    "2026-11-22 23:50:00, 20261122T220000Z, now"
  })
  void aRetryIsOfTheRunsSlotUntilTenMinutesBeforeTheNext(String now, String slot, String retried)
      throws IOException {
    stub(RUN_WITH_FAILURES);
    time(now);

    Script.Result result =
        script.run("run.sh", "--dry-run", "--retry=" + slot + "-mine-20261122T140411Z");

    assertThat(result.err(), result.status(), is(0));
    assertThat(result.out(), containsString("~slot=" + retried + "~"));
  }

  @Test
  void aRetryOfAPastSlotSaysThatItIsAnother() throws IOException {
    stub(RUN_WITH_FAILURES);

    Script.Result result =
        script.run("run.sh", "--retry=20261122T140000Z-kalshi-market-data-20261122T140411Z");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        result.err(),
        startsWith(
            "The slot 2026-11-22T14:00:00Z is past, and prices of that time cannot be had any more:"
                + " the tickers are fetched with --slot=now.\n"));
  }

  private void time(String now) throws IOException {
    Path date = Files.writeString(path.resolve("date"), "#!/bin/sh\necho " + now + "\n");
    assertThat(date.toFile().setExecutable(true), is(true));
  }

  @Test
  void aRetryAcceptsTheUrlOfTheRun() throws IOException {
    stub(RUN_WITH_FAILURES);

    Script.Result result =
        script.run(
            "run.sh",
            "--dry-run",
            "--retry=gs://kalshi-out/runs/date=2026-11-22/20261122T140000Z-mine-20261122T140411Z/");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        result.out(),
        containsString(
            "tickers=gs://kalshi-out/runs/date=2026-11-22/20261122T140000Z-mine-20261122T140411Z/failed.txt~"));
  }

  @Test
  void aRetryOutsideTheOutputBucketIsRefused() throws IOException {
    Script.Result result =
        script.run(
            "run.sh",
            "--retry=gs://kalshi-out/prefix/runs/date=2026-11-22/20261122T140000Z-mine-20261122T140411Z");

    assertThat(result.status(), is(2));
    assertThat(result.err(), containsString(": must be in gs://kalshi-out/runs/, in the output"));
    assertThat(commands(), is(List.of()));
  }

  @Test
  void teardownDeletesNothingInAnEmptyProject() throws IOException {
    stub("case \"$*\" in *' list '*) echo 'SERVICE_DISABLED: it is off' >&2; exit 1 ;; esac\n");

    Script.Result result = script.run("teardown.sh", "--yes", "--delete-data", "--delete-secrets");

    assertThat(result.err(), result.status(), is(0));
    assertThat(commands(), not(hasItem(containsString(" delete "))));
    assertThat(commands(), not(hasItem(startsWith("storage rm "))));
  }

  @Test
  void teardownDeletesNothingUnlessTheProjectIsTyped() throws IOException {
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
    assertThat(result.err(), containsString("It does not change gs://kalshi-out."));
    assertThat(changes(), is(List.of()));
  }

  @Test
  void teardownDeletesBothSchedules() throws IOException {
    stub("case \"$*\" in *kalshi-region*) echo us-east4; exit ;; *' describe '*) exit 0 ;; esac\n");

    Script.Result result = script.run("teardown.sh", "--yes");

    assertThat(result.err(), result.status(), is(0));
    assertThat(
        commands(),
        hasItems(
            startsWith("scheduler jobs delete kalshi-market-data "),
            startsWith("scheduler jobs delete kalshi-market-data-tables ")));
  }

  @Test
  void teardownRemovesTheGrantsOnBucketsWhateverTheirConditions() throws IOException {
    stub("case \"$*\" in *kalshi-region*) echo us-east4; exit ;; *' describe '*) exit 0 ;; esac\n");

    script.run("teardown.sh", "--yes");

    List<String> grants =
        commands().stream()
            .filter(line -> line.startsWith("storage buckets remove-iam-policy-binding "))
            .toList();
    assertThat(grants, everyItem(containsString(" --all ")));
    assertThat(grants, hasSize(6));
  }

  @Test
  void teardownDeletesDataAndSecretsOnlyWithTheirFlags() throws IOException {
    stub("case \"$*\" in *kalshi-region*) echo us-east4; exit ;; *' describe '*) exit 0 ;; esac\n");

    String kept = script.run("teardown.sh", "--dry-run").out();
    String all = script.run("teardown.sh", "--dry-run", "--delete-data", "--delete-secrets").out();

    assertThat(kept, not(containsString("rm --recursive gs://kalshi-out")));
    assertThat(kept, not(containsString("secrets delete")));
    assertThat(all, containsString("rm --recursive gs://kalshi-out"));
    assertThat(all, containsString("secrets delete prod-keyfile"));
  }

  @ParameterizedTest
  @CsvSource({
    "us-west1, the deployment is in us-west1: use --region=us-west1; nothing was deleted",
    "'', gs://kalshi-work is no work bucket of deploy.sh: check --work-bucket; nothing was deleted"
  })
  void teardownRefusesAnotherRegionOrBucket(String region, String message) throws IOException {
    stub(
        "case \"$*\" in *kalshi-region*) echo "
            + region
            + "; exit ;; *' describe '*) exit 0 ;; esac\n");

    Script.Result result = script.run("teardown.sh", "--yes");

    assertThat(result.status(), is(2));
    assertThat(result.err(), is("teardown.sh: " + message + "\n"));
    assertThat(changes(), is(List.of()));
  }

  /** Runs status.sh with a bucket that exists but cannot be listed. */
  private Script.Result statusWhereListingFails(String complaint) throws IOException {
    stub(
        """
        case "$*" in
          "storage buckets describe "*) exit 0 ;;
          "storage ls "*) echo '%s' >&2; exit 1 ;;
        esac
        """
            .formatted(complaint));
    return script.run("status.sh");
  }

  @Test
  void statusReportsThatThereAreNoRunsYet() throws IOException {
    Script.Result result = statusWhereListingFails("One or more URLs matched no objects.");

    assertThat(result.status(), is(0));
    assertThat(result.err(), startsWith("No runs in gs://kalshi-out/runs yet."));
    assertThat(result.out(), is(""));
  }

  @Test
  void statusReportsAMissingBucket() throws IOException {
    Script.Result result = script.run("status.sh");

    assertThat(result.status(), is(2));
    assertThat(
        result.err(),
        is("status.sh: bucket gs://kalshi-out not found: cloud/deploy.sh creates it\n"));
  }

  @Test
  void statusShowsTheErrorOfGcloud() throws IOException {
    String complaint = "Quota exceeded.";

    Script.Result result = statusWhereListingFails(complaint);

    assertThat(result.status(), is(2));
    assertThat(result.err(), startsWith(complaint + "\n"));
    assertThat(result.err(), not(containsString("no runs")));
  }

  @Test
  void statusShowsTheLastDayOfTheTables() throws IOException {
    stub(
        """
        tables=gs://kalshi-out/tables/market_data
        case "$*" in
          "storage buckets describe "*) exit 0 ;;
          "storage ls gs://kalshi-out/runs/ "*) echo gs://kalshi-out/runs/date=2026-11-22/ ;;
          "storage ls $tables/date="*)
            echo "$tables/date=2026-11-21/_manifest-base.json"
            echo "$tables/date=2026-11-20/_manifest-base.json"
            echo "$tables/date=2026-11-20/_manifest-late-0a1b.json" ;;
        esac
        """);

    Script.Result result = script.run("status.sh");

    assertThat(result.status(), is(0));
    assertThat(result.err(), is("Tables: 2 days, the last is 2026-11-21.\n"));
  }

  @Test
  void statusShowsOneLinePerRun() throws IOException {
    Files.writeString(
        path.resolve("summary"),
        "{\"schema\":1,\"slot\":\"2026-11-22T14:00:00Z\",\"job\":\"kalshi-market-data\","
            + "\"run\":\"20261122T140000Z-kalshi-market-data-20261122T140411Z\","
            + "\"markets\":{\"stored\":1201,\"already_there\":3},\"orderbooks\":{\"stored\":7,\"already_there\":0},"
            + "\"misses\":{\"not_found\":2,\"no_markets\":0,\"invalid\":1,\"rejected\":4,\"malformed\":0,"
            + "\"unavailable\":5,\"timed_out\":0,\"not_stored\":0},\"bytes\":1,\"verdict\":\"partial\",\"stopped_by\":null}\n");
    stub(
        """
        day=gs://kalshi-out/runs/date=2026-11-22
        case "$*" in
          "storage buckets describe "*) exit 0 ;;
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
