package dev.marketdata.kalshi.bench;

import org.apache.beam.runners.direct.DirectRunner;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.apache.beam.sdk.transforms.Impulse;

/** A minimal Beam pipeline: one element, and no transform that uses it. */
public final class EmptyPipeline {

  private EmptyPipeline() {}

  /** Runs the pipeline on the DirectRunner. */
  public static void main(String[] args) {
    PipelineOptions options = PipelineOptionsFactory.create();
    options.setRunner(DirectRunner.class);
    Pipeline pipeline = Pipeline.create(options);
    pipeline.apply(Impulse.create());
    pipeline.run().waitUntilFinish();
  }
}
