package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.api.SchemaDrift;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.base.Version;
import dev.marketdata.kalshi.budget.BudgetRate;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.OutageGate.Outage;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.fetch.Gap;
import dev.marketdata.kalshi.fetch.VolumeCheck;
import dev.marketdata.kalshi.runs.RunSummary.Backfill;
import dev.marketdata.kalshi.runs.RunSummary.Budget;
import dev.marketdata.kalshi.runs.RunSummary.CollectedWindow;
import dev.marketdata.kalshi.runs.RunSummary.Drift;
import dev.marketdata.kalshi.runs.RunSummary.Requests;
import dev.marketdata.kalshi.runs.RunSummary.Shards;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.runs.RunSummary.WindowShards;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.ShardReceipt.Outcome;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.TickerCounts;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Counts the results of a run and computes its verdict. Not safe for use by several threads. */
final class RunTally {

  private final Map<String, Map<Outcome, Long>> shards = new HashMap<>();
  private final Map<String, Long> misses = new LinkedHashMap<>();
  private final Map<List<String>, WindowTally> windows = new HashMap<>();
  private final List<Dataset> datasets;
  private final Set<String> withWindow;
  private long bytes;
  private long unknownSelectors;

  /** Creates a tally that counts the shards of the given datasets. */
  RunTally(List<Dataset> datasets) {
    this.datasets = datasets;
    this.withWindow =
        datasets.stream().filter(Dataset::hasWindow).map(Dataset::name).collect(Collectors.toSet());
    for (MissReason reason : MissReason.values()) {
      misses.put(reason.jsonName(), 0L);
    }
  }

  void add(ShardReceipt receipt) {
    shards
        .computeIfAbsent(receipt.dataset(), dataset -> new EnumMap<>(Outcome.class))
        .merge(receipt.outcome(), 1L, Long::sum);
    bytes += receipt.bytes();
    if (withWindow.contains(receipt.dataset())) {
      window(receipt.dataset(), ShardPath.stampOf(receipt.path())).add(receipt.outcome());
    }
  }

  void add(Miss miss) {
    misses.merge(miss.reason().jsonName(), 1L, Long::sum);
    boolean ofSelector = miss.dataset().equals(Datasets.MARKETS.name());
    if (miss.window() != null && miss.reason().isFailure()) {
      window(miss.dataset(), Slot.stamp(miss.window().slot())).failed++;
    }
    unknownSelectors += ofSelector && miss.reason() == MissReason.NOT_FOUND ? 1 : 0;
  }

  private WindowTally window(String dataset, String stamp) {
    return windows.computeIfAbsent(List.of(dataset, stamp), key -> new WindowTally());
  }

  /** The outcomes of one dataset and window. */
  private static final class WindowTally {

    private final Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    private long failed;

    void add(Outcome outcome) {
      outcomes.merge(outcome, 1L, Long::sum);
    }

    WindowShards shards() {
      return new WindowShards(
          count(Outcome.STORED) + count(Outcome.REPLACED),
          count(Outcome.ALREADY_THERE),
          count(Outcome.EMPTY),
          failed);
    }

    private long count(Outcome outcome) {
      return outcomes.getOrDefault(outcome, 0L);
    }
  }

  private List<CollectedWindow> windows(FetchRules rules) {
    List<CollectedWindow> collected = new ArrayList<>();
    if (rules.hasWindows()) {
      for (Windows consecutive : rules.allWindows()) {
        consecutive.list().forEach(window -> collected.add(collected(window, rules)));
      }
    }
    return collected;
  }

  private CollectedWindow collected(Window window, FetchRules rules) {
    Gap gap = rules.gapAt(window);
    Map<String, WindowShards> byName = new LinkedHashMap<>();
    for (Dataset dataset : rules.windowDatasets()) {
      byName.put(dataset.name(), window(dataset.name(), Slot.stamp(window.slot())).shards());
    }
    return new CollectedWindow(
        window.slot().toString(),
        window.start().toString(),
        window.end().toString(),
        gap == null || gap.names() == null ? null : (long) gap.names().size(),
        byName);
  }

  private static @Nullable Backfill backfill(FetchRules rules) {
    return rules.snapshots()
        ? null
        : new Backfill(
            rules.windows().first().slot().toString(), rules.windows().last().slot().toString());
  }

