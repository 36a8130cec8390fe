package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.auth.SecretSource;
import org.apache.beam.runners.dataflow.DataflowRunner;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions.AutoscalingAlgorithmType;
import org.apache.beam.sdk.options.PipelineOptions;

/**
 * What holds on Dataflow beyond the flags' own rules: workers are fixed in number, since each holds
 * its part of the budget, and have neither the files nor the variables of the machine that
 * launches.
 */
final class DataflowRules {

  private static final String BUCKET = "gs://";

  private DataflowRules() {}

  static boolean applyTo(PipelineOptions options) {
    return DataflowRunner.class.isAssignableFrom(options.getRunner());
  }

  /** Has the job run on one worker, or on as many as the operator says, and on no other number. */
  static void fixWorkers(PipelineOptions options) {
    int workers = workers(options);
    DataflowPipelineWorkerPoolOptions pool = options.as(DataflowPipelineWorkerPoolOptions.class);
    if (pool.getNumWorkers() == 0) {
      pool.setNumWorkers(workers);
    }
    if (pool.getMaxNumWorkers() == 0) {
      pool.setMaxNumWorkers(workers);
    }
    if (pool.getAutoscalingAlgorithm() == null) {
      pool.setAutoscalingAlgorithm(AutoscalingAlgorithmType.NONE);
    }
  }

  /** Returns how many workers there may be at most. */
  static int workers(PipelineOptions options) {
    DataflowPipelineWorkerPoolOptions pool = options.as(DataflowPipelineWorkerPoolOptions.class);
    return Math.max(1, Math.max(pool.getNumWorkers(), pool.getMaxNumWorkers()));
  }

  /**
   * Refuses what cannot work there, before a job is made of it.
   *
   * @throws FlagException for the first flag that cannot be used
   */
  static void check(KalshiMarketDataOptions options) throws FlagException {
    AutoscalingAlgorithmType autoscaling =
        options.as(DataflowPipelineWorkerPoolOptions.class).getAutoscalingAlgorithm();
    if (autoscaling != null && autoscaling != AutoscalingAlgorithmType.NONE) {
      throw FlagException.of(
          "autoscalingAlgorithm",
          autoscaling.name(),
          "NONE is needed, since each worker holds an equal part of the account's budget; say how"
              + " many with --numWorkers");
    }
    if (!options.getTickers().startsWith(BUCKET)) {
      throw FlagException.of(
          "tickers",
          options.getTickers(),
          "a gs:// file or glob is needed on Dataflow, whose workers have no other files");
    }
    if (options.getOutput().equals(KalshiMarketDataOptions.HERE)) {
      throw new FlagException("--output is missing: on Dataflow it is gs://bucket[/prefix]");
    }
    if (!options.getOutput().startsWith(BUCKET)) {
      throw FlagException.of(
          "output",
          options.getOutput(),
          "gs://bucket[/prefix] is needed on Dataflow, whose workers lose their own files");
    }
  }

  /** Refuses a server that only the launching machine can reach. */
  static void checkReachable(String flag, String url, boolean isLoopback) throws FlagException {
    if (isLoopback) {
      throw FlagException.of(
          flag, url, "workers on Dataflow cannot reach it, for on them it is their own address");
    }
  }

  /** Refuses a place that only the launching machine can see. */
  static void check(String flag, SecretSource source) throws FlagException {
    if (source.isOnThisMachine()) {
      throw FlagException.of(
          flag,
          source.location(),
          "workers on Dataflow cannot see it; projects/P/secrets/S/versions/V is needed");
    }
  }
}
