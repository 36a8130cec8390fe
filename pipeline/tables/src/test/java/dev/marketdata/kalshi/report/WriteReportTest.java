package dev.marketdata.kalshi.report;

import static org.hamcrest.MatcherAssert.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.is;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult.State;
import org.apache.beam.sdk.coders.VoidCoder;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Create;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WriteReportTest {

  @TempDir Path folder;

  private State run() throws IOException {
    StoredOutput output = new StoredOutput(folder);
    output
        .run("2026-11-23T12:00:00Z")
        .market("KXA-1-T1", "Will it rain?", "0.1", "0.3", "1.00")
        .finish();
    Pipeline pipeline =
        Pipeline.create(PipelineOptionsFactory.fromArgs("--targetParallelism=1").create());
    WriteReport.addTo(pipeline, output.settings(), pipeline.apply(Create.empty(VoidCoder.of())));
    return pipeline.run().waitUntilFinish();
  }

  @Test
  void theStepWritesThePageWhenTheOthersAreComplete() throws IOException {
    State unused = run();

    assertThat(
        Files.readString(folder.resolve("report/index.html")),
        containsString("Kalshi market data"));
  }

  @Test
  void aPageThatCannotBeWrittenFailsNothing() throws IOException {
    Files.writeString(folder.resolve("report"), "a file in the way");

    assertThat(run(), is(State.DONE));
  }
}
