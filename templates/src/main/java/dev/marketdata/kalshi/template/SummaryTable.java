package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.runs.RunSummary;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;

/** Shows a run's summary as a table of two columns. */
record SummaryTable(RunSummary summary, RunSettings settings, TableRows rows) {

  void print() {
    rows.row("slot", summary.slot());
    rows.row("verdict", summary.verdict().word());
    rows.row("selectors", summary.selectors());
    shards(Datasets.MARKETS);
    settings.rules().include().forEach(this::shards);
    misses();
    rows.row("requests", summary.requests().total());
    rows.row("  answered 429", summary.requests().byStatus().getOrDefault("429", 0L));
    rows.row("  repeated", summary.requests().retries());
    rows.row("budget", budget());
    rows.row("waited for it", seconds(summary.budget().waitedSeconds()));
    rows.row("elapsed", elapsed());
    if (summary.misses().values().stream().anyMatch(count -> count > 0)) {
      rows.row(
          "what is missing", settings.output().place(settings.run().folder() + "/misses.ndjson"));
    }
    if (!summary.schemaDrift().isEmpty()) {
      rows.row("schema drift", summary.schemaDrift().size() + " (schema_drift in summary.json)");
    }
    rows.row("shards", settings.output().place(Datasets.MARKETS.name()));
    rows.row("summary", settings.output().place(settings.run().folder()));
  }

  private void shards(Dataset dataset) {
    RunSummary.Shards shards = summary.shards(dataset);
    rows.row(dataset.label(), shards.there());
    rows.row("  stored", shards.stored());
    rows.row("  already there", shards.alreadyThere());
    if (shards.empty() != null) {
      rows.row("  nothing happened", shards.empty());
    }
  }

  private void misses() {
    rows.row("not found", count(MissReason.NOT_FOUND));
    reasons("", reason -> !reason.isFailure() && reason != MissReason.NOT_FOUND);
    rows.row("failed", summary.failed());
    reasons("  ", MissReason::isFailure);
  }

  private void reasons(String indent, Predicate<MissReason> which) {
    for (MissReason reason : MissReason.values()) {
      long count = count(reason);
      if (count > 0 && which.test(reason)) {
        rows.row(indent + reason.word().replace('_', ' '), count);
      }
    }
  }

  private long count(MissReason reason) {
    return summary.misses().getOrDefault(reason.word(), 0L);
  }

  private String budget() {
    BigDecimal tokens = summary.budget().tokensPerSecond();
    return tokens == null
        ? "never learned"
        : tokens.toPlainString() + " tokens/s (" + summary.budget().source() + ")";
  }

  private String elapsed() {
    Duration elapsed =
        Duration.between(Instant.parse(summary.startedAt()), Instant.parse(summary.finishedAt()));
    return seconds(BigDecimal.valueOf(elapsed.toMillis() / 100, 1));
  }

  private static String seconds(BigDecimal seconds) {
    return seconds.toPlainString() + " s";
  }
}
