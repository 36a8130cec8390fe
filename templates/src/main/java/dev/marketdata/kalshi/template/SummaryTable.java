package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.VolumeCheck;
import dev.marketdata.kalshi.runs.RunSummary;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Prints a run's summary as a table of two columns. */
record SummaryTable(RunSummary summary, RunSettings settings, PrintStream out) {

  // A run of --slot=now is never late.
  private static final BigDecimal LATE_SECONDS = BigDecimal.valueOf(600);

  void print() {
    if (summary.backfill() == null) {
      row(out, "slot", summary.slot());
    } else {
      String from = summary.backfill().from();
      String to = summary.backfill().to();
      row(out, "past slots", from.equals(to) ? to : from + " to " + to);
    }
    if (summary.backfill() == null && summary.lateSeconds().compareTo(LATE_SECONDS) > 0) {
      row(out, "late", summary.lateSeconds().toBigInteger() + " s after the slot");
    }
    row(out, "verdict", summary.verdict().jsonName());
    row(out, "selectors", summary.selectors());
    if (summary.backfill() == null) {
      caughtUp();
      shards(Datasets.MARKETS);
    }
    settings.rules().include().forEach(this::shards);
    if (summary.volumeCheck() != null) {
      volumes(summary.volumeCheck());
    }
    misses();
    row(out, "requests", summary.requests().total());
    row(out, "  HTTP 429", summary.requests().byStatus().getOrDefault("429", 0L));
    row(out, "  retries", summary.requests().retries());
    row(out, "budget", budget());
    row(out, "waited for rate limit", seconds(summary.budget().waitedSeconds()));
    summary.outages().forEach(outage -> row(out, "outage", outage.description()));
    row(out, "elapsed", elapsed());
    if (summary.misses().values().stream().anyMatch(count -> count > 0)) {
      row(out, "misses", settings.output().resolve(settings.run().folder() + "/misses.ndjson"));
    }
    if (!summary.schemaDrift().isEmpty()) {
      row(out, "schema drift", summary.schemaDrift().size() + " (schema_drift in summary.json)");
    }
    Stream.concat(Stream.of(Datasets.MARKETS), settings.rules().include().stream())
        .filter(dataset -> summary.shards(dataset).there() > 0)
        .findFirst()
        .ifPresent(first -> row(out, "shards", settings.output().resolve(first.name())));
    row(out, "summary", settings.output().resolve(settings.run().folder()));
  }

  /** The windows of earlier slots that the run collected too. */
  private void caughtUp() {
    List<RunSummary.CollectedWindow> windows = summary.windows();
    int earlier = windows.size() - 1;
    if (earlier > 0) {
      row(
          out,
          "earlier slots",
          number(earlier)
              + ", from "
              + windows.get(0).slot()
              + " to "
              + windows.get(earlier - 1).slot());
    }
  }

  /** How many markets' trades add up to their candles; the rest are in the summary. */
  private void volumes(VolumeCheck check) {
    row(out, "volume check", number(check.equal()) + " equal");
    if (check.edges() > 0) {
      row(out, "  at an edge", check.edges());
    }
    if (check.blockTrades() > 0) {
      row(out, "  block trades", check.blockTrades());
    }
    if (check.untraded() > 0) {
      row(out, "  no trade", check.untraded());
    }
    row(out, "  different", check.different());
  }

  private void shards(Dataset dataset) {
    RunSummary.Shards shards = summary.shards(dataset);
    row(out, dataset.label(), shards.there());
    row(out, "  stored", shards.stored());
    if (shards.replaced() != null) {
      row(out, "    broken before", shards.replaced());
    }
    row(out, "  already there", shards.alreadyThere());
    if (shards.empty() != null) {
      row(out, "  empty", shards.empty());
    }
  }

  private void misses() {
    row(out, "not found", count(MissReason.NOT_FOUND));
    reasons("", reason -> !reason.isFailure() && reason != MissReason.NOT_FOUND);
    row(out, "failed", summary.failed());
    reasons("  ", MissReason::isFailure);
  }

  private void reasons(String indent, Predicate<MissReason> which) {
    for (MissReason reason : MissReason.values()) {
      long count = count(reason);
      if (count > 0 && which.test(reason)) {
        row(out, indent + reason.jsonName().replace('_', ' '), count);
      }
    }
  }

  private long count(MissReason reason) {
    return summary.misses().getOrDefault(reason.jsonName(), 0L);
  }

  private String budget() {
    BigDecimal tokens = summary.budget().tokensPerSecond();
    return tokens == null
        ? "unknown"
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

  static void row(PrintStream out, String name, long value) {
    row(out, name, number(value));
  }

  static void row(PrintStream out, String name, String value) {
    out.printf(Locale.ROOT, "%-21s  %s%n", name, value);
  }

  static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
