package dev.marketdata.kalshi;

import java.time.Duration;
import java.util.Set;
import org.apache.beam.fn.harness.FnHarness;
import org.apache.beam.model.pipeline.v1.Endpoints.ApiServiceDescriptor;
import org.apache.beam.model.pipeline.v1.RunnerApi;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineRunner;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.util.construction.PipelineTranslation;

/**
 * Runs a bounded job on Beam's SDK harness, the program of Dataflow's workers, in this JVM. All
 * elements, side inputs, counters and log records pass through the Fn API. Public, because Beam
 * creates it by the name in {@code --runner}.
 */
public final class HarnessRunner extends PipelineRunner<HarnessResult> {

  private static final Duration END = Duration.ofSeconds(30);

  private final PipelineOptions options;

  private HarnessRunner(PipelineOptions options) {
    this.options = options;
  }

  /** Called by Beam. */
  public static HarnessRunner fromOptions(PipelineOptions options) {
    return new HarnessRunner(options);
  }

  /** Runs the job until its end. Throws nothing if the job fails; the result does. */
  @Override
  public HarnessResult run(Pipeline pipeline) {
    RunnerApi.Pipeline job = PipelineTranslation.toProto(pipeline, false);
    return new HarnessJob(job, options, this::start).run();
  }

  private AutoCloseable start(
      String id, ApiServiceDescriptor control, ApiServiceDescriptor logging) {
    Thread thread =
        new Thread(
            () -> {
              try {
                FnHarness.main(id, options, Set.of(), logging, control, null);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            },
            "SDK harness");
    thread.setDaemon(true);
    thread.start();
    return () -> thread.join(END.toMillis());
  }
}
