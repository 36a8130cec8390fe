package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.api.client.json.GenericJson;
import com.google.api.client.json.gson.GsonFactory;
import com.google.api.services.dataflow.model.ParameterMetadata;
import com.google.api.services.dataflow.model.TemplateMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What the Flex Template asks of an operator, held against the flags. */
@Timeout(120)
class TemplateMetadataTest {

  private static final Path FILE = Path.of("..", "metadata.json");
  // Dataflow asks for these, for their defaults lie on the machine that launches.
  private static final Set<String> REQUIRED = Set.of("tickers", "output");
  private static final Set<String> TYPES =
      Set.of("TEXT", "NUMBER", "ENUM", "GCS_READ_FILE", "GCS_WRITE_FOLDER");

  static Map<String, String> defaultsOfFlags() {
    return Arrays.stream(KalshiMarketDataOptions.class.getDeclaredMethods())
        .filter(method -> method.getName().startsWith("get"))
        .collect(
            Collectors.toMap(
                method ->
                    method.getName().substring(3, 4).toLowerCase(Locale.ROOT)
                        + method.getName().substring(4),
                method -> {
                  Default.String value = method.getAnnotation(Default.String.class);
                  return value == null ? "" : value.value();
                }));
  }

  private static TemplateMetadata metadata() throws IOException {
    try (InputStream in = Files.newInputStream(FILE)) {
      return GsonFactory.getDefaultInstance().fromInputStream(in, TemplateMetadata.class);
    }
  }

  static Stream<ParameterMetadata> parameters() throws IOException {
    return metadata().getParameters().stream();
  }

  private static ParameterMetadata parameter(String name) throws IOException {
    return parameters().filter(known -> known.getName().equals(name)).findFirst().orElseThrow();
  }

  private static boolean accepts(ParameterMetadata parameter, String value) {
    return parameter.getRegexes().stream()
        .allMatch(regex -> Pattern.compile(regex).matcher(value).find());
  }

  @Test
  void itsParametersAreTheFlagsAndNoOthers() throws IOException {
    List<String> names = parameters().map(ParameterMetadata::getName).toList();

    assertThat(new TreeSet<>(names), is(new TreeSet<>(defaultsOfFlags().keySet())));
    assertThat(names.stream().distinct().toList(), is(names));
  }

