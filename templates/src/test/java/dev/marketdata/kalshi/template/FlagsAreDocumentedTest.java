package dev.marketdata.kalshi.template;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.not;

import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.options.Default;
import org.apache.beam.sdk.options.Description;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FlagsAreDocumentedTest {

  private static final Path PAGE = Path.of("..", "docs", "operations.md");
  private static final Pattern FLAG = Pattern.compile("`--([A-Za-z]+)`");

  static Stream<Method> getters() {
    return Stream.of(
            KalshiMarketDataOptions.class,
            CoverageOptions.class,
            ReportOptions.class,
            TemplateOptions.class)
        .flatMap(options -> Arrays.stream(options.getDeclaredMethods()))
        .filter(method -> method.getName().startsWith("get"));
  }

  static Stream<Method> gettersWithDefault() {
    return getters()
        .filter(
            getter -> {
              Default.String value = getter.getAnnotation(Default.String.class);
              return value != null && !value.value().isEmpty();
            });
  }

  private static String flag(Method getter) {
    String name = getter.getName().substring("get".length());
    return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
  }

  private static List<String> tableRows() throws IOException {
    return Files.readAllLines(PAGE).stream().filter(line -> line.startsWith("| `--")).toList();
  }

  @ParameterizedTest
  @MethodSource("getters")
  void theDocsHaveARowForEveryFlag(Method getter) throws IOException {
    List<String> flags = new ArrayList<>();
    for (String row : tableRows()) {
      Matcher matcher = FLAG.matcher(row.substring(0, row.indexOf('|', 1)));
      while (matcher.find()) {
        flags.add(matcher.group(1));
      }
    }

    assertThat(flags, hasItem(flag(getter)));
  }

  @ParameterizedTest
  @MethodSource("gettersWithDefault")
  void theDocsNameTheDefaultOfEveryFlag(Method getter) throws IOException {
    String value = getter.getAnnotation(Default.String.class).value();
    String row =
        tableRows().stream()
            .filter(line -> line.contains("`--" + flag(getter) + "`"))
            .findFirst()
            .orElse("");

    assertThat(row, containsString("`" + value + "`"));
  }

  @ParameterizedTest
  @MethodSource("getters")
  void everyFlagHasADescription(Method getter) {
    assertThat(getter.getAnnotation(Description.class).value(), is(not("")));
  }

  @Test
  void everyDocumentedFlagExists() throws IOException {
    List<String> known = new ArrayList<>(getters().map(FlagsAreDocumentedTest::flag).toList());
    // These two are Beam's own.
    known.add("jobName");
    known.add("gcsEndpoint");
    for (String row : tableRows()) {
      Matcher matcher = FLAG.matcher(row.substring(0, row.indexOf('|', 1)));
      while (matcher.find()) {
        assertThat(known, hasItem(matcher.group(1)));
      }
    }
  }
}
