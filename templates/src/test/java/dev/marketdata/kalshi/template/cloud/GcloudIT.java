package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsInAnyOrder;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.template.cloud.FakeProject.Flaw;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the scripts with the real {@code gcloud}: deploys, deploys again with another address,
 * starts runs, and tears down twice. Each test checks one part of the result.
 */
@TestInstance(Lifecycle.PER_CLASS)
@EnabledIf(value = "isInstalled", disabledReason = "gcloud is not installed")
@Timeout(900)
class GcloudIT {

  private static final String PROJECT = "projects/demo-proj";
  private static final String REGION = PROJECT + "/locations/us-east4";
  private static final String BUILDS = "/v1/" + PROJECT + "/(locations/global/)?builds";
  private static final String JOB = REGION + "/jobs/kalshi-market-data";
  private static final String LAUNCHER = "kalshi-launcher@demo-proj.iam.gserviceaccount.com";
  private static final String WORKER = "kalshi-worker@demo-proj.iam.gserviceaccount.com";
  private static final String BUILDER = "kalshi-builder@demo-proj.iam.gserviceaccount.com";
  private static final String REPORT_GRANT =
      "b/kalshi-out roles/storage.objectUser serviceAccount:"
          + WORKER
          + " resource.name.startsWith(\"projects/_/buckets/kalshi-out/objects/report/\")";
  private static final String FAILED_LIST =
      "kalshi-out/runs/date=2026-11-22/20261122T140000Z-kalshi-market-data-20261122T140411Z/failed.txt";

  @TempDir private static Path folder;
  private static FakeGoogleCloud google;
  private static final List<Script.Result> results = new ArrayList<>();
  private static State first;
  private static List<String> earlierGrants;
  private static State second;
  private static State after;
  private static Script.Result deployed;
  private static Script.Result restricted;
  private static Script.Result failed;
  private static Script.Result denied;
  private static Script.Result rehearsed;
  private static State rehearsedState;
  private static Script.Result unfit;
  private static Script.Result closed;
  private static Script.Result unread;
  private static Script.Result foreign;
  private static Script.Result noRuns;
  private static Script.Result oneRun;

  /** The resources, grants and objects at one moment. */
  private record State(Map<String, JsonNode> resources, List<String> grants, List<String> objects) {

    JsonNode resource(String name) {
      return Objects.requireNonNull(resources.get(name), name + " does not exist");
    }

    List<String> names(String part) {
      return resources.keySet().stream().filter(name -> name.contains(part)).toList();
    }
  }

  static boolean isInstalled() {
    return Script.installed("gcloud");
  }

