package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Checks the Dockerfile against the main class and the jar. */
class DockerfileTest {

  private static final Path ROOT = Path.of("..");
  private static final Pattern VARIABLE = Pattern.compile("(FLEX_TEMPLATE_JAVA_[A-Z_]+)=(\\S+)");

  private static List<String> lines(String file) throws IOException {
    return Files.readAllLines(ROOT.resolve(file)).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .toList();
  }

  private static List<String> instructions(String name) throws IOException {
    return lines("Dockerfile").stream().filter(line -> line.startsWith(name + " ")).toList();
  }

  @Test
  void theLauncherImageHasADatedTag() throws IOException {
    assertThat(instructions("ARG").get(0), matchesPattern("ARG LAUNCHER=20[0-9]{6}_RC[0-9]{2}"));
    assertThat(
        instructions("FROM"),
        contains("FROM gcr.io/dataflow-templates-base/java17-template-launcher-base:${LAUNCHER}"));
  }

  @Test
  void theImageSetsTheJarsAndTheMainClass() throws IOException {
    Map<String, String> variables =
        VARIABLE
            .matcher(Files.readString(ROOT.resolve("Dockerfile")))
            .results()
            .collect(
                Collectors.toMap((MatchResult found) -> found.group(1), found -> found.group(2)));

    assertThat(
        variables,
        is(
            Map.of(
                "FLEX_TEMPLATE_JAVA_MAIN_CLASS",
                KalshiMarketDataTemplate.class.getName(),
                "FLEX_TEMPLATE_JAVA_CLASSPATH",
                "/template/kalshi-market-data.jar:/template/kalshi-market-data-tables.jar",
                "FLEX_TEMPLATE_JAVA_OPTIONS",
                "-XX:-UseBASE64Intrinsics")));
  }

  @Test
  void onlyTheJarsAreCopied() throws IOException {
    assertThat(
        instructions("COPY"),
        contains(
            "COPY templates/target/kalshi-market-data.jar /template/kalshi-market-data.jar",
            "COPY pipeline/tables/target/kalshi-market-data-tables-bundled.jar"
                + " /template/kalshi-market-data-tables.jar"));
    assertThat(
        lines(".dockerignore"),
        contains(
            "*",
            "!templates/target/kalshi-market-data.jar",
            "!pipeline/tables/target/kalshi-market-data-tables-bundled.jar"));
  }
}
