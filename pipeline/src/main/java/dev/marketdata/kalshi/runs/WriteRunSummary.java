package dev.marketdata.kalshi.runs;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.marketdata.kalshi.api.Dataset;
import dev.marketdata.kalshi.api.Miss;
import dev.marketdata.kalshi.api.MissReason;
import dev.marketdata.kalshi.base.Excerpt;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.fetch.EarlierRuns;
import dev.marketdata.kalshi.fetch.FetchMarkets;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.fetch.FetchUsage;
import dev.marketdata.kalshi.runs.RunSummary.Verdict;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardPath;
import dev.marketdata.kalshi.store.ShardReceipt;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.InvalidLine;
import dev.marketdata.kalshi.tickers.ReadTickers;
import dev.marketdata.kalshi.tickers.Ticker;
import dev.marketdata.kalshi.tickers.TickerCounts;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.beam.sdk.transforms.Create;
import org.apache.beam.sdk.transforms.DoFn;
import org.apache.beam.sdk.transforms.PTransform;
import org.apache.beam.sdk.transforms.ParDo;
import org.apache.beam.sdk.transforms.Reshuffle;
import org.apache.beam.sdk.transforms.View;
import org.apache.beam.sdk.values.PCollection;
import org.apache.beam.sdk.values.PCollectionTuple;
import org.apache.beam.sdk.values.PCollectionView;
import org.apache.beam.sdk.values.PDone;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the four files of the run's folder, the summary last, and then fails the run if that is
 * the verdict. The input is one element with side inputs, so the files are written even if nothing
 * was fetched. The failure comes after a shuffle, so a runner that retries it does not write the
 * summary again.
 */
public final class WriteRunSummary extends PTransform<PCollectionTuple, PDone> {

  private static final Logger LOG = LoggerFactory.getLogger(WriteRunSummary.class);
  private static final String MARKETS = Datasets.MARKETS.name();
  private static final int MAX_SHOWN = 5;
  private static final Comparator<Miss> BY_PLACE =
      Comparator.comparing((Miss miss) -> miss.source().file())
          .thenComparing(miss -> miss.source().number())
          .thenComparing(Miss::retryLine)
          .thenComparing(Miss::dataset)
          .thenComparing(miss -> miss.window() == null ? Instant.MIN : miss.window().slot());

  private final OutputRoot output;
  private final RunId run;
  private final KalshiSettings kalshi;
  private final BigDecimal maxFailedFraction;
  private final FetchRules rules;
  private final List<Dataset> datasets;
  private final RunNotices notices;

  private WriteRunSummary(
      OutputRoot output,
      RunId run,
      KalshiSettings kalshi,
      BigDecimal maxFailedFraction,
      FetchRules rules,
      RunNotices notices) {
    this.output = output;
    this.run = run;
    this.kalshi = kalshi;
    this.maxFailedFraction = maxFailedFraction;
    this.rules = rules;
    this.notices = notices;
    this.datasets =
        Stream.concat(Datasets.all().stream(), rules.include().stream()).distinct().toList();
  }

  /**
   * Returns a transform that writes the summary of a run. Its input are the outputs of {@link
   * FetchMarkets}, {@link ReadTickers} and {@link FindEarlierRuns}.
   *
   * @param kalshi the settings of the run's client, whose deadline ends the wait for a storage that
   *     is down
   * @param maxFailedFraction the max fraction of missing data in a run that does not fail, 0 to 1
   * @param rules what the run collects
   */
  public static WriteRunSummary of(
      OutputRoot output,
      RunId run,
      KalshiSettings kalshi,
      BigDecimal maxFailedFraction,
      FetchRules rules) {
    return new WriteRunSummary(output, run, kalshi, maxFailedFraction, rules, RunNotices.NONE);
  }

  /** Returns a transform that also tells somebody how the run ended. */
  public WriteRunSummary telling(RunNotices whom) {
    return new WriteRunSummary(output, run, kalshi, maxFailedFraction, rules, whom);
  }

  @Override
  public PDone expand(PCollectionTuple input) {
    input
        .getPipeline()
        .apply("Once", Create.of(0))
        .apply(
            "Write summary",
            ParDo.of(new SummaryFn())
                .withSideInput("receipts", view("Receipts view", input.get(FetchMarkets.RECEIPTS)))
                .withSideInput("misses", view("Misses view", input.get(FetchMarkets.MISSES)))
                .withSideInput("usage", view("Usage view", input.get(FetchMarkets.USAGE)))
                .withSideInput("invalid", view("Invalid view", input.get(ReadTickers.INVALID)))
                .withSideInput("counts", view("Counts view", input.get(ReadTickers.COUNTS)))
                .withSideInput(
                    "earlier",
                    input
                        .get(FindEarlierRuns.EARLIER)
                        .apply("Earlier runs view", View.asSingleton())))
        .apply("After the summary", Reshuffle.viaRandomKey())
        .apply("Fail the run", ParDo.of(new FailFn()));
    return PDone.in(input.getPipeline());
  }

