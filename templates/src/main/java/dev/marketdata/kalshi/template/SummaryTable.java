package dev.marketdata.kalshi.template;

import dev.marketdata.kalshi.RunSettings;
import dev.marketdata.kalshi.fetch.MissReason;
import dev.marketdata.kalshi.runs.RunSummary;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.function.Predicate;

/** Shows a run's summary as a table of two columns. */
final class SummaryTable {

  private final PrintStream out;

  private SummaryTable(PrintStream out) {
    this.out = out;
  }

  static void print(RunSummary summary, RunSettings settings, PrintStream out) {
    new SummaryTable(out).print(summary, settings);
  }

  private void print(RunSummary summary, RunSettings settings) {
    row("slot", summary.slot());
    row("verdict", summary.verdict().word());
    row("selectors", number(summary.tickers().selectors()));
    row("markets", number(summary.markets().there()));
    row("  stored", number(summary.markets().stored()));
    row("  already there", number(summary.markets().alreadyThere()));
    if (settings.rules().orderBooks()) {
      row("order books", number(summary.orderBooks().there()));
      row("  stored", number(summary.orderBooks().stored()));
      row("  already there", number(summary.orderBooks().alreadyThere()));
    }
    misses(summary);
    row("requests", number(summary.requests().total()));
    row("  answered 429", number(summary.requests().byStatus().getOrDefault("429", 0L)));
    row("  repeated", number(summary.requests().retries()));
    row("budget", budget(summary.budget()));
    row("waited for it", seconds(summary.budget().waitedSeconds()));
    row("elapsed", elapsed(summary));
    if (summary.misses().values().stream().anyMatch(count -> count > 0)) {
      row("what is missing", settings.output().place(settings.run().folder() + "/misses.ndjson"));
    }
    row("shards", settings.output().place("market_data"));
    row("summary", settings.output().place(settings.run().folder()));
  }

  private void misses(RunSummary summary) {
    row("not found", number(count(summary, MissReason.NOT_FOUND)));
    reasons(summary, "", reason -> !reason.isFailure() && reason != MissReason.NOT_FOUND);
    row("failed", number(summary.failed()));
    reasons(summary, "  ", MissReason::isFailure);
  }

  private void reasons(RunSummary summary, String indent, Predicate<MissReason> which) {
    for (MissReason reason : MissReason.values()) {
      long count = count(summary, reason);
      if (count > 0 && which.test(reason)) {
        row(indent + reason.word().replace('_', ' '), number(count));
      }
    }
  }

  private static long count(RunSummary summary, MissReason reason) {
    return summary.misses().getOrDefault(reason.word(), 0L);
  }

  private static String budget(RunSummary.Budget budget) {
    BigDecimal tokens = budget.tokensPerSecond();
    return tokens == null
        ? "never learned"
        : tokens.toPlainString() + " tokens/s (" + budget.source() + ")";
  }

  private static String elapsed(RunSummary summary) {
    Duration elapsed =
        Duration.between(Instant.parse(summary.startedAt()), Instant.parse(summary.finishedAt()));
    return seconds(BigDecimal.valueOf(elapsed.toMillis() / 100, 1));
  }

  private static String seconds(BigDecimal seconds) {
    return seconds.toPlainString() + " s";
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private void row(String name, String value) {
    out.printf(Locale.ROOT, "%-16s  %s%n", name, value);
  }
}
