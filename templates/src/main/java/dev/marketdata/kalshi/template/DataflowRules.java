package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.auth.SecretSource;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
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
  private static final String NOT_REACHABLE =
      "workers on Dataflow cannot reach it, for on them it is their own address";

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

  /** Returns how many workers there may be at most; 1 if the job does not run on Dataflow. */
  static int workers(PipelineOptions options) {
    DataflowPipelineWorkerPoolOptions pool = options.as(DataflowPipelineWorkerPoolOptions.class);
    return applyTo(options)
        ? Math.max(1, Math.max(pool.getNumWorkers(), pool.getMaxNumWorkers()))
        : 1;
  }

  /**
   * Refuses what cannot work there, before a job is made of it.
   *
   * @throws FlagException for the first flag that cannot be used
   */
  static void check(KalshiMarketDataOptions options, RunSettings settings) throws FlagException {
    AutoscalingAlgorithmType autoscaling =
        options.as(DataflowPipelineWorkerPoolOptions.class).getAutoscalingAlgorithm();
    refuse(
        autoscaling != null && autoscaling != AutoscalingAlgorithmType.NONE,
        "autoscalingAlgorithm",
        String.valueOf(autoscaling),
        "NONE is needed, since each worker holds an equal part of the account's budget; say how"
            + " many with --numWorkers");
    refuse(
        !options.getTickers().startsWith(BUCKET),
        "tickers",
        options.getTickers(),
        "a gs:// file or glob is needed on Dataflow, whose workers have no other files");
    if (options.getOutput().equals(KalshiMarketDataOptions.HERE)) {
      throw new FlagException("--output is missing: on Dataflow it is gs://bucket[/prefix]");
    }
    refuse(
        !options.getOutput().startsWith(BUCKET),
        "output",
        options.getOutput(),
        "gs://bucket[/prefix] is needed on Dataflow, whose workers lose their own files");
    GcsEndpoint gcs = settings.output().gcs();
    refuse(gcs.isLoopback(), "gcsEndpoint", gcs.root(), NOT_REACHABLE);
    ApiRoot api = settings.kalshi().api();
    refuse(api.isLoopback(), "kalshiUrl", api.url(), NOT_REACHABLE);
    CredentialSources key = settings.kalshi().credentials();
    if (key != null) {
      check("kalshiKeyId", key.keyId());
      check("kalshiPrivateKey", key.privateKey());
    }
  }

  private static void check(String flag, SecretSource source) throws FlagException {
    refuse(
        source.isOnThisMachine(),
        flag,
        source.location(),
        "workers on Dataflow cannot see it; projects/P/secrets/S/versions/V is needed");
  }

  private static void refuse(boolean unusable, String flag, String value, String rule)
      throws FlagException {
    if (unusable) {
      throw FlagException.of(flag, value, rule);
    }
  }
}
