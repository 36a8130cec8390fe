package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.datasets.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Description;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that the flag, the template and the docs name every optional dataset. */
class DatasetsAreOfferedTest {

  static Stream<MarketDataset> optionalDatasets() {
    return Datasets.optional().stream();
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void theFlagAcceptsIt(MarketDataset dataset) throws Exception {
    RunSettings settings =
        SettingsFromOptions.read(
            PipelineOptionsFactory.fromArgs(
                    "--jobName=test", "--include=" + dataset.name() + "," + dataset.name())
                .as(KalshiMarketDataOptions.class),
            Instant.parse("2026-11-22T14:04:11Z"));

    assertThat(settings.rules().include(), hasItem(dataset));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void theHelpOfTheFlagNamesIt(MarketDataset dataset) throws Exception {
    assertThat(
        KalshiMarketDataOptions.class
            .getMethod("getInclude")
            .getAnnotation(Description.class)
            .value(),
        containsString(dataset.name()));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void theTemplateNamesIt(MarketDataset dataset) throws Exception {
    assertThat(include().get("helpText").asText(), containsString(dataset.name()));
  }

  @Test
  void theTemplateAcceptsExactlyTheListsOfDatasets() throws Exception {
    String names =
        Datasets.optional().stream()
            .map(MarketDataset::name)
            .collect(Collectors.joining("|", "(", ")"));

    assertThat(include().get("regexes").get(0).asText(), is("^(" + names + "(," + names + ")*)?$"));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void theDocsOfTheFlagNameIt(MarketDataset dataset) throws Exception {
    String row =
        page("operations.md").stream()
            .filter(line -> line.startsWith("| `--include`"))
            .findFirst()
            .orElse("");

    assertThat(row, containsString("`" + dataset.name() + "`"));
  }

  @ParameterizedTest
  @MethodSource("optionalDatasets")
  void theDocsShowWhereItsShardsAre(MarketDataset dataset) throws Exception {
    assertThat(
        String.join("\n", page("data.md")),
        containsString(" " + dataset.name() + "/ticker=<TICKER>/date=<yyyy-MM-dd>/"));
  }

  private static List<String> page(String name) throws IOException {
    return Files.readAllLines(Path.of("..", "docs", name));
  }

  private static JsonNode include() throws IOException {
    for (JsonNode parameter :
        new ObjectMapper().readTree(Path.of("..", "metadata.json").toFile()).get("parameters")) {
      if (parameter.get("name").asText().equals("include")) {
        return parameter;
      }
    }
    throw new IOException("metadata.json has no parameter include");
  }
}
