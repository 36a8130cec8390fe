package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the commands and the units of {@code cloud/small-machine.md} with the tools' own checks.
 */
class SmallMachineTest {

  private static final Path DOCUMENT = Path.of("..", "cloud", "small-machine.md");
  private static final Path UNITS = Path.of("..", "cloud", "small-machine");

  @TempDir private Path folder;

  static boolean hasGcloud() {
    return Script.installed("gcloud");
  }

  static boolean hasSystemd() {
    return Script.installed("systemd-analyze");
  }

  private static List<String> gcloudCommands() throws IOException {
    return Files.readAllLines(DOCUMENT).stream()
        .filter(line -> line.matches(" {4,}gcloud .*"))
        .flatMap(line -> Stream.of(line.strip().split(" && ")))
        .distinct()
        .toList();
  }

  @Test
  @EnabledIf(value = "hasGcloud", disabledReason = "gcloud is not installed")
  void gcloudKnowsTheCommandsOfTheDocument() throws IOException {
    Script.Result check =
        Script.execute(
            folder,
            Map.of(
                "CLOUDSDK_CONFIG", folder.resolve("gcloud").toString(),
                "CLOUDSDK_CORE_DISABLE_PROMPTS", "1",
                "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true",
                "CLOUDSDK_CORE_CHECK_GCE_METADATA", "false",
                "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true"),
            "",
            120,
            List.of(
                "gcloud",
                "meta",
                "lint-gcloud-commands",
                "--commands-file="
                    + Files.writeString(
                        folder.resolve("commands.json"),
                        new ObjectMapper()
                            .writeValueAsString(
                                gcloudCommands().stream()
                                    .map(command -> Map.of("command_string", command))
                                    .toList()))));

    List<String> wrong = new ArrayList<>();
    JsonNode results = new ObjectMapper().readTree(check.out());
    for (JsonNode result : results) {
      if (!result.path("success").asBoolean()) {
        wrong.add(result.path("command_string").asText() + ": " + result.path("error_message"));
      }
    }
    assertThat(wrong, hasSize(0));
    assertThat(check.err(), results.size(), is(gcloudCommands().size()));
    assertThat(results.size(), is(greaterThan(10)));
  }

  @Test
  @EnabledIf(value = "hasSystemd", disabledReason = "systemd-analyze is not installed")
  void systemdAcceptsTheUnits() throws IOException {
    Files.writeString(
        folder.resolve("kalshi.service"),
        // The program is not installed here.
        Files.readString(UNITS.resolve("kalshi.service")).replace("/opt/kalshi/kalshi", "/bin/sh"));
    Files.copy(UNITS.resolve("kalshi.timer"), folder.resolve("kalshi.timer"));

    Script.Result check =
        Script.execute(
            folder,
            Map.of(),
            "",
            60,
            List.of("systemd-analyze", "verify", "--man=no", "./kalshi.service", "./kalshi.timer"));

    assertThat(check.err(), check.status(), is(0));
    assertThat(check.err(), is(""));
  }

  @Test
  @EnabledIf(value = "hasSystemd", disabledReason = "systemd-analyze is not installed")
  void theTimerStartsARunThreeMinutesAfterEachSlot() throws IOException {
    String schedule =
        Files.readAllLines(UNITS.resolve("kalshi.timer")).stream()
            .filter(line -> line.startsWith("OnCalendar="))
            .map(line -> line.substring(line.indexOf('=') + 1))
            .findFirst()
            .orElseThrow();

    Script.Result calendar =
        Script.execute(
            folder,
            Map.of("TZ", "UTC", "LC_ALL", "C"),
            "",
            60,
            List.of("systemd-analyze", "calendar", "--iterations=12", schedule));

    List<String> times =
        Pattern.compile("(?m)^ *(?:Next elapse|Iter[.] #[0-9]+): .* ([0-9:]+) UTC$")
            .matcher(calendar.out())
            .results()
            .map((MatchResult time) -> time.group(1))
            .distinct()
            .toList();
    assertThat(calendar.out(), times, hasSize(12));
    assertThat(times, everyItem(matchesPattern("[012][02468]:03:00")));
  }

  @Test
  void bothDocumentsStartARunAtTheSameTimes() throws IOException {
    assertThat(timesOfCron(DOCUMENT), hasSize(2));
    assertThat(timesOfCron(Path.of("..", "README.md")), is(timesOfCron(DOCUMENT)));
  }

  private static Set<String> timesOfCron(Path document) throws IOException {
    return Pattern.compile("[0-9]+ [-*/0-9]+ [*] [*] [*]")
        .matcher(Files.readString(document))
        .results()
        .map(MatchResult::group)
        .collect(Collectors.toSet());
  }

  @Test
  void theFlagsOfTheMachineMayHaveCommas() throws IOException {
    assertThat(
        gcloudCommands().stream().filter(command -> command.contains("kalshi-flags=")).toList(),
        everyItem(containsString("--metadata='^~^kalshi-flags=")));
  }

  @Test
  void theDocumentNamesTheFilesThatAreThere() throws IOException {
    for (String file : List.of("startup.sh", "kalshi.service", "kalshi.timer")) {
      assertThat(Files.readString(DOCUMENT), containsString("(small-machine/" + file + ")"));
      assertThat(Files.exists(UNITS.resolve(file)), is(true));
    }
  }
}
