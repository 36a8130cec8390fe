package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.store.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What somebody has been told up to a run.
 *
 * @param failed whether the last run that told somebody failed
 */
record Told(Notices notices, boolean failed) {

  static final Told NOTHING = new Told(Notices.NONE, false);

  private static final Duration WITHIN = Duration.ofDays(7);
  private static final Comparator<RunId> BY_SLOT =
      Comparator.comparing((RunId run) -> run.slot().time()).thenComparing(RunId::startedAt);

  /**
   * Reads the summary of the newest finished run of the same job before a run, among those of a
   * week that were to tell somebody.
   */
  static Told before(RunHistory history, RunId next) throws IOException {
    List<RunId> newestFirst =
        history.since(next.slot().time().minus(WITHIN)).stream()
            .filter(run -> run.jobName().equals(next.jobName()) && BY_SLOT.compare(run, next) < 0)
            .sorted(BY_SLOT.reversed())
            .toList();
    for (RunId run : newestFirst) {
      JsonNode summary = history.summaryOf(run);
      if (summary != null && summary.path("notices").isObject()) {
        JsonNode notices = summary.path("notices");
        return new Told(
            new Notices(
                notices.path("incident_since").textValue(), texts(notices.path("schema_drift"))),
            summary.path("verdict").asText().equals("failed"));
      }
    }
    return NOTHING;
  }

  private static List<String> texts(JsonNode list) {
    Stream<JsonNode> all = StreamSupport.stream(list.spliterator(), false);
    return all.map(JsonNode::asText).toList();
  }
}