  private static <T> PCollectionView<Iterable<T>> view(String name, PCollection<T> all) {
    return all.apply(name, View.asIterable());
  }

  /** Writes the files, and outputs the reason if the run failed. */
  private final class SummaryFn extends DoFn<Integer, String> {

    @ProcessElement
    public void sumUp(
        @SideInput("receipts") Iterable<List<ShardReceipt>> receipts,
        @SideInput("misses") Iterable<Miss> misses,
        @SideInput("usage") Iterable<FetchUsage> usage,
        @SideInput("invalid") Iterable<InvalidLine> invalid,
        @SideInput("counts") Iterable<TickerCounts> counts,
        @SideInput("earlier") EarlierRuns earlier,
        OutputReceiver<String> whyFailed)
        throws IOException {
      Map<String, ShardReceipt> stored = onePerPath(receipts);
      List<Miss> missing = onePerMarket(sorted(misses, invalid), stored.keySet());
      RunTally tally = new RunTally(datasets);
      stored.values().forEach(tally::add);
      missing.forEach(tally::add);
      FetchUsage used = FetchUsage.NONE;
      for (FetchUsage ofAChunk : usage) {
        used = used.plus(ofAChunk);
      }
      RunSummary counted =
          tally.summary(
              run,
              rules.after(earlier),
              kalshi.api(),
              counts.iterator().next(),
              earlier,
              used,
              maxFailedFraction,
              KalshiClients.timing(kalshi).clock().instant());
      boolean tells = notices.messages() != null;
      boolean regular = tells && counted.backfill() == null;
      Told told = regular ? told() : Told.NOTHING;
      RunSummary summary = regular ? counted.with(told.notices().after(counted)) : counted;
      // An attempt before this one has told somebody.
      boolean isRepeated = tells && isWritten();
      try {
        write(stored, missing, summary);
      } catch (IOException e) {
        log(summary, Verdict.FAILED);
        notices.failed(run, "the summary cannot be written");
        throw new SummaryNotWrittenException(Excerpt.of(e), e);
      }
      showUnknown(missing);
      log(summary, summary.verdict());
      if (!isRepeated) {
        notices.tell(told, run, summary, missing, output.absolute().resolve(run.folder()));
      }
      if (summary.verdict() == Verdict.FAILED) {
        String why = whyFailed(summary, missing);
        notices.failed(run, why);
        whyFailed.output(why);
      } else {
        notices.succeeded(run, summary.verdict().jsonName());
      }
    }
  }

  /** If the earlier runs cannot be read, somebody is told once more. */
  private Told told() {
    try {
      return Told.before(new RunHistory(output), run);
    } catch (IOException | RuntimeException e) {
      return Told.NOTHING;
    }
  }

