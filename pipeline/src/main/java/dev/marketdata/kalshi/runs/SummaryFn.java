package dev.marketdata.kalshi.runs;

import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerCensus;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.values.PCollectionView;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the four files of a run's folder, the summary last, and gives out why the run failed. */
final class SummaryFn extends DoFn<Integer, String> {

  private static final Logger LOG = LoggerFactory.getLogger(SummaryFn.class);

  private static final Comparator<Miss> BY_PLACE =
      Comparator.comparing((Miss miss) -> miss.source().file())
          .thenComparing(miss -> miss.source().number())
          .thenComparing(Miss::again)
          .thenComparing(Miss::dataset);

  private final OutputRoot output;
  private final RunId run;
  private final BigDecimal maxFailedFraction;
  private final List<Dataset> datasets;
  private final PCollectionView<Iterable<List<ShardReceipt>>> receipts;
  private final PCollectionView<Iterable<Miss>> misses;
  private final PCollectionView<FetchUsage> usage;
  private final PCollectionView<TickerCensus> census;

  SummaryFn(
      OutputRoot output,
      RunId run,
      BigDecimal maxFailedFraction,
      List<Dataset> datasets,
      PCollectionView<Iterable<List<ShardReceipt>>> receipts,
      PCollectionView<Iterable<Miss>> misses,
      PCollectionView<FetchUsage> usage,
      PCollectionView<TickerCensus> census) {
    this.output = output;
    this.run = run;
    this.maxFailedFraction = maxFailedFraction;
    this.datasets = datasets;
    this.receipts = receipts;
    this.misses = misses;
    this.usage = usage;
    this.census = census;
  }

  @ProcessElement
  public void sumUp(ProcessContext context) throws IOException {
    try (ObjectStore store = output.open(run)) {
      RunTally tally = new RunTally(datasets);
      Map<String, ShardReceipt> stored = onePerPath(context.sideInput(receipts));
      stored.values().forEach(tally::add);
      writeReceipts(store, stored.values());
      List<Miss> all = new ArrayList<>();
      context.sideInput(misses).forEach(all::add);
      all.sort(BY_PLACE);
      all = onePerMarket(all, stored.keySet());
      all.forEach(tally::add);
      writeMisses(store, all);
      writeFailed(store, all);
      RunSummary summary =
          tally.summary(
              run,
              context.sideInput(census),
              context.sideInput(usage),
              maxFailedFraction,
              Instant.now());
      store.write(run.folder() + "/summary.json", out -> out.write(summary.toJson()));
      log(summary);
      warnOfDrift(summary);
      if (summary.verdict() == Verdict.FAILED) {
        context.output(whyFailed(summary, all));
      }
    }
  }

  /**
   * A market reached by two selectors counts once. Not left to a step of the runner: on the
   * DirectRunner a key is a bundle, and each bundle copies all that earlier ones have given to the
   * next step.
   */
  private static Map<String, ShardReceipt> onePerPath(Iterable<List<ShardReceipt>> pages) {
    Map<String, ShardReceipt> best = new LinkedHashMap<>();
    for (List<ShardReceipt> page : pages) {
      page.forEach(receipt -> best.merge(receipt.path(), receipt, ShardReceipt::or));
    }
    return best;
  }

  /**
   * A market reached by two selectors has one shard per dataset, and misses it once. What one of
   * them could not store and the other could is not missing.
   */
  private List<Miss> onePerMarket(List<Miss> misses, Set<String> stored) {
    Set<String> missed = new HashSet<>();
    return misses.stream()
        .filter(
            miss -> {
              Ticker ticker = miss.ticker();
              boolean notStored = miss.reason() == MissReason.NOT_STORED;
              boolean ofSelector = miss.dataset().equals(Datasets.MARKETS.name()) && !notStored;
              if (ticker == null || ofSelector) {
                return true;
              }
              String path = new ShardPath(miss.dataset(), run.slot()).of(ticker);
              return !(notStored && stored.contains(path)) && missed.add(path);
            })
        .toList();
  }

  private void writeReceipts(ObjectStore store, Collection<ShardReceipt> stored)
      throws IOException {
    store.write(
        run.folder() + "/shards.ndjson",
        out -> {
          try (RunLines lines = new RunLines(out)) {
            for (ShardReceipt receipt : stored) {
              lines.write(receipt);
            }
          }
        });
  }

  private void writeMisses(ObjectStore store, List<Miss> all) throws IOException {
    store.write(
        run.folder() + "/misses.ndjson",
        out -> {
          try (RunLines lines = new RunLines(out)) {
            for (Miss miss : all) {
              lines.write(miss);
            }
          }
        });
  }

  private void writeFailed(ObjectStore store, List<Miss> all) throws IOException {
    StringBuilder text = new StringBuilder("# Worth trying again after " + run.name() + "\n");
    all.stream()
        .filter(miss -> miss.reason().isWorthTryingAgain())
        .map(Miss::again)
        .distinct()
        .forEach(line -> text.append(line).append('\n'));
    store.write(
        run.folder() + "/failed.txt",
        out -> out.write(text.toString().getBytes(StandardCharsets.UTF_8)));
  }

  /** Alerts read this line; its words are a contract. */
  private static void log(RunSummary summary) {
    LOG.info(
        "RUN_SUMMARY slot={} job={} verdict={} stored={} failed={}",
        summary.slot(),
        summary.job(),
        summary.verdict().word(),
        summary.stored(),
        summary.failed());
  }

  private void warnOfDrift(RunSummary summary) {
    List<RunSummary.Drift> drift = summary.schemaDrift();
    if (!drift.isEmpty()) {
      RunSummary.Drift first = drift.get(0);
      LOG.warn(
          "Kalshi's objects are not those of the schema this version knows: {} differences, the"
              + " first: {} {} {} in {} (see schema_drift in {}/{}/summary.json)",
          drift.size(),
          first.dataset(),
          first.finding(),
          first.field(),
          first.example(),
          output,
          run.folder());
    }
  }

  private String whyFailed(RunSummary summary, List<Miss> all) {
    String stoppedBy = summary.stoppedBy();
    if (stoppedBy != null) {
      return "the run was given up: " + stoppedBy;
    }
    return String.format(
        Locale.ROOT,
        "%d of what was asked for could not be had, mostly because: %s (see %s/%s/misses.ndjson)",
        summary.failed(),
        commonest(all),
        output,
        run.folder());
  }

  private static String commonest(List<Miss> all) {
    return all.stream()
        .filter(miss -> miss.reason().isFailure())
        .collect(Collectors.groupingBy(Miss::detail, TreeMap::new, Collectors.counting()))
        .entrySet()
        .stream()
        .max(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .orElse("no reason was given");
  }
}
