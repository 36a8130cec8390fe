package dev.marketdata.kalshi.template;

import com.google.api.client.http.HttpResponseException;
import dev.marketdata.kalshi.MarketDataPipeline;
import dev.marketdata.kalshi.RunSettings;
import java.io.PrintStream;
import java.time.Clock;
import org.apache.beam.runners.dataflow.DataflowJobAlreadyExistsException;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions.AutoscalingAlgorithmType;
import org.apache.beam.sdk.Pipeline;

/**
 * Makes the job and hands it to the runner that the flags name: what the launcher of a Dataflow
 * Flex Template calls. It ends when the job is handed over, since a launch in which something waits
 * or lingers fails: no file and no secret is read here, no thread begun, and the result is not
 * looked at. Runner, project, region, job name and template location are the launcher's to say.
 *
 * <p>Exit status: 0 handed over, 1 refused by Dataflow, 2 flags to be mended first.
 */
public final class KalshiMarketDataTemplate {

  static final int REFUSED = 1;
  static final int USAGE_ERROR = 2;

  private static final int CONFLICT = 409;
  // Dataflow's runner throws no class of its own for an answer other than 200.
  private static final String NOT_CREATED = "Failed to create a workflow job: ";

  private final PrintStream err;
  private final Clock clock;

  KalshiMarketDataTemplate(PrintStream err, Clock clock) {
    this.err = err;
    this.clock = clock;
  }

  /** Launches with the flags of {@link KalshiMarketDataOptions} and of the runner. */
  public static void main(String[] args) {
    int status = new KalshiMarketDataTemplate(System.err, Clock.systemUTC()).launch(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  int launch(String... args) {
    try {
      KalshiMarketDataOptions options = FlagReader.read(args);
      if (SettingsFromOptions.isForDataflow(options)) {
        fixWorkers(options);
      }
      RunSettings settings = SettingsFromOptions.read(options, clock.instant());
      Pipeline pipeline = Pipeline.create(options);
      MarketDataPipeline.build(pipeline, settings);
      return handOver(pipeline, options.getJobName());
    } catch (FlagException e) {
      return end(USAGE_ERROR, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Has the job run on one worker, or on as many as the operator says, and on no other number,
   * since each holds its part of the budget.
   */
  private static void fixWorkers(KalshiMarketDataOptions options) throws FlagException {
    int workers = SettingsFromOptions.workers(options);
    DataflowPipelineWorkerPoolOptions pool = options.as(DataflowPipelineWorkerPoolOptions.class);
    if (pool.getNumWorkers() == 0) {
      pool.setNumWorkers(workers);
    }
    if (pool.getMaxNumWorkers() == 0) {
      pool.setMaxNumWorkers(workers);
    }
    if (pool.getAutoscalingAlgorithm() == null) {
      pool.setAutoscalingAlgorithm(AutoscalingAlgorithmType.NONE);
    } else if (pool.getAutoscalingAlgorithm() != AutoscalingAlgorithmType.NONE) {
      throw FlagException.of(
          "autoscalingAlgorithm",
          pool.getAutoscalingAlgorithm().name(),
          "NONE is needed, since each worker holds an equal part of the account's budget; say how"
              + " many with --numWorkers");
    }
  }

  private int handOver(Pipeline pipeline, String jobName) {
    try {
      pipeline.run();
      return 0;
    } catch (RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      boolean refused = message.startsWith(NOT_CREATED);
      boolean conflict =
          e.getCause() instanceof HttpResponseException answer
              && answer.getStatusCode() == CONFLICT;
      if (e instanceof DataflowJobAlreadyExistsException || (refused && conflict)) {
        return end(
            REFUSED,
            "the job was not submitted: one named "
                + jobName
                + " is active already, and two would spend the same budget");
      }
      if (!refused) {
        throw e;
      }
      String reason = message.substring(NOT_CREATED.length());
      return end(
          REFUSED, "Dataflow refused the job: " + reason.lines().findFirst().orElse("no reason"));
    }
  }

  private int end(int status, String sentence) {
    err.println("kalshi-market-data: " + sentence);
    return status;
  }
}
