package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@EnabledIf(value = "isInstalled", disabledReason = "shellcheck is not installed")
class ShellcheckTest {

  @TempDir private Path folder;

  static boolean isInstalled() {
    return Script.installed("shellcheck");
  }

  static List<Path> scripts() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("..", "cloud"))) {
      return Stream.concat(
              Stream.of(Path.of("..", "kalshi"), Path.of("..", ".ci", "run")),
              files.filter(file -> file.toString().endsWith(".sh")).sorted())
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("scripts")
  void reportsNothing(Path script) throws IOException {
    Script.Result result =
        Script.execute(
            folder,
            Map.of(),
            "",
            60,
            List.of("shellcheck", script.toAbsolutePath().normalize().toString()));

    assertThat(result.out(), is(""));
    assertThat(result.status(), is(0));
  }
}