  @BeforeAll
  static void runScripts() throws IOException {
    google = new FakeGoogleCloud();
    Path programs = Files.createDirectories(folder.resolve("bin"));
    Path sleep = Files.writeString(programs.resolve("sleep"), "#!/bin/sh\n");
    assertThat(sleep.toFile().setExecutable(true), is(true));
    Map<String, String> environment = environment();
    environment.put("PATH", programs + ":" + System.getenv("PATH"));
    Script script = new Script(folder, environment);
    Files.writeString(folder.resolve("key-id"), "a-key-id\n");
    Files.writeString(
        folder.resolve("key.pem"),
        "-----BEGIN PRIVATE KEY-----\nof lines\n-----END PRIVATE KEY-----\n");
    String jar = script.jars().get(0);
    String tables = script.jars().get(1);
    String orderBooks = "--parameter=include=orderbooks";
    String[] complete = {
      "--yes",
      jar,
      tables,
      orderBooks,
      "--key-id-file=" + folder.resolve("key-id"),
      "--private-key-file=" + folder.resolve("key.pem"),
      "--alert-email=someone@example.com"
    };
    google.setFlaws(Flaw.NO_BILLING, Flaw.NO_MACHINES, Flaw.NO_NETWORK, Flaw.NO_PUBLIC_ADDRESSES);
    unfit = script.run("deploy.sh", with(complete, "--dry-run"));
    google.setFlaws(Flaw.NO_PRIVATE_ACCESS, Flaw.NO_NAT);
    closed = script.run("deploy.sh", with(complete, "--dry-run", "--no-public-ips"));
    google.setFlaws(Flaw.NO_COMPUTE_API);
    unread = script.run("deploy.sh", with(complete, "--dry-run"));
    google.setFlaws();
    rehearsed = script.run("deploy.sh", with(complete, "--dry-run"));
    rehearsedState = state();
    restricted = script.run("deploy.sh", with(complete, "--build-region=us-east4"));
    google.refuseBuilds(1);
    google.expectLaunches(FakeDataflow.Outcome.DENIED);
    deployed = script.run("deploy.sh", complete);
    results.add(deployed);
    first = state();
    google.expectLaunches(FakeDataflow.Outcome.FAILED);
    failed = script.run("deploy.sh", with(complete, "--alert-email=another@example.com"));
    FakeDataflow.Outcome[] always = new FakeDataflow.Outcome[99];
    Arrays.fill(always, FakeDataflow.Outcome.DENIED);
    google.expectLaunches(always);
    denied = script.run("deploy.sh", with(complete, "--alert-email=another@example.com"));
    google.expectLaunches();
    google.removeConditionalGrants();
    earlierGrants = google.grants();
    results.add(
        script.run(
            "deploy.sh",
            "--yes",
            jar,
            tables,
            orderBooks,
            "--no-test-run",
            "--alert-email=another@example.com"));
    second = state();
    foreign =
        script.run(
            "deploy.sh",
            "--yes",
            jar,
            tables,
            "--no-alerts",
            "--output-bucket=" + FakeStorage.FOREIGN);
    noRuns = script.run("status.sh");
    Path tickers = Files.writeString(folder.resolve("mine.txt"), "series:KXCPIYOY\n");
    results.add(
        script.run(
            "run.sh",
            "--tickers=" + tickers,
            "--statuses=open,paused",
            "--subnetwork=regions/us-east4/subnetworks/mine",
            "--no-public-ips"));
    google.put(FAILED_LIST, "market:KXHIGHNY-26NOV22-T54\n");
    google.put(
        FAILED_LIST.replace("failed.txt", "summary.json"),
        "{\"slot\":\"2026-11-22T14:00:00Z\",\"run\":\"20261122T140000Z-kalshi-market-data-20261122T140411Z\","
            + "\"markets\":{\"stored\":3,\"already_there\":0},\"misses\":{\"unavailable\":1},\"verdict\":\"failed\"}\n");
    oneRun = script.run("status.sh");
    results.add(
        script.run("run.sh", "--retry=20261122T140000Z-kalshi-market-data-20261122T140411Z"));
    results.add(script.run("teardown.sh", "--yes"));
    after = state();
    results.add(script.run("teardown.sh", "--yes"));
  }

  private static String[] with(String[] flags, String... more) {
    return Stream.of(flags, more).flatMap(Stream::of).toArray(String[]::new);
  }

  @AfterAll
  static void stop() {
    google.close();
  }

