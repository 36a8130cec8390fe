package dev.marketdata.kalshi.report;

import dev.marketdata.kalshi.store.OutputRoot;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a report shows.
 *
 * @param jobName the job whose runs and coverage are shown; the data are those of all jobs
 * @param from the first slot; null for the start of the day 29 days before the last
 * @param to the last slot; null for that of the newest run
 * @param interval the time between slots if no run tells
 * @param top how many markets are shown with candles and trades, those with the most volume first
 */
public record ReportSettings(
    OutputRoot output,
    String jobName,
    @Nullable Instant from,
    @Nullable Instant to,
    Duration interval,
    int top)
    implements Serializable {

  /** How many markets have candles and trades unless it is said. */
  public static final int TOP = 50;

  /** Creates the settings of the last 30 days. */
  public static ReportSettings ofLastDays(OutputRoot output, String jobName, Duration interval) {
    return new ReportSettings(output, jobName, null, null, interval, TOP);
  }
}
