package dev.marketdata.kalshi;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;

import dev.marketdata.kalshi.api.PageSlicerFuzz;
import dev.marketdata.kalshi.auth.PrivateKeyPemFuzz;
import dev.marketdata.kalshi.client.ErrorBodyFuzz;
import dev.marketdata.kalshi.tickers.TickerListFuzz;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Runs each fuzz target with the inputs of its folder: seeds, and inputs that once failed. {@code
 * mvn -ntp -Pfuzz verify} runs the fuzzer, ten minutes per target unless {@code -Dfuzz.seconds} is
 * set; add inputs that fail to the target's folder.
 */
class FuzzTargetsTest {

  private static final Path INPUTS = Path.of("src", "test", "resources", "fuzz");

  /** Checks any bytes; an exception means that the check failed. */
  interface Target {
    void take(byte[] input) throws IOException;
  }

  static Stream<Arguments> inputs() throws IOException {
    return Stream.of(
            of("PageSlicer", PageSlicerFuzz::fuzzerTestOneInput),
            of("ErrorBody", ErrorBodyFuzz::fuzzerTestOneInput),
            of("PrivateKeyPem", PrivateKeyPemFuzz::fuzzerTestOneInput),
            of("TickerList", TickerListFuzz::fuzzerTestOneInput))
        .flatMap(inputs -> inputs);
  }

  private static Stream<Arguments> of(String folder, Target target) throws IOException {
    try (Stream<Path> files = Files.list(INPUTS.resolve(folder))) {
      return files.sorted().map(file -> Arguments.of(file, target)).toList().stream();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("inputs")
  void theLawsHold(Path file, Target target) {
    assertDoesNotThrow(() -> target.take(Files.readAllBytes(file)));
  }
}
