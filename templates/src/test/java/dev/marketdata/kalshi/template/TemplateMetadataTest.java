package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.anEmptyMap;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.in;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.matchesPattern;
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

/** Compares the parameters of the Flex Template with the flags. */
@Timeout(120)
class TemplateMetadataTest {

  private static final Path FILE = Path.of("..", "metadata.json");
  // On Dataflow, because the defaults are local files.
  private static final Set<String> WITHOUT_DEFAULT = Set.of("tickers", "output");
  private static final Set<String> TYPES =
      Set.of("TEXT", "NUMBER", "ENUM", "GCS_READ_FILE", "GCS_WRITE_FOLDER");

  static Map<String, String> defaultsOfFlags() {
    return Stream.of(KalshiMarketDataOptions.class, TemplateOptions.class)
        .flatMap(options -> Arrays.stream(options.getDeclaredMethods()))
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

  /** Returns whether all regexes match, of which Java's engine and Google's RE2 must agree. */
  private static boolean accepts(ParameterMetadata parameter, String value) {
    return parameter.getRegexes().stream()
        .allMatch(
            regex -> {
              boolean found = Pattern.compile(regex).matcher(value).find();
              assertThat(
                  regex, com.google.re2j.Pattern.compile(regex).matcher(value).find(), is(found));
              return found;
            });
  }

  @Test
  void theParametersAreTheFlags() throws IOException {
    List<String> names = parameters().map(ParameterMetadata::getName).toList();

    assertThat(new TreeSet<>(names), is(new TreeSet<>(defaultsOfFlags().keySet())));
    assertThat(names.stream().distinct().toList(), is(names));
  }

  @Test
  void allFieldsAreKnownToDataflow() throws IOException {
    assertThat(metadata().getUnknownKeys(), is(anEmptyMap()));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aParameterHasALabelHelpGroupAndRegex(ParameterMetadata parameter) {
    assertThat(((GenericJson) parameter).getUnknownKeys(), is(anEmptyMap()));
    assertThat(parameter.getLabel(), is(not(nullValue())));
    assertThat(parameter.getHelpText(), is(not(nullValue())));
    assertThat(parameter.getGroupName(), is(not(nullValue())));
    assertThat(parameter.getRegexes(), is(not(nullValue())));
    assertThat(parameter.getParamType(), is(in(TYPES)));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void onlyTheOutputIsRequiredByEveryTask(ParameterMetadata parameter) {
    assertThat(parameter.getIsOptional(), is(!parameter.getName().equals("output")));
  }

  @ParameterizedTest
  @MethodSource("parameters")
  void aParameterHasTheDefaultOfItsFlag(ParameterMetadata parameter) {
    String flags = defaultsOfFlags().getOrDefault(parameter.getName(), "");
    boolean none = flags.isEmpty() || WITHOUT_DEFAULT.contains(parameter.getName());

    assertThat(parameter.getDefaultValue(), is(none ? null : flags));
    assertThat(none || accepts(parameter, flags), is(true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "task | collect | accepted",
        "task | tables | accepted",
        "task | table | refused",
        "task | to collect | refused",
        "task | '' | refused",
        "tickers | gs://bucket/tickers.txt | accepted",
        "tickers | gs://bucket/lists/*.txt | accepted",
        "tickers | gs://a_bucket/tickers.txt | accepted",
        "tickers | gs://0bucket9/t | accepted",
        "output | gs://bucket | accepted",
        "output | gs://bucket/ | accepted",
        "output | gs://my-bucket.example.com/a/b | accepted",
        "output | gs://a_bucket/a_folder | accepted",
        "output | gs://abc | accepted",
        "include | orderbooks | accepted",
        "include | trades,orderbooks | accepted",
        "include | '' | accepted",
        "statuses | open | accepted",
        "statuses | unopened | accepted",
        "statuses | paused | accepted",
        "statuses | closed | accepted",
        "statuses | settled | accepted",
        "statuses | open,settled | accepted",
        "statuses | open, paused, closed | accepted",
        "statuses | '' | accepted",
        "combos | exclude | accepted",
        "combos | include | accepted",
        "interval | PT2H | accepted",
        "interval | PT15M | accepted",
        "interval | PT1H30M | accepted",
        "interval | P1D | accepted",
        "interval | PT7200S | accepted",
        "interval | PT59M60S | accepted",
        "slot | now | accepted",
        "slot | 2026-11-22T14:00:00Z | accepted",
        "deadline | PT110M | accepted",
        "deadline | P1DT2H | accepted",
        "deadline | P2D | accepted",
        "deadline | PT1H2M3S | accepted",
        "kalshiUrl | https://external-api.kalshi.com/trade-api/v2 | accepted",
        "kalshiUrl | https://api.example.com:8443/v2 | accepted",
        "kalshiUrl | https://api.example.com | accepted",
        "budgetShare | 0.9 | accepted",
        "budgetShare | .05 | accepted",
        "budgetShare | 0.10 | accepted",
        "budgetShare | 1 | accepted",
        "budgetShare | 1.0 | accepted",
        "budgetShare | 1.00 | accepted",
        "requestsPerSecond | 10 | accepted",
        "requestsPerSecond | 0.5 | accepted",
        "requestsPerSecond | 20.25 | accepted",
        "requestsPerSecond | 0.01 | accepted",
        "requestsPerSecond | .5 | accepted",
        "requestsPerSecond | 100 | accepted",
        "maxFailedFraction | 0 | accepted",
        "maxFailedFraction | 0.0 | accepted",
        "maxFailedFraction | 0.05 | accepted",
        "maxFailedFraction | .5 | accepted",
        "maxFailedFraction | 1 | accepted",
        "maxFailedFraction | 1.0 | accepted",
        "kalshiKeyId | projects/kalshi-prod/secrets/prod-keyid/versions/latest | accepted",
        "kalshiKeyId | projects/example.com:kalshi/secrets/K_1/versions/1 | accepted",
        "kalshiPrivateKey | projects/123456789/secrets/prod_keyfile/versions/12 | accepted",
        "kalshiPrivateKey | projects/p/secrets/s/versions/1234567890 | accepted",
        "notify | projects/kalshi-prod/secrets/webhook/versions/latest | accepted",
        "ping | projects/kalshi-prod/secrets/monitor/versions/7 | accepted",
        "notify | https://hooks.slack.com/services/T0/B0/x | refused",
        "notify | env:HOOK | refused",
        "ping | file:ping.txt | refused",
        "ping | xprojects/p/secrets/s/versions/1 | refused",
        "ping | projects/p/secrets/s/versions/1x | refused",
        "tickers | tickers.txt | refused",
        "tickers | /data/tickers.txt | refused",
        "tickers | s3://bucket/tickers.txt | refused",
        "tickers | xgs://bucket/tickers.txt | refused",
        "tickers | gs://Bucket/tickers.txt | refused",
        "tickers | gs://bucket-/tickers.txt | refused",
        "tickers | gs://_bucket/tickers.txt | refused",
        "tickers | gs://ab/tickers.txt | refused",
        "tickers | gs://bucket | refused",
        "tickers | gs://bucket/ | refused",
        "output | out | refused",
        "output | . | refused",
        "output | gs:// | refused",
        "output | gs://ab | refused",
        "output | gs://bucket- | refused",
        "output | gs://_bucket/a | refused",
        "output | gs://BUCKET | refused",
        "output | s3://bucket | refused",
        "output | gs:/bucket | refused",
        "output | xgs://bucket | refused",
        "include | trade | refused",
        "include | orderbooks;trades | refused",
        "include | orderbook | refused",
        "statuses | active | refused",
        "statuses | open;settled | refused",
        "statuses | open settled | refused",
        "statuses | reopened | refused",
        "statuses | opened | refused",
        "combos | yes | refused",
        "combos | '' | refused",
        "combos | excluded | refused",
        "combos | to include | refused",
        "interval | 2h | refused",
        "interval | PT | refused",
        "interval | P | refused",
        "interval | P2D | refused",
        "interval | P11D | refused",
        "interval | 2 hours | refused",
        "interval | xPT2H | refused",
        "interval | PT2Hx | refused",
        "slot | yesterday | refused",
        "slot | nowadays | refused",
        "slot | not now | refused",
        "slot | 2026-11-22 | refused",
        "slot | 2026-11-22T14:00Z | refused",
        "slot | 2026-11-22T14:00:00 | refused",
        "slot | 2026-11-22T14:00:00+1:00 | refused",
        "slot | 2026-11-22T14:00:00.5Z | refused",
        "slot | 2026-11-22T14:00:00Zx | refused",
        "slot | x2026-11-22T14:00:00Z | refused",
        "slot | 20260-11-22T14:00:00Z | refused",
        "deadline | 110 | refused",
        "deadline | PT | refused",
        "deadline | P | refused",
        "deadline | -PT1H | refused",
        "deadline | PT1Hx | refused",
        "deadline | xPT1H | refused",
        "deadline | P1DT | refused",
        "kalshiUrl | http://example.com/trade-api/v2 | refused",
        "kalshiUrl | example.com | refused",
        "kalshiUrl | https:// | refused",
        "kalshiUrl | https://user:word@example.com/ | refused",
        "kalshiUrl | https://example.com/v2?a=b | refused",
        "kalshiUrl | https://example.com/v2#a | refused",
        "kalshiUrl | https://exam ple.com | refused",
        "kalshiUrl | xhttps://example.com | refused",
        "budgetShare | 0 | refused",
        "budgetShare | 0.0 | refused",
        "budgetShare | .0 | refused",
        "budgetShare | 1.1 | refused",
        "budgetShare | 1.01 | refused",
        "budgetShare | 10 | refused",
        "budgetShare | 2 | refused",
        "budgetShare | -0.5 | refused",
        "budgetShare | 90% | refused",
        "budgetShare | 0.5x | refused",
        "budgetShare | x.5 | refused",
        "requestsPerSecond | 0 | refused",
        "requestsPerSecond | 0.0 | refused",
        "requestsPerSecond | 00 | refused",
        "requestsPerSecond | -5 | refused",
        "requestsPerSecond | ten | refused",
        "requestsPerSecond | 5/s | refused",
        "requestsPerSecond | 1.5.5 | refused",
        "maxFailedFraction | 2 | refused",
        "maxFailedFraction | 1.5 | refused",
        "maxFailedFraction | 1.01 | refused",
        "maxFailedFraction | 10 | refused",
        "maxFailedFraction | -0.1 | refused",
        "maxFailedFraction | 5% | refused",
        "maxFailedFraction | x0.5 | refused",
        "maxFailedFraction | . | refused",
        "kalshiKeyId | a952bcbe-ec3b-4b5b-b8f9-11dae589608c | refused",
        "kalshiKeyId | env:KALSHI_KEY_ID | refused",
        "kalshiKeyId | file:key-id.txt | refused",
        "kalshiKeyId | projects/p/secrets/s | refused",
        "kalshiKeyId | projects/p/secrets/s/versions/0 | refused",
        "kalshiKeyId | projects/p/secrets/s/versions/ | refused",
        "kalshiKeyId | projects//secrets/s/versions/1 | refused",
        "kalshiKeyId | projects/p/secrets//versions/1 | refused",
        "kalshiKeyId | xprojects/p/secrets/s/versions/1 | refused",
        "kalshiKeyId | projects/p/secrets/s/versions/latest2 | refused",
        "kalshiPrivateKey | file:key.pem | refused",
        "kalshiPrivateKey | -----BEGIN PRIVATE KEY----- | refused",
        "kalshiPrivateKey | projects/p/secrets/s/versions/newest | refused",
        "kalshiPrivateKey | projects/p/secrets/s/versions/01 | refused",
        "kalshiPrivateKey | projects/p/secrets/s.t/versions/1 | refused",
        "kalshiPrivateKey | projects/p/secrets/s/versions/12345678901 | refused",
        "kalshiPrivateKey | projects/p/secrets/s/versions/1/x | refused",
        "kalshiPrivateKey | xprojects/p/secrets/s/versions/1 | refused",
      })
  void theRegexAcceptsTheSameValuesAsTheFlag(String name, String value, String verdict)
      throws Exception {
    boolean accepted = verdict.equals("accepted");

    assertThat(accepts(parameter(name), value), is(accepted));
    assertThat(refusal(name, value), accepted ? is("") : containsString("--" + name));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "output | gs://192.168.1.1",
        "output | gs://my..x",
        "output | gs://my-output/a//b",
        "output | gs://my-output/../x",
        "output | gs://my-output/*",
        "interval | PT7H",
        "interval | PT0S",
        "slot | 2026-02-30T14:00:00Z",
        "slot | 0999-11-22T14:00:00Z",
        "deadline | PT0S",
        "kalshiUrl | https://127.0.0.1/trade-api/v2",
      })
  void valuesThatNoRegexCanCheckAreCheckedByTheFlag(String name, String value) throws Exception {
    assertThat(accepts(parameter(name), value), is(true));
    assertThat(refusal(name, value), containsString("--" + name + "="));
  }

  @Test
  void everyRegexIsAPosixRegex() throws IOException {
    // No \d, no look-ahead, no lazy quantifier: Dataflow uses POSIX syntax, like egrep.
    Pattern javaOnly = Pattern.compile(".*(\\\\[dDwWsSbB]|\\(\\?|[*+?}][?+]).*");

    List<String> regexes =
        parameters().flatMap(parameter -> parameter.getRegexes().stream()).toList();

    assertThat(regexes, is(not(empty())));
    assertThat(regexes, everyItem(not(matchesPattern(javaOnly))));
  }

  /**
   * Returns the message with which a launch on Dataflow refuses the flag; empty if it accepts it.
   */
  private static String refusal(String name, String value) throws Exception {
    String partner = name.equals("kalshiKeyId") ? "kalshiPrivateKey" : "kalshiKeyId";
    List<String> flags = TestFlags.dataflow(FILE, "--" + name + "=" + value);
    if (name.equals("kalshiKeyId") || name.equals("kalshiPrivateKey")) {
      flags.add("--" + partner + "=projects/p/secrets/s/versions/1");
    }
    try {
      TemplateOptions options =
          PipelineOptionsFactory.fromArgs(flags.toArray(String[]::new)).as(TemplateOptions.class);
      SettingsFromOptions.isTables(options);
      SettingsFromOptions.read(options, Instant.parse("2026-11-22T15:04:11Z"));
      return "";
    } catch (FlagException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void gcloudAcceptsTheMetadata(@TempDir Path config) throws Exception {
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
