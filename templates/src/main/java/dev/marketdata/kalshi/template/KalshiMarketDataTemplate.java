package dev.marketdata.kalshi.template;

import com.google.api.client.http.HttpResponseException;
import dev.marketdata.kalshi.MarketDataPipeline;
import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.report.ReportSettings;
import dev.marketdata.kalshi.report.WriteReport;
import dev.marketdata.kalshi.tables.TablesPipeline;
import dev.marketdata.kalshi.tables.TablesSettings;
import java.io.PrintStream;
import java.time.Clock;
import org.apache.beam.runners.dataflow.DataflowJobAlreadyExistsException;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions;
import org.apache.beam.runners.dataflow.options.DataflowPipelineWorkerPoolOptions.AutoscalingAlgorithmType;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.SdkHarnessOptions;

/**
 * Builds the job and submits it to the runner that the flags name. The launcher of a Dataflow Flex
 * Template calls this class. It ends when the job is submitted, because a launch that waits fails:
 * it reads no file and no secret, starts no thread, and ignores the result. The launcher sets
 * runner, project, region, job name and template location.
 *
 * <p>Exit status: 0 submitted, 1 refused by Dataflow, 2 usage error.
 */
public final class KalshiMarketDataTemplate {

  static final int REFUSED = 1;
  static final int USAGE_ERROR = 2;

  /** The default max number of workers of the task that makes tables. */
  static final int TABLES_WORKERS = 3;

  private static final int CONFLICT = 409;
  // Dataflow's runner has no exception class for a response other than 200.
  private static final String NOT_CREATED = "Failed to create a workflow job: ";

  private final PrintStream err;
  private final Clock clock;

  KalshiMarketDataTemplate(PrintStream err, Clock clock) {
    this.err = err;
    this.clock = clock;
  }

  /** Launches with the flags of {@link TemplateOptions} and of the runner. */
  public static void main(String[] args) {
    int status = new KalshiMarketDataTemplate(System.err, Clock.systemUTC()).launch(args);
    if (status != 0) {
      System.exit(status);
    }
  }

  int launch(String... args) {
    try {
      TemplateOptions options = FlagReader.read(TemplateOptions.class, args);
      if (SettingsFromOptions.isForDataflow(options)) {
        // Beam's default, and a condition of Dataflow for the fields of a log line.
        options.as(SdkHarnessOptions.class).setLogMdc(true);
      }
      return SettingsFromOptions.isTables(options) ? launchTables(options) : launchRun(options);
    } catch (FlagException e) {
      return end(USAGE_ERROR, String.valueOf(e.getMessage()));
    }
  }

  private int launchRun(TemplateOptions options) throws FlagException {
    if (SettingsFromOptions.isForDataflow(options)) {
      fixWorkers(options);
    }
    RunSettings settings = SettingsFromOptions.read(options, clock.instant());
    Pipeline pipeline = Pipeline.create(options);
    MarketDataPipeline.build(pipeline, settings);
    return submit(pipeline, options.getJobName(), "spend the same budget");
  }

  private int launchTables(TemplateOptions options) throws FlagException {
    if (SettingsFromOptions.isForDataflow(options)) {
      limitWorkers(options.as(DataflowPipelineWorkerPoolOptions.class));
    }
    TablesSettings settings = SettingsFromOptions.readTables(options, clock.instant());
    Pipeline pipeline = Pipeline.create(options);
    WriteReport.addTo(
        pipeline,
        ReportSettings.ofLastDays(
            settings.output(), KalshiMarketDataOptions.JOB_NAME, settings.interval()),
        TablesPipeline.build(pipeline, settings));
    return submit(pipeline, options.getJobName(), "make the same tables");
  }

  /** Tables take no requests of the account, so Dataflow adds workers while they help. */
  private static void limitWorkers(DataflowPipelineWorkerPoolOptions pool) {
    if (pool.getMaxNumWorkers() == 0) {
      pool.setMaxNumWorkers(Math.max(TABLES_WORKERS, pool.getNumWorkers()));
    }
    if (pool.getNumWorkers() == 0) {
      pool.setNumWorkers(1);
    }
    if (pool.getAutoscalingAlgorithm() == null) {
      pool.setAutoscalingAlgorithm(AutoscalingAlgorithmType.THROUGHPUT_BASED);
    }
  }

  /**
   * Fixes the number of workers: one, or the number that the operator gives. Each has an equal
   * share of the budget.
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
          "must be NONE, because each worker has an equal share of the account's budget; set their"
              + " number with --numWorkers");
    }
  }

  private int submit(Pipeline pipeline, String jobName, String twoWould) {
    try {
      pipeline.run();
      return 0;
    } catch (RuntimeException e) {
      String message = String.valueOf(e.getMessage());
      boolean refused = message.startsWith(NOT_CREATED);
      boolean conflict =
          e.getCause() instanceof HttpResponseException response
              && response.getStatusCode() == CONFLICT;
      if (e instanceof DataflowJobAlreadyExistsException || (refused && conflict)) {
        return end(
            REFUSED,
            "the job was not submitted: a job named "
                + jobName
                + " is already active, and two would "
                + twoWould);
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
