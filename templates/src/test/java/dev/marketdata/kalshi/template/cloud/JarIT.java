package dev.marketdata.kalshi.template.cloud;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.is;

import dev.marketdata.kalshi.template.KalshiMarketDataTemplate;
import dev.marketdata.kalshi.template.KeepingStager;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.apache.beam.sdk.extensions.gcp.auth.NoopCredentialFactory;
import org.apache.beam.sdk.extensions.gcp.storage.NoopPathValidator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the packaged jar; the only test class it uses is a stager that uploads nothing. */
class JarIT {

  private static final Path TARGET = Path.of("target").toAbsolutePath();

  @TempDir private Path folder;

  /** Returns flags for a launch that writes the job to a file. */
  static List<String> flags(String job, String staged) {
    return List.of(
        "--runner=DataflowRunner",
        "--project=kalshi-prod",
        "--region=us-central1",
        "--jobName=kalshi-market-data",
        "--gcpTempLocation=gs://bucket/temp",
        "--templateLocation=" + job,
        "--filesToStage=" + staged,
        "--credentialFactoryClass=" + NoopCredentialFactory.class.getName(),
        "--pathValidatorClass=" + NoopPathValidator.class.getName(),
        "--stagerClass=" + KeepingStager.class.getName(),
        "--tickers=gs://bucket/tickers.txt",
        "--output=gs://output");
  }

  @Test
  void theJarHasNoSimulatorAndNoDemo() throws IOException {
    try (JarFile jar = new JarFile(TARGET.resolve("kalshi-market-data.jar").toFile())) {
      assertThat(
          jar.stream()
              .map(JarEntry::getName)
              .filter(name -> name.startsWith("dev/marketdata/kalshi/"))
              .filter(name -> name.matches(".*/kalshi/(bench|demo|simulator|storage)/.*"))
              .toList(),
          is(empty()));
    }
  }

  @Test
  void theJarCreatesTheJobFile() throws IOException {
    Path job = folder.resolve("job.json");
    Path staged = Files.createDirectory(folder.resolve("staged"));

    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                TARGET.resolve("kalshi-market-data.jar")
                    + File.pathSeparator
                    + TARGET.resolve("test-classes"),
                KalshiMarketDataTemplate.class.getName()));
    command.addAll(flags(job.toString(), staged.toString()));

    Script.Result result = Script.execute(folder, Map.of(), "", 120, command);

    assertThat(result.out() + result.err(), result.status(), is(0));
    assertThat(Files.readString(job), containsString("\"kalshi-market-data\""));
  }
}