  private static Map<String, String> environment() throws IOException {
    Map<String, String> environment = new TreeMap<>();
    for (String api :
        List.of(
            "STORAGE",
            "CLOUDSCHEDULER",
            "SECRETMANAGER",
            "IAM",
            "CLOUDRESOURCEMANAGER",
            "ARTIFACTREGISTRY",
            "DATAFLOW",
            "SERVICEUSAGE",
            "CLOUDBUILD",
            "CLOUDBILLING",
            "COMPUTE",
            "MONITORING",
            "LOGGING")) {
      environment.put("CLOUDSDK_API_ENDPOINT_OVERRIDES_" + api, google.url());
    }
    Path token = Files.writeString(folder.resolve("token"), "no-token");
    environment.put("CLOUDSDK_AUTH_ACCESS_TOKEN_FILE", token.toString());
    environment.put("CLOUDSDK_CONFIG", folder.resolve("gcloud").toString());
    environment.put("CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
    environment.put("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true");
    environment.put("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true");
    environment.put("CLOUDSDK_CORE_CHECK_GCE_METADATA", "false");
    environment.put("NO_GCE_CHECK", "true");
    return environment;
  }

  private static State state() {
    Map<String, JsonNode> resources = new TreeMap<>();
    google
        .names("")
        .forEach(name -> resources.put(name, Objects.requireNonNull(google.resource(name))));
    return new State(resources, google.grants(), google.objectNames(""));
  }

  private static JsonNode launched(int index) {
    return google
        .calls("POST", "/v1b3/" + REGION + "/flexTemplates:launch")
        .get(index)
        .json()
        .path("launchParameter");
  }

  @Test
  void everyScriptSucceeds() {
    for (Script.Result result : results) {
      assertThat(result.out() + result.err(), result.status(), is(0));
    }
  }

  @Test
  void theScheduleIsTheIntervalInUtcAndLaunchesTheTemplate() {
    JsonNode job = first.resource(JOB);

    assertThat(job.path("schedule").asText(), is("3 */2 * * *"));
    assertThat(job.path("timeZone").asText(), is("Etc/UTC"));
    assertThat(job.path("httpTarget").path("httpMethod").asText(), is("POST"));
    assertThat(
        job.path("httpTarget").path("uri").asText(),
        is("https://dataflow.googleapis.com/v1b3/" + REGION + "/flexTemplates:launch"));
    assertThat(job.path("retryConfig").path("retryCount").asInt(), is(3));
    assertThat(job.path("retryConfig").path("minBackoffDuration").asText(), is("60s"));
  }

  @Test
  void theLauncherAuthenticatesWithAnOauthToken() {
    JsonNode target = first.resource(JOB).path("httpTarget");

    assertThat(target.path("oauthToken").path("serviceAccountEmail").asText(), is(LAUNCHER));
    assertThat(
        target.path("oauthToken").path("scope").asText(),
        is("https://www.googleapis.com/auth/cloud-platform"));
    assertThat(target.has("oidcToken"), is(false));
  }

  @Test
  void theLaunchHasOneWorkerAConstantNameAndALimit() throws IOException {
    JsonNode launch =
        FakeGoogleCloud.JSON
            .readTree(
                Base64.getDecoder()
                    .decode(first.resource(JOB).path("httpTarget").path("body").asText()))
            .path("launchParameter");

    assertThat(launch.path("jobName").asText(), is("kalshi-market-data"));
    assertThat(
        launch.path("containerSpecGcsPath").asText(),
        is("gs://kalshi-work/template/kalshi-market-data.json"));
    assertThat(
        launch.path("parameters"),
        is(
            FakeGoogleCloud.JSON.readTree(
                """
                {"tickers": "gs://kalshi-work/tickers/tickers.txt", "output": "gs://kalshi-out", "interval": "PT2H",
                 "kalshiKeyId": "projects/demo-proj/secrets/prod-keyid/versions/latest",
                 "kalshiPrivateKey": "projects/demo-proj/secrets/prod-keyfile/versions/latest",
                 "include": "orderbooks"}
                """)));
    assertThat(
        launch.path("environment"),
        is(
            FakeGoogleCloud.JSON.readTree(
                """
                {"numWorkers": 1, "maxWorkers": 1, "machineType": "e2-standard-2",
                 "launcherMachineType": "e2-standard-2",
                 "serviceAccountEmail": "kalshi-worker@demo-proj.iam.gserviceaccount.com",
                 "tempLocation": "gs://kalshi-work/temp", "stagingLocation": "gs://kalshi-work/staging",
                 "additionalExperiments": ["max_workflow_runtime_walltime_seconds=7080"]}
                """)));
  }

  @Test
  void theTablesAreLaunchedOnceADay() throws IOException {
    JsonNode job = first.resource(JOB + "-tables");
    JsonNode launch =
        FakeGoogleCloud.JSON
            .readTree(Base64.getDecoder().decode(job.path("httpTarget").path("body").asText()))
            .path("launchParameter");

    assertThat(job.path("schedule").asText(), is("20 3 * * *"));
    assertThat(launch.path("jobName").asText(), is("kalshi-market-data-tables"));
    assertThat(launch.path("parameters").path("task").asText(), is("tables"));
    assertThat(launch.path("environment").path("maxWorkers").asInt(), is(3));
  }

  @Test
  void eachAccountHasExactlyItsRoles() {
    String repository = REGION + "/repositories/kalshi-market-data";

    assertThat(
        first.grants(),
        containsInAnyOrder(
            PROJECT + " roles/dataflow.developer serviceAccount:" + LAUNCHER,
            PROJECT
                + "/serviceAccounts/"
                + WORKER
                + " roles/iam.serviceAccountUser serviceAccount:"
                + LAUNCHER,
            "b/kalshi-work roles/storage.objectViewer serviceAccount:" + LAUNCHER,
            PROJECT + " roles/dataflow.worker serviceAccount:" + WORKER,
            "b/kalshi-out roles/storage.objectCreator serviceAccount:" + WORKER,
            "b/kalshi-out roles/storage.objectViewer serviceAccount:" + WORKER,
            REPORT_GRANT,
            "b/kalshi-work roles/storage.objectUser serviceAccount:" + WORKER,
            PROJECT
                + "/secrets/prod-keyid roles/secretmanager.secretAccessor serviceAccount:"
                + WORKER,
            PROJECT
                + "/secrets/prod-keyfile roles/secretmanager.secretAccessor serviceAccount:"
                + WORKER,
            repository + " roles/artifactregistry.reader serviceAccount:" + WORKER,
            PROJECT + " roles/logging.logWriter serviceAccount:" + BUILDER,
            "b/kalshi-work roles/storage.objectViewer serviceAccount:" + BUILDER,
            repository + " roles/artifactregistry.writer serviceAccount:" + BUILDER));
  }

  @Test
  void aDeploymentOfAnEarlierVersionGetsTheGrantOnTheReport() {
    List<String> added = new ArrayList<>(second.grants());
    added.removeAll(earlierGrants);

    assertThat(added, contains(REPORT_GRANT));
  }

  @Test
  void neitherBucketCanBePublic() {
    for (String bucket : List.of("b/kalshi-out", "b/kalshi-work")) {
      JsonNode iam = first.resource(bucket).path("iamConfiguration");

      assertThat(iam.path("publicAccessPrevention").asText(), is("enforced"));
      assertThat(iam.path("uniformBucketLevelAccess").path("enabled").asBoolean(), is(true));
      assertThat(first.resource(bucket).path("location").asText(), is("us-east4"));
    }
  }

  @Test
  void onlyOldTempFilesOfTheWorkBucketAreDeleted() throws IOException {
    assertThat(
        first.resource("b/kalshi-work").path("lifecycle").path("rule"),
        is(
            FakeGoogleCloud.JSON.readTree(
                """
                [{"action": {"type": "Delete"},
                  "condition": {"age": 14, "matchesPrefix": ["temp/", "staging/template_launches/"]}}]
                """)));
    assertThat(first.resource("b/kalshi-out").has("lifecycle"), is(false));
  }

  @Test
  void theSecretsHaveTheContentOfTheFiles() {
    assertThat(secret("prod-keyid"), is("a-key-id\n"));
    assertThat(
        secret("prod-keyfile"),
        is("-----BEGIN PRIVATE KEY-----\nof lines\n-----END PRIVATE KEY-----\n"));
  }

  private static String secret(String name) {
    JsonNode version = first.resource(PROJECT + "/secrets/" + name + "/versions/1");
    return new String(
        Base64.getDecoder().decode(version.path("payload").path("data").asText()),
        StandardCharsets.UTF_8);
  }

  @Test
  void theImageIsBuiltFromAJarThatEveryUserCanRead() throws IOException {
    Call build = google.calls("POST", BUILDS).get(0);
    String source = build.json().path("source").path("storageSource").path("object").asText();
    byte[] archive = uploaded(source);
    String tar;
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(archive))) {
      tar = new String(unzipped.readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    assertThat(source, startsWith("temp/build/"));
    assertThat(tarNames(tar), hasItem("644 templates/target/kalshi-market-data.jar"));
    assertThat(
        tarNames(tar), hasItem("644 pipeline/tables/target/kalshi-market-data-tables-bundled.jar"));
    assertThat(
        build.json().path("serviceAccount").asText(), is(PROJECT + "/serviceAccounts/" + BUILDER));
    assertThat(build.json().path("options").path("logging").asText(), is("CLOUD_LOGGING_ONLY"));
  }

  /** Returns an archive from the upload request, because the bucket is deleted at the end. */
  private static byte[] uploaded(String name) {
    String body =
        google.calls("POST", "/upload/storage/v1/b/kalshi-work/o").stream()
            .filter(call -> name.equals(call.query().get("name")))
            .findFirst()
            .orElseThrow()
            .body();
    int from = body.indexOf("\u001f\u008b");
    return body.substring(from).getBytes(StandardCharsets.ISO_8859_1);
  }

  /** Returns the permissions and the name of each entry. */
  private static List<String> tarNames(String tar) {
    List<String> names = new ArrayList<>();
    for (int at = 0; at + 512 <= tar.length(); ) {
      String name = tar.substring(at, tar.indexOf('\0', at));
      if (name.isEmpty()) {
        break;
      }
      String mode = tar.substring(at + 104, at + 107);
      names.add(mode + " " + name.replaceFirst("^[.]/", ""));
      int size = Integer.parseInt(tar.substring(at + 124, at + 135).trim(), 8);
      at += 512 + (size + 511) / 512 * 512;
    }
    return names;
  }

  @Test
  void theTemplateNamesTheImageAndItsParameters() throws IOException {
    Call upload =
        google.calls("POST", "/upload/storage/v1/b/kalshi-work/o").stream()
            .filter(call -> "template/kalshi-market-data.json".equals(call.query().get("name")))
            .findFirst()
            .orElseThrow();
    JsonNode json =
        FakeGoogleCloud.JSON.readTree(
            upload.body().substring(upload.body().lastIndexOf("\n\n{") + 2));

    assertThat(
        json.path("image").asText(),
        is(
            "us-east4-docker.pkg.dev/demo-proj/kalshi-market-data/kalshi-market-data@sha256:"
                + "0".repeat(64)));
    assertThat(json.path("sdkInfo").path("language").asText(), is("JAVA"));
    assertThat(json.path("metadata").path("parameters").path(0).path("name").asText(), is("task"));
  }

  @Test
  void threeAlertsGoToTheAddressGiven() {
    List<String> channels = first.names("/notificationChannels/");
    assertThat(channels, hasSize(1));
    assertThat(
        first.resource(channels.get(0)).path("labels").path("email_address").asText(),
        is("someone@example.com"));

    List<String> policies = first.names("/alertPolicies/");
    assertThat(
        policies.stream().map(name -> first.resource(name).path("displayName").asText()).toList(),
        contains(
            "Kalshi market data: a job failed",
            "Kalshi market data: a launch failed",
            "Kalshi market data: no run ended"));
    for (String policy : policies) {
      assertThat(
          first.resource(policy).path("notificationChannels").path(0).asText(),
          is(channels.get(0)));
    }
    assertThat(
        first.resource(PROJECT + "/metrics/kalshi_market_data_runs").path("filter").asText(),
        is(
            "resource.type=\"dataflow_step\" AND (jsonPayload.message=~\"^RUN_SUMMARY slot=.*"
                + " job=kalshi-market-data verdict=\" OR"
                + " (jsonPayload.custom_data.job=\"kalshi-market-data\""
                + " AND jsonPayload.custom_data.verdict:*))"));
  }

  @Test
  void eachAlertWatchesItsMetricOrLog() {
    List<String> policies = first.names("/alertPolicies/");

    assertThat(
        first.resource(policies.get(0)).findPath("conditionMatchedLog").path("filter").asText(),
        containsString("log_id(\"dataflow.googleapis.com/job-message\") AND severity>=ERROR"));
    assertThat(
        first.resource(policies.get(1)).findPath("conditionMatchedLog").path("filter").asText(),
        containsString("resource.type=\"cloud_scheduler_job\""));
    assertThat(
        first.resource(policies.get(2)).findPath("query").asText(),
        is(
            "(sum(increase(logging_googleapis_com:user_kalshi_market_data_runs"
                + "{monitored_resource=\"dataflow_job\"}[150m])) or vector(0)) < 0.5"));
  }

  @Test
  void anotherAddressReplacesTheFirst() {
    List<String> channels = second.names("/notificationChannels/");

    assertThat(channels, hasSize(1));
    assertThat(
        second.resource(channels.get(0)).path("labels").path("email_address").asText(),
        is("another@example.com"));
  }

  @Test
  void aBucketOfAnotherProjectIsReported() {
    assertThat(foreign.status(), is(2));
    assertThat(
        foreign.err(),
        containsString(
            "deploy.sh: access to gs://kalshi-foreign is denied: if the bucket belongs to another"
                + " project, choose another name"));
  }

  @Test
  void eachProblemOfTheProjectIsOneSentence() {
    assertThat(unfit.status(), is(2));
    assertThat(
        unfit.err().lines().toList(),
        contains(
            startsWith("deploy.sh: billing is not enabled for demo-proj: run gcloud billing"),
            startsWith("deploy.sh: --region=us-east4: has no machines of the type e2-standard-2"),
            startsWith("deploy.sh: demo-proj has no network default with a subnetwork in us-east4"),
            startsWith("deploy.sh: your organization forbids public addresses")));
    assertThat(unfit.out(), is(""));
  }

  @Test
  void eachProblemOfWorkersWithoutPublicAddressesIsOneSentence() {
    assertThat(closed.status(), is(2));
    assertThat(
        closed.err().lines().toList(),
        contains(
            startsWith("deploy.sh: the subnetwork default has no Private Google Access, which"),
            startsWith("deploy.sh: the network default has no Cloud NAT in us-east4, through")));
  }

  @Test
  void whatNeedsADisabledServiceIsCheckedLater() {
    assertThat(unread.out() + unread.err(), unread.status(), is(0));
    assertThat(
        unread.err(),
        containsString("Not checked, because the services are not enabled yet: compute regions"));
  }

  @Test
  void aDryRunMakesNothing() {
    assertThat(rehearsed.err(), rehearsed.status(), is(0));
    assertThat(rehearsedState.resources().keySet(), is(empty()));
    assertThat(
        rehearsed.err(),
        containsString(
            "  a schedule          \"3 */2 * * *\" (UTC), each time one Dataflow job on one"
                + " e2-standard-2\n"));
  }

  @Test
  void aRestrictedBuildRegionIsExplained() {
    assertThat(restricted.status(), is(2));
    assertThat(
        restricted.err(),
        containsString(
            "Cloud Build does not let this project build in that region. Leave BUILD_REGION empty"));
  }

  @Test
  void aBuildIsRepeatedUntilTheGrantsAreEffective() {
    assertThat(google.calls("POST", BUILDS), hasSize(2));
  }

  @Test
  void deployingEndsWithARunThatTheScheduleLaunched() {
    assertThat(
        deployed.err(), containsString("Not launched yet (status code 7 of Cloud Scheduler)"));
    assertThat(
        deployed.err(),
        containsString(
            "Launched 2026-11-22_1: https://console.cloud.google.com/dataflow/jobs/us-east4/2026-11-22_1"));
    assertThat(deployed.err(), containsString("No runs in gs://kalshi-out/runs yet."));
  }

  @Test
  void aLaunchThatFailsAfterItWasAcceptedIsReported() {
    assertThat(failed.status(), is(2));
    assertThat(failed.err(), containsString("[ZONE_RESOURCE_POOL_EXHAUSTED]"));
    assertThat(failed.err(), containsString("the first run ended as FAILED: see"));
  }

  @Test
  void aLaunchWithoutPermissionIsReported() {
    assertThat(denied.status(), is(2));
    assertThat(denied.err(), containsString("PERMISSION_DENIED"));
    assertThat(
        denied.err(),
        containsString("everything is deployed, but the schedule could not launch the job: see"));
  }

  @Test
  void theWorkBucketNamesTheRegionOfTheSchedule() {
    assertThat(
        first.resource("b/kalshi-work").path("labels").path("kalshi-region").asText(),
        is("us-east4"));
  }

  @Test
  void theDeployedImageIsNeverCleanedUp() {
    String repository = REGION + "/repositories/kalshi-market-data";

    assertThat(
        first
            .resource(repository)
            .path("cleanupPolicies")
            .path("keep-deployed")
            .path("action")
            .asText(),
        is("Keep"));
    assertThat(
        first
            .resource(repository + "/packages/kalshi-market-data/tags/deployed")
            .path("version")
            .asText(),
        endsWith("/versions/sha256:" + "0".repeat(64)));
  }

  @Test
  void statusReportsThatThereAreNoRunsYet() {
    assertThat(noRuns.status(), is(0));
    assertThat(noRuns.err(), startsWith("No runs in gs://kalshi-out/runs yet."));
  }

  @Test
  void statusShowsARun() {
    assertThat(oneRun.err(), oneRun.status(), is(0));
    assertThat(
        oneRun.out().replaceAll(" +", " ").lines().toList(),
        hasItem(
            "2026-11-22T14:00:00Z failed 3 0 0 1"
                + " 20261122T140000Z-kalshi-market-data-20261122T140411Z"));
  }

  @Test
  void deployingAgainAddsNothing() {
    assertThat(second.resources().keySet(), is(first.resources().keySet()));
    assertThat(second.grants(), is(first.grants()));
    assertThat(second.objects(), is(first.objects()));
    assertThat(second.resource(JOB).path("httpTarget"), is(first.resource(JOB).path("httpTarget")));
    assertThat(first.names("/builds/"), hasSize(1));
    assertThat(second.names("/builds/"), hasSize(1));
  }

  @Test
  void anAdHocRunHasItsOwnNameListAndShare() {
    JsonNode launch = launched(0);
    String name = launch.path("jobName").asText();

    assertThat(name, startsWith("kalshi-market-data-20"));
    assertThat(
        launch.path("parameters").path("tickers").asText(),
        is("gs://kalshi-work/temp/tickers/" + name + ".txt"));
    assertThat(launch.path("parameters").path("slot").asText(), is("now"));
    assertThat(launch.path("parameters").path("budgetShare").asText(), is("0.1"));
    assertThat(launch.path("parameters").path("statuses").asText(), is("open,paused"));
    assertThat(launch.path("environment").path("maxWorkers").asInt(), is(1));
    assertThat(launch.path("environment").path("serviceAccountEmail").asText(), is(WORKER));
    assertThat(
        launch.path("environment").path("subnetwork").asText(),
        is("regions/us-east4/subnetworks/mine"));
    assertThat(
        launch.path("environment").path("ipConfiguration").asText(), is("WORKER_IP_PRIVATE"));
  }

  @Test
  void aRetryOfAPastSlotUsesTheRunsFailedListNow() {
    JsonNode parameters = launched(1).path("parameters");

    assertThat(parameters.path("tickers").asText(), is("gs://" + FAILED_LIST));
    assertThat(parameters.path("slot").asText(), is("now"));
  }

  @Test
  void teardownKeepsTheDataAndTheSecrets() {
    assertThat(after.grants(), is(empty()));
    assertThat(
        after.resources().keySet().stream().filter(name -> !name.contains("/builds/")).toList(),
        contains(
            "b/kalshi-out",
            PROJECT + "/secrets/prod-keyfile",
            PROJECT + "/secrets/prod-keyfile/versions/1",
            PROJECT + "/secrets/prod-keyid",
            PROJECT + "/secrets/prod-keyid/versions/1"));
    assertThat(after.objects(), hasItem(FAILED_LIST));
    assertThat(after.objects(), not(hasItem(startsWith("kalshi-work/"))));
  }
}
