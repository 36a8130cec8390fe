package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.runs.RunHistory;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says what is wrong with a request for the runs of a job that there are none of. */
final class RunsOfJob {

  private static final Instant FIRST_DAY = Instant.parse("2000-01-01T00:00:00Z");

  private RunsOfJob() {}

  /**
   * Returns the mistake of asking for a job without runs.
   *
   * @param from the time since which there are none; null for any time
   */
  static FlagException none(RunHistory history, String jobName, @Nullable Instant from)
      throws IOException {
    String jobs =
        history.since(FIRST_DAY).stream()
            .map(RunId::jobName)
            .filter(job -> !job.equals(jobName))
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    return FlagException.of(
        "output",
        history.output().toString(),
        "has no run of the job "
            + jobName
            + (from == null ? "" : " since " + from)
            + (jobs.isEmpty()
                ? "; give the --output of collect"
                : "; give --jobName: it has runs of " + jobs));
  }

  /**
   * Checks that a job has runs, and that not all are before or after a time.
   *
   * @param from the first slot; null for any
   * @param to the last slot; null for any
   * @throws FlagException if there are none
   */
  static void check(
      RunHistory history, String jobName, @Nullable Instant from, @Nullable Instant to)
      throws FlagException, IOException {
    List<Instant> slots =
        history.since(FIRST_DAY).stream()
            .filter(run -> run.jobName().equals(jobName))
            .map(run -> run.slot().time())
            .sorted(Comparator.naturalOrder())
            .toList();
    if (slots.isEmpty()) {
      throw none(history, jobName, null);
    }
    Instant first = slots.get(0);
    Instant last = slots.get(slots.size() - 1);
    if (from != null && from.isAfter(last)) {
      throw FlagException.of(
          "from", from.toString(), "must not be after the last slot of the runs, " + last);
    }
    if (to != null && to.isBefore(first)) {
      throw FlagException.of(
          "to", to.toString(), "must not be before the first slot of the runs, " + first);
    }
  }
}
