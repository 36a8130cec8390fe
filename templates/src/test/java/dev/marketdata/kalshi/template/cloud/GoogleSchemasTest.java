package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.dataflow.model.LaunchFlexTemplateRequest;
import com.google.monitoring.v3.AlertPolicy;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Parses what {@code deploy.sh} sends to Google with Google's own classes, which know all fields.
 */
@Timeout(120)
class GoogleSchemasTest {

  /** Reports a project with a network and no resource. */
  private static final String STUB =
      """
      #!/usr/bin/env bash
      case "$*" in
        "version "*) echo 2025.06.20 ;;
        "compute networks subnets "*) echo default,True ;;
        "compute "*) echo us-east4 ;;
        *" describe "*) echo NOT_FOUND >&2; exit 1 ;;
      esac
      """;

  @TempDir private static Path folder;

  /** The files that the commands of a dry run use, by name. */
  private static Map<String, String> files = Map.of();

  @BeforeAll
  static void showTheDeployment() throws IOException {
    Path path = Files.createDirectories(folder.resolve("bin"));
    for (String program : List.of("gcloud", "mvn", "sleep")) {
      Path stub = Files.writeString(path.resolve(program), STUB);
      assertThat(stub.toFile().setExecutable(true), is(true));
    }
    Path id = Files.writeString(folder.resolve("key-id"), "a-key-id");
    Path key =
        Files.writeString(
            folder.resolve("key"), "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n");
    Script script = new Script(folder, Map.of("PATH", path + ":" + System.getenv("PATH")));

    Script.Result result =
        script.run(
            "deploy.sh",
            "--dry-run",
            "--alert-email=a@example.com",
            "--key-id-file=" + id,
            "--private-key-file=" + key);

    assertThat(result.err(), result.status(), is(0));
    files = shownFiles(result.out());
  }

  /** Returns the files in the output: {@code # NAME:}, then lines after {@code #}, then none. */
  private static Map<String, String> shownFiles(String output) {
    Map<String, String> shown = new TreeMap<>();
    String name = "";
    for (String line : output.lines().toList()) {
      if (line.startsWith("#   ") && !name.isEmpty()) {
        shown.merge(name, line.substring(4) + "\n", String::concat);
      } else {
        name = line.matches("# [^ ]+[.]json:") ? line.substring(2, line.length() - 1) : "";
      }
    }
    return shown;
  }

  @Test
  void everyAlertPolicyHasOnlyFieldsOfCloudMonitoring() throws IOException {
    List<String> names = files.keySet().stream().filter(name -> name.startsWith("alert-")).toList();

    assertThat(names, is(not(empty())));
    for (String name : names) {
      AlertPolicy.Builder policy = AlertPolicy.newBuilder();
      JsonFormat.parser().merge(files.getOrDefault(name, ""), policy);

      assertThat(name, policy.getConditionsList(), is(not(empty())));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"launch.json", "launch-tables.json"})
  void aLaunchHasOnlyFieldsOfDataflow(String name) throws IOException {
    LaunchFlexTemplateRequest launch =
        GsonFactory.getDefaultInstance()
            .fromString(files.getOrDefault(name, ""), LaunchFlexTemplateRequest.class);

    assertThat(launch.getLaunchParameter().getContainerSpecGcsPath(), startsWith("gs://"));
    assertThatAllFieldsAreKnown(launch);
  }

  private static void assertThatAllFieldsAreKnown(Object value) {
    if (value instanceof GenericJson object) {
      assertThat(object.getClass().getName(), object.getUnknownKeys(), is(anEmptyMap()));
      object.values().forEach(GoogleSchemasTest::assertThatAllFieldsAreKnown);
    } else if (value instanceof Collection<?> list) {
      list.forEach(GoogleSchemasTest::assertThatAllFieldsAreKnown);
    }
  }
}