  private boolean isWritten() {
    try {
      return new RunHistory(output).summaryOf(run) != null;
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  /**
   * Returns the best receipt of each shard, because two selectors may yield the same market. This
   * is not a GroupByKey: on the DirectRunner each key is a bundle, and each bundle copies all
   * earlier outputs.
   */
  private static Map<String, ShardReceipt> onePerPath(Iterable<List<ShardReceipt>> pages) {
    Map<String, ShardReceipt> best = new LinkedHashMap<>();
    for (List<ShardReceipt> page : pages) {
      page.forEach(receipt -> best.merge(receipt.path(), receipt, ShardReceipt::or));
    }
    return best;
  }

  private static List<Miss> sorted(Iterable<Miss> misses, Iterable<InvalidLine> invalid) {
    List<Miss> all = new ArrayList<>();
    misses.forEach(all::add);
    for (InvalidLine line : invalid) {
      String dataset = Datasets.MARKETS.name();
      all.add(
          new Miss(
              line.text(), line.source(), null, dataset, MissReason.INVALID, line.problem(), null));
    }
    all.sort(BY_PLACE);
    return all;
  }

  /**
   * Returns one miss per shard, because two selectors may yield the same market. A shard that one
   * of them could not store and the other could is not missing.
   */
  private List<Miss> onePerMarket(List<Miss> misses, Set<String> stored) {
    Set<String> missed = new HashSet<>();
    return misses.stream()
        .filter(
            miss -> {
              Ticker ticker = miss.ticker();
              boolean notStored = miss.reason() == MissReason.NOT_STORED;
              boolean ofSelector = miss.dataset().equals(MARKETS) && !notStored;
              if (ticker == null || ofSelector) {
                return true;
              }
              String path = new ShardPath(miss.dataset(), slot(miss)).of(ticker);
              return !(notStored && stored.contains(path)) && missed.add(path);
            })
        .toList();
  }

  private Slot slot(Miss miss) {
    return miss.window() == null ? run.slot() : new Slot(miss.window().slot());
  }

  private void write(Map<String, ShardReceipt> stored, List<Miss> missing, RunSummary summary)
      throws IOException {
    try (ObjectStore store = output.open(run, KalshiClients.timing(kalshi), kalshi.deadline())) {
      store.write(
          run.folder() + "/shards.ndjson",
          out -> {
            for (ShardReceipt receipt : stored.values()) {
              out.write(line(receipt));
            }
          });
      store.write(
          run.folder() + "/misses.ndjson",
          out -> {
            for (Miss miss : missing) {
              out.write(line(miss));
            }
          });
      store.write(run.folder() + "/failed.txt", out -> out.write(failedList(missing)));
      store.write(run.folder() + "/summary.json", out -> out.write(RunSummary.line(summary)));
    }
  }

  /** Returns a line of {@code shards.ndjson}. */
  static byte[] line(ShardReceipt receipt) {
    return RunSummary.line(
        JsonNodeFactory.instance
            .objectNode()
            .put("path", receipt.path())
            .put("ticker", receipt.ticker().value())
            .put("bytes", receipt.bytes())
            .put("crc32c", receipt.crc32c())
            .put("outcome", receipt.outcome().jsonName())
            .put("source", receipt.source()));
  }

  /** Returns a line of {@code misses.ndjson}. */
  static byte[] line(Miss miss) {
    return RunSummary.line(
        JsonNodeFactory.instance
            .objectNode()
            .put("selector", miss.selector())
            .put("file", miss.source().file())
            .put("line", miss.source().number())
            .put("ticker", miss.ticker() == null ? null : miss.ticker().value())
            .put("dataset", miss.dataset())
            .put("slot", miss.window() == null ? null : miss.window().slot().toString())
            .put("reason", miss.reason().jsonName())
            .put("detail", miss.detail())
            .put("http_status", miss.httpStatus()));
  }

  private byte[] failedList(List<Miss> missing) {
    return missing.stream()
        .filter(miss -> miss.reason().isRetryable())
        .map(Miss::retryLine)
        .distinct()
        .map(line -> line + "\n")
        .collect(Collectors.joining("", TickerFiles.LEFT_OVER + run.name() + "\n", ""))
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Shows the first names that the user may correct, or that need another flag. */
  private void showUnknown(List<Miss> missing) {
    missing.stream()
        .filter(miss -> miss.reason() == MissReason.NOT_FOUND || miss.detail().contains(" --"))
        .limit(MAX_SHOWN)
        .forEach(
            miss ->
                run.log(LOG)
                    .warn(
                        "line {} of {}: {}: {}",
                        miss.source().number(),
                        miss.source().file(),
                        miss.selector(),
                        miss.detail()));
  }

  private void log(RunSummary summary, Verdict verdict) {
    // Alerts match this line, so it must not change.
    run.log(LOG)
        .with("verdict", verdict.jsonName())
        .with("stored", summary.stored())
        .with("failed", summary.failed())
        .with("requests", summary.requests().total())
        .with("bytes", summary.bytes())
        .info(
            "RUN_SUMMARY slot={} job={} verdict={} stored={} failed={}",
            summary.slot(),
            summary.job(),
            verdict.jsonName(),
            summary.stored(),
            summary.failed());
    List<RunSummary.Drift> drift = summary.schemaDrift();
    if (!drift.isEmpty()) {
      RunSummary.Drift first = drift.get(0);
      run.log(LOG)
          .warn(
              "Kalshi's objects differ from the known schema: {} differences, the first: {} {} {} in {}"
                  + " (see schema_drift in {}/{}/summary.json)",
              drift.size(),
              first.dataset(),
              first.finding(),
              first.field(),
              first.example(),
              output,
              run.folder());
    }
  }

  private String whyFailed(RunSummary summary, List<Miss> missing) {
    String stoppedBy = summary.stoppedBy();
    if (stoppedBy != null) {
      return "the run was stopped: " + stoppedBy;
    }
    if (summary.failed() == 0) {
      return "nothing is stored, because Kalshi has none of the names in "
          + summary.tickers().file()
          + "; correct them and run again";
    }
    String mostFrequent =
        missing.stream()
            .filter(miss -> miss.reason().isFailure())
            .collect(Collectors.groupingBy(Miss::detail, TreeMap::new, Collectors.counting()))
            .entrySet()
            .stream()
            .max(Map.Entry.comparingByValue())
            .map(Map.Entry::getKey)
            .orElse("no reason was given");
    return String.format(
        Locale.ROOT,
        "%d requested %s missing, mostly because: %s (see %s/%s/misses.ndjson)",
        summary.failed(),
        summary.failed() == 1 ? "item is" : "items are",
        mostFrequent,
        output,
        run.folder());
  }

  private static final class FailFn extends DoFn<String, Void> {
    @ProcessElement
    public void fail(@Element String why) {
      throw new RunFailedException(why);
    }
  }

  /** Thrown if the run's files cannot be written. */
  public static final class SummaryNotWrittenException extends IOException {

    private static final long serialVersionUID = 1L;

    SummaryNotWrittenException(String message, IOException cause) {
      super(message, cause);
    }
  }

  /** A run whose verdict is "failed"; its summary is written. */
  public static final class RunFailedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    RunFailedException(String message) {
      super(message);
    }
  }
}
