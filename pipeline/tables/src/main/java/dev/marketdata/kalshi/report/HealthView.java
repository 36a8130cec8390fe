package dev.marketdata.kalshi.report;

import com.fasterxml.jackson.databind.JsonNode;
import dev.marketdata.kalshi.runs.ObservedRun;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the page says of the newest runs. */
final class HealthView {

  private static final int RUNS = 12;
  private static final List<String> DATASETS =
      List.of("markets", "orderbooks", "candlesticks", "trades");

  private HealthView() {}

  /** Returns a row for each of the newest runs, the newest first. */
  static List<Map<String, Object>> rows(List<ObservedRun> runs) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = runs.size() - 1; i >= 0 && rows.size() < RUNS; i--) {
      rows.add(row(runs.get(i)));
    }
    return rows;
  }

  private static Map<String, Object> row(ObservedRun run) {
    JsonNode summary = run.summary();
    Map<String, Object> row = new HashMap<>();
    Instant slot = run.id().slot().time();
    row.put("slot", slot.toString());
    row.put("slotText", Numbers.time(slot));
    row.put("job", run.id().jobName());
    if (summary == null) {
      row.put("verdict", "unfinished");
      row.put("kind", "bad");
      return row;
    }
    String verdict = summary.path("verdict").asText("");
    boolean stopped = summary.path("stopped_by").isTextual();
    row.put(
        "verdict", verdict + (stopped ? ", stopped" : "") + (run.isBackfill() ? ", backfill" : ""));
    row.put("kind", verdict.equals("complete") ? "ok" : verdict.equals("failed") ? "bad" : "warn");
    row.put("late", Numbers.duration(Duration.ofSeconds(summary.path("late_seconds").asLong())));
    Instant started = time(summary, "started_at");
    Instant finished = time(summary, "finished_at");
    row.put(
        "took",
        started == null || finished == null
            ? ""
            : Numbers.duration(Duration.between(started, finished)));
    long failed = run.failed();
    for (String dataset : DATASETS) {
      JsonNode counts = summary.path(dataset);
      row.put(
          dataset,
          Numbers.count(counts.path("stored").asLong() + counts.path("already_there").asLong()));
    }
    row.put("failed", Numbers.count(failed));
    row.put("isFailed", failed > 0);
    row.put("requests", Numbers.count(summary.path("requests").path("total").asLong()));
    long refused = summary.path("requests").path("by_status").path("429").asLong();
    row.put("refused", Numbers.count(refused));
    row.put("isRefused", refused > 0);
    row.put("budget", budget(summary.path("budget")));
    row.put("outages", outages(summary.path("outages"), finished));
    return row;
  }

  /** A short run spends what the bucket held before, and can exceed its rate. */
  private static String budget(JsonNode budget) {
    BigDecimal rate = budget.path("tokens_per_second").decimalValue();
    JsonNode reached = budget.path("reached_tokens_per_second");
    return reached.isNumber() && rate.signum() > 0
        ? Numbers.percent(reached.decimalValue(), rate)
        : "";
  }

  private static String outages(JsonNode outages, @Nullable Instant finished) {
    Duration down = Duration.ZERO;
    for (JsonNode outage : outages) {
      Instant from = time(outage, "from");
      Instant to = outage.path("to").isTextual() ? time(outage, "to") : finished;
      if (from != null && to != null) {
        down = down.plus(Duration.between(from, to));
      }
    }
    return outages.isEmpty() ? "" : Numbers.duration(down);
  }

  static @Nullable Instant time(JsonNode of, String member) {
    try {
      return Instant.parse(of.path(member).asText());
    } catch (DateTimeException e) {
      return null;
    }
  }
}