  @Test
  void itHasNoFieldThatDataflowDoesNotKnow() throws IOException {
    assertThat(metadata().getUnknownKeys(), is(anEmptyMap()));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aParameterSaysAllThatAnOperatorIsShown(ParameterMetadata parameter) {
    assertThat(((GenericJson) parameter).getUnknownKeys(), is(anEmptyMap()));
    assertThat(parameter.getLabel(), is(not(nullValue())));
    assertThat(parameter.getHelpText(), is(not(nullValue())));
    assertThat(parameter.getGroupName(), is(not(nullValue())));
    assertThat(parameter.getRegexes(), is(not(nullValue())));
    assertThat(parameter.getParamType(), is(in(TYPES)));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aParameterIsOptionalUnlessDataflowNeedsIt(ParameterMetadata parameter) {
    assertThat(parameter.getIsOptional(), is(!REQUIRED.contains(parameter.getName())));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aParameterHasTheDefaultOfItsFlag(ParameterMetadata parameter) {
    String flags = defaultsOfFlags().getOrDefault(parameter.getName(), "");
    boolean none = flags.isEmpty() || REQUIRED.contains(parameter.getName());

    assertThat(parameter.getDefaultValue(), is(none ? null : flags));
    assertThat(none || accepts(parameter, flags), is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tickers | gs://bucket/tickers.txt",
        "tickers | gs://bucket/lists/*.txt",
        "output | gs://bucket",
        "output | gs://bucket/",
        "output | gs://my-bucket.example.com/a/b",
        "include | orderbooks",
        "include | ''",
        "statuses | open",
        "statuses | open,settled",
        "statuses | open, paused, closed",
        "statuses | ''",
        "combos | exclude",
        "combos | include",
        "interval | PT2H",
        "interval | PT15M",
        "interval | PT1H30M",
        "interval | P1D",
        "interval | PT7200S",
        "slot | now",
        "slot | 2026-11-22T14:00:00Z",
        "deadline | PT110M",
        "deadline | P1DT2H",
        "deadline | P2D",
        "kalshiUrl | https://external-api.kalshi.com/trade-api/v2",
        "kalshiUrl | https://api.example.com:8443/v2",
        "budgetShare | 0.9",
        "budgetShare | .05",
        "budgetShare | 1",
        "budgetShare | 1.0",
        "requestsPerSecond | 10",
        "requestsPerSecond | 0.5",
        "requestsPerSecond | 20.25",
        "maxFailedFraction | 0",
        "maxFailedFraction | 0.05",
        "maxFailedFraction | .5",
        "maxFailedFraction | 1",
        "kalshiKeyId | projects/kalshi-prod/secrets/prod-keyid/versions/latest",
        "kalshiPrivateKey | projects/123456789/secrets/prod_keyfile/versions/12",
      })
  void whatAFlagTakesIsAccepted(String name, String value) throws Exception {
    assertThat(accepts(parameter(name), value), is(true));
    assertThat(refusal(name, value), is(""));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "tickers | tickers.txt",
        "tickers | /data/tickers.txt",
        "tickers | gs://bucket",
        "tickers | s3://bucket/tickers.txt",
        "output | out",
        "output | gs://",
        "output | s3://bucket",
        "output | gs:/bucket",
        "include | trades",
        "include | orderbooks,trades",
        "statuses | active",
        "statuses | open;settled",
        "combos | yes",
        "interval | 2h",
        "interval | PT",
        "interval | P2D",
        "interval | 2 hours",
        "slot | yesterday",
        "slot | 2026-11-22",
        "slot | 2026-11-22T14:00Z",
        "slot | 2026-11-22T14:00:00+01:00",
        "deadline | 110",
        "deadline | PT",
        "deadline | -PT1H",
        "kalshiUrl | http://example.com/trade-api/v2",
        "kalshiUrl | example.com",
        "kalshiUrl | https://user:word@example.com/",
        "budgetShare | 0",
        "budgetShare | 1.1",
        "budgetShare | 90%",
        "requestsPerSecond | 0",
        "requestsPerSecond | 0.0",
        "requestsPerSecond | -5",
        "requestsPerSecond | ten",
        "maxFailedFraction | 2",
        "maxFailedFraction | -0.1",
        "maxFailedFraction | 5%",
        "kalshiKeyId | a952bcbe-ec3b-4b5b-b8f9-11dae589608c",
        "kalshiKeyId | env:KALSHI_KEY_ID",
        "kalshiKeyId | projects/p/secrets/s",
        "kalshiPrivateKey | file:key.pem",
        "kalshiPrivateKey | -----BEGIN PRIVATE KEY-----",
        "kalshiPrivateKey | projects/p/secrets/s/versions/newest",
      })
  void whatAFlagRefusesIsRefusedBeforeTheLaunch(String name, String value) throws Exception {
    assertThat(accepts(parameter(name), value), is(false));
  }

  @Test
  void everyRegexIsOnePosixKnows() throws IOException {
    // No \d, no look-ahead, no lazy quantifier: Dataflow matches as egrep does.
    Pattern javaOnly = Pattern.compile("\\\\[dDwWsSbB]|\\(\\?|[*+?}][?+]");

    parameters()
        .flatMap(parameter -> parameter.getRegexes().stream())
        .forEach(regex -> assertThat(regex, javaOnly.matcher(regex).find(), is(false)));
  }

  private static String refusal(String name, String value) throws Exception {
    String partner = name.equals("kalshiKeyId") ? "kalshiPrivateKey" : "kalshiKeyId";
    List<String> args = new ArrayList<>(List.of("--jobName=test", "--" + name + "=" + value));
    if (name.startsWith("kalshiK") || name.startsWith("kalshiP")) {
      args.add("--" + partner + "=projects/p/secrets/s/versions/1");
    }
    try {
      SettingsFromOptions.read(
          PipelineOptionsFactory.fromArgs(args.toArray(String[]::new))
              .as(KalshiMarketDataOptions.class),
          Instant.parse("2026-11-22T15:04:11Z"));
      return "";
    } catch (FlagException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void gcloudMakesATemplateOfIt(@TempDir Path config) throws Exception {
    assumeTrue(
        Stream.of(System.getenv("PATH").split(":", -1))
            .anyMatch(folder -> Files.isExecutable(Path.of(folder, "gcloud"))),
        "gcloud is not installed");
    Path spec = config.resolve("spec.json");
    ProcessBuilder gcloud =
        new ProcessBuilder(
            "gcloud",
            "dataflow",
            "flex-template",
            "build",
            "gs://b/t.json",
            "--image=r/x:1",
            "--sdk-language=JAVA",
            "--metadata-file=" + FILE.toAbsolutePath().normalize(),
            "--print-only");
    gcloud.environment().put("CLOUDSDK_CONFIG", config.toString());
    gcloud.environment().put("CLOUDSDK_CORE_PROJECT", "kalshi-prod");
    gcloud.environment().put("CLOUDSDK_CORE_DISABLE_PROMPTS", "1");
    gcloud.environment().put("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "true");
    gcloud.environment().put("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "true");
    gcloud.environment().put("CLOUDSDK_CORE_CHECK_GCE_METADATA", "false");
    gcloud.environment().put("NO_GCE_CHECK", "true");
    Process build =
        gcloud.redirectOutput(spec.toFile()).redirectError(config.resolve("err").toFile()).start();
    try {
      assertThat(build.waitFor(90, TimeUnit.SECONDS), is(true));
    } finally {
      build.destroyForcibly();
    }
    assertThat(Files.readString(config.resolve("err")), build.exitValue(), is(0));
    String printed = Files.readString(spec);
    for (String name : defaultsOfFlags().keySet()) {
      assertThat(
          printed.lines().map(String::strip).toList(), hasItem("\"name\": \"" + name + "\","));
    }
  }
}