  RunSummary summary(
      RunId run,
      FetchRules rules,
      ApiRoot api,
      TickerCounts counts,
      EarlierRuns earlier,
      FetchUsage usage,
      BigDecimal maxFailedFraction,
      Instant finishedAt) {
    String stoppedBy = usage.stoppedBy() == null ? counts.problem() : usage.stoppedBy();
    return new RunSummary(
        RunSummary.SCHEMA,
        run.slot().toString(),
        run.jobName(),
        run.name(),
        Version.value(),
        api.url(),
        run.startedAt().toString(),
        finishedAt.truncatedTo(ChronoUnit.MILLIS).toString(),
        rules.snapshots()
            ? seconds(Duration.between(run.slot().time(), run.startedAt()))
            : seconds(Duration.ZERO),
        rules.interval().toString(),
        rules.include().stream().map(Dataset::name).toList(),
        new RunSummary.MissedSlots(
            earlier.missedSlots(), earlier.newest() == null ? null : earlier.newest().toString()),
        counts,
        shardsByKey(),
        misses,
        new Requests(
            usage.requests().total(),
            usage.requests().byStatus(),
            usage.requests().retries(),
            usage.requests().tokens()),
        budget(usage),
        bytes,
        verdict(stoppedBy, counts.selectors(), maxFailedFraction),
        stoppedBy,
        drift(usage.drift()),
        usage.outages().stream().map(RunTally::outage).toList(),
        seconds(usage.clockOffset()),
        usage.volumes().equals(VolumeCheck.NONE) ? null : usage.volumes(),
        windows(rules),
        backfill(rules),
        null,
        RunSummary.Plan.LOOKUPS);
  }

  private static RunSummary.Outage outage(Outage outage) {
    Instant to = outage.to();
    return new RunSummary.Outage(
        outage.server(),
        outage.from().truncatedTo(ChronoUnit.MILLIS).toString(),
        to == null ? null : to.truncatedTo(ChronoUnit.MILLIS).toString(),
        outage.failure());
  }

  private Verdict verdict(
      @Nullable String stoppedBy, long selectors, BigDecimal maxFailedFraction) {
    long failed = RunSummary.failed(misses);
    long there = shards.keySet().stream().mapToLong(name -> shards(name, false).there()).sum();
    // failed / (there + failed) > max, without a division.
    BigDecimal allowed = maxFailedFraction.multiply(BigDecimal.valueOf(there + failed));
    boolean nothingKnown = selectors > 0 && unknownSelectors == selectors;
    if (stoppedBy != null || nothingKnown || BigDecimal.valueOf(failed).compareTo(allowed) > 0) {
      return Verdict.FAILED;
    }
    boolean flawed = failed > 0 || misses.getOrDefault(MissReason.INVALID.jsonName(), 0L) > 0;
    return flawed ? Verdict.PARTIAL : Verdict.COMPLETE;
  }

  /** Includes datasets that were not collected, because readers rely on their keys. */
  private Map<String, Shards> shardsByKey() {
    Map<String, Shards> byKey = new LinkedHashMap<>();
    for (Dataset dataset : datasets) {
      byKey.put(dataset.summaryKey(), shards(dataset.name(), dataset.shape().holdsArray()));
    }
    return byKey;
  }

  private Shards shards(String dataset, boolean mayBeEmpty) {
    Map<Outcome, Long> counts = shards.getOrDefault(dataset, Map.of());
    Long replaced = counts.get(Outcome.REPLACED);
    return new Shards(
        counts.getOrDefault(Outcome.STORED, 0L) + (replaced == null ? 0 : replaced),
        counts.getOrDefault(Outcome.ALREADY_THERE, 0L),
        mayBeEmpty ? counts.getOrDefault(Outcome.EMPTY, 0L) : null,
        replaced);
  }

  private static Budget budget(FetchUsage usage) {
    BudgetRate rate = usage.rate();
    BigDecimal waited = seconds(usage.waited());
    BigDecimal reached = usage.requests().reachedTokensPerSecond();
    if (rate == null) {
      return new Budget(null, null, waited, reached);
    }
    BigDecimal tokens = rate.tokensPerSecond();
    return new Budget(tokens.setScale(Math.max(1, tokens.scale())), rate.source(), waited, reached);
  }

  private static List<Drift> drift(SchemaDrift drift) {
    return drift.differences().entrySet().stream()
        .map(
            found ->
                new Drift(
                    found.getKey().dataset(),
                    found.getKey().field(),
                    found.getKey().finding().jsonName(),
                    found.getValue().count(),
                    found.getValue().ticker(),
                    found.getValue().value()))
        .toList();
  }

  private static BigDecimal seconds(Duration duration) {
    return BigDecimal.valueOf(duration.toMillis(), 3).setScale(1, RoundingMode.HALF_UP);
  }
}
