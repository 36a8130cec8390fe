package dev.marketdata.kalshi;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.is;
import static org.hamcrest.Matchers.nullValue;

import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.simulator.ExpectedMarkets;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the job of Dataflow's runner, with the bundled jar, in a JVM with the class path of a
 * worker's container.
 */
@Timeout(120)
class WorkerClassPathTest {

  private static final Path CONTAINER = Path.of("target", "container").toAbsolutePath();
  private static final Path JAR =
      Path.of("..", "target", "kalshi-market-data.jar").toAbsolutePath().normalize();

  private final ExpectedMarkets expected =
      ExpectedMarkets.ofEveryKind(new ManualClock(TestRun.SLOT.time()));
  private final SimulatorKeys keys = SimulatorKeys.rsa();
  private final KalshiSimulator kalshi =
      KalshiSimulator.serving(expected.exchange()).accept(keys).requireAuth().start();
  private final StorageServer storage = StorageServer.start().bucket("kalshi-in");

  @TempDir private Path folder;

  @AfterEach
  void close() {
    kalshi.close();
    storage.close();
  }

  @Test
  void theBundledJarCollectsEverything() throws IOException {
    storage.put("kalshi-in", "tickers.txt", String.join("\n", expected.selectors()));
    TestRun run = new TestRun(kalshi, folder).signedBy(keys).into(storage);
    RunSettings settings =
        run.settings(
            new TickerFiles("gs://kalshi-in/tickers.txt", GcsEndpoint.of(storage.endpoint())));
    DataflowJob job = DataflowJob.of(settings, folder);

    HarnessResult result =
        new HarnessJob(
                job.graph(),
                PipelineOptionsFactory.create(),
                new HarnessJvm(CONTAINER, JAR, job.options(), folder))
            .run();

    String output = Files.readString(folder.resolve("output.txt"));
    System.out.println(output);
    result
        .logEntries()
        .forEach(
            e ->
                System.out.println(
                    e.getSeverity()
                        + " "
                        + e.getLogLocation()
                        + " "
                        + e.getMessage()
                        + " "
                        + e.getTrace()));
    assertThat(output, result.failure(), is(nullValue()));
    TestRun.Left left = run.read(settings, null);
    new RunCheck(expected, run.files("")).check(run.files(""), left.folder());
  }
}
