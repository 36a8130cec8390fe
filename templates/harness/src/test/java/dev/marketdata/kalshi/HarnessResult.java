package dev.marketdata.kalshi;

import java.util.List;
import org.apache.beam.model.fnexecution.v1.BeamFnApi.LogEntry;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.PipelineResult;
import org.apache.beam.sdk.metrics.MetricResults;
import org.joda.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a job on the SDK harness left on the runner's side of the Fn API.
 *
 * @param failure null if the job succeeded
 * @param logEntries what the harness logged, in order
 * @param sideInputReads the number of requests for side inputs to the state API
 * @param failedBundles the number of attempts at a bundle that threw an exception
 */
record HarnessResult(
    @Nullable Exception failure,
    MetricResults metrics,
    List<LogEntry> logEntries,
    int sideInputReads,
    int failedBundles)
    implements PipelineResult {

  @Override
  public State getState() {
    return failure == null ? State.DONE : State.FAILED;
  }

  @Override
  public State cancel() {
    return getState();
  }

  /** Throws the failure of the job. */
  @Override
  public State waitUntilFinish() {
    if (failure != null) {
      throw new Pipeline.PipelineExecutionException(failure);
    }
    return getState();
  }

  @Override
  public State waitUntilFinish(Duration unused) {
    return waitUntilFinish();
  }
}
