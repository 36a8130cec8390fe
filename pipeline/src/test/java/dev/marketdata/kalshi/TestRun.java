package dev.marketdata.kalshi;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.marketdata.kalshi.api.MarketDataset;
import dev.marketdata.kalshi.api.Window;
import dev.marketdata.kalshi.api.Windows;
import dev.marketdata.kalshi.auth.CredentialSources;
import dev.marketdata.kalshi.budget.BudgetSettings;
import dev.marketdata.kalshi.client.ApiRoot;
import dev.marketdata.kalshi.client.KalshiClients;
import dev.marketdata.kalshi.client.KalshiSettings;
import dev.marketdata.kalshi.client.QuickClients;
import dev.marketdata.kalshi.datasets.Datasets;
import dev.marketdata.kalshi.datasets.MarketSelection;
import dev.marketdata.kalshi.fetch.FetchRules;
import dev.marketdata.kalshi.gcs.GcsEndpoint;
import dev.marketdata.kalshi.gcs.QuickStorage;
import dev.marketdata.kalshi.runs.RunNotices;
import dev.marketdata.kalshi.runs.RunSummary;
import dev.marketdata.kalshi.runs.WriteRunSummary.RunFailedException;
import dev.marketdata.kalshi.simulator.KalshiSimulator;
import dev.marketdata.kalshi.simulator.ManualClock;
import dev.marketdata.kalshi.simulator.SimulatorKeys;
import dev.marketdata.kalshi.storage.StorageRole;
import dev.marketdata.kalshi.storage.StorageServer;
import dev.marketdata.kalshi.store.ObjectStore;
import dev.marketdata.kalshi.store.OutputRoot;
import dev.marketdata.kalshi.store.RunId;
import dev.marketdata.kalshi.store.ShardWriter;
import dev.marketdata.kalshi.store.Slot;
import dev.marketdata.kalshi.tickers.TickerFiles;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.beam.sdk.Pipeline;
import org.apache.beam.sdk.options.PipelineOptions;
import org.apache.beam.sdk.options.PipelineOptionsFactory;
import org.jspecify.annotations.Nullable;

/** Runs the whole job on this machine, and reads the files of its folder. */
final class TestRun {

  static final Slot SLOT = new Slot(Instant.parse("2026-11-22T14:00:00Z"));

  /** Beam's system property for the flags of another runner, a JSON array. */
  private static final String ENGINE = "beamTestPipelineOptions";

  private static final Pattern LAST_STEP =
      Pattern.compile(RunFailedException.class.getSimpleName() + ": (.*)");

  private static final Duration INTERVAL = Duration.ofHours(2);

  private static final String BUCKET = "kalshi-out";

  private static final ObjectMapper JSON = new ObjectMapper();

  private KalshiSimulator kalshi;
  private final Path folder;
  private Slot slot = SLOT;
  private @Nullable CredentialSources credentials;
  private BigDecimal budgetShare = new BigDecimal("0.9");
  private @Nullable BigDecimal requestsPerSecond = new BigDecimal(1_000);
  private Instant deadline = Instant.now().plus(Duration.ofHours(1));
  private List<MarketDataset> include = List.of();
  private Duration catchUp = Duration.ZERO;
  private @Nullable Windows backfill;
  private BigDecimal maxFailedFraction = BigDecimal.ZERO;
  private @Nullable StorageServer bucket;
  private @Nullable ManualClock clock;
  private @Nullable Duration attemptTimeout;
  private Duration grace = ShardWriter.GRACE;
  private int runs;

  /** Reads unsigned and fast; keeps everything under the folder. */
  TestRun(KalshiSimulator kalshi, Path folder) {
    this.kalshi = kalshi;
    this.folder = folder;
  }

  /** Signs requests, with nine tenths of the account's budget. */
  TestRun signedBy(SimulatorKeys keys) {
    credentials = QuickClients.credentials(folder, keys);
    requestsPerSecond = null;
    return this;
  }

  TestRun spending(String share) {
    budgetShare = new BigDecimal(share);
    return this;
  }

  TestRun slot(Instant time) {
    slot = new Slot(time);
    return this;
  }

  TestRun deadline(Instant time) {
    deadline = time;
    return this;
  }

  TestRun including(MarketDataset... datasets) {
    include = Datasets.withThoseThatTheyFollow(List.of(datasets));
    return this;
  }

  /** Collects windows of earlier slots too. */
  TestRun catchingUp(Duration duration) {
    catchUp = duration;
    return this;
  }

  /** Collects the windows of past slots, and nothing else. */
  TestRun backfilling(Instant from, Instant to) {
    int count = (int) (1 + Duration.between(from, to).dividedBy(INTERVAL));
    backfill = new Windows(Window.before(from, INTERVAL), count);
    slot = new Slot(to);
    return this;
  }

  TestRun allowing(String failedFraction) {
    maxFailedFraction = new BigDecimal(failedFraction);
    return this;
  }

  TestRun deadlineIn(Duration duration) {
    return deadline(Instant.now().plus(duration));
  }

  /** Uses another exchange. */
  TestRun at(KalshiSimulator other) {
    kalshi = other;
    return this;
  }

  /** Waits so long for shards that are in flight at the deadline. */
  TestRun graceOf(Duration duration) {
    grace = duration;
    return this;
  }

  /**
   * Keeps everything in a bucket, by a client that retries after milliseconds, with the roles of a
   * worker on Dataflow.
   */
  TestRun into(StorageServer storage) {
    bucket =
        storage
            .bucket(BUCKET)
            .grant(
                BUCKET,
                StorageRole.OBJECT_CREATOR,
                StorageRole.OBJECT_VIEWER,
                StorageRole.DATAFLOW_WORKER);
    QuickStorage.join(GcsEndpoint.of(storage.endpoint()));
    return this;
  }

  /** Waits only for responses, up to this timeout. */
  TestRun attemptsOf(Duration timeout) {
    attemptTimeout = timeout;
    return this;
  }

  /** Waits by advancing the clock, up to two hours. */
  TestRun waitingOn(ManualClock time) {
    clock = time;
    deadline = time.instant().plus(Duration.ofHours(2));
    return this;
  }

  Left collect(String... lines) throws IOException {
    return collect(List.of(lines));
  }

  Left collect(List<String> lines) throws IOException {
    return collect(settings(lines));
  }

  Left collect(TickerFiles tickers) throws IOException {
    return collect(settings(tickers));
  }

  Left collect(RunSettings settings) throws IOException {
    return read(settings, failureOf(settings));
  }

  /** Runs the job, and returns its exception; null if it succeeded. */
  @Nullable Throwable failureOf(RunSettings settings) throws IOException {
    boolean joined = joinFirst(settings.kalshi());
    try {
      pipeline(settings, grace).run().waitUntilFinish();
      return null;
    } catch (RuntimeException e) {
      // Each runner wraps it differently.
      if (!(e instanceof Pipeline.PipelineExecutionException) && lastStep(e).isEmpty()) {
        throw e;
      }
      return e;
    } finally {
      if (joined) {
        KalshiClients.release(settings.kalshi());
      }
    }
  }

  RunSettings settings(List<String> lines) throws IOException {
    Path tickers = folder.resolve("tickers.txt");
    Files.write(tickers, lines);
    return settings(new TickerFiles(tickers.toString(), GcsEndpoint.GOOGLE));
  }

  /** Returns the settings of the next run; each run begins a second after the one before. */
  RunSettings settings(TickerFiles tickers) throws IOException {
    runs++;
    RunId run = new RunId(slot, "test", slot.time().plusSeconds(runs));
    if (bucket == null) {
      Files.createDirectories(output());
    }
    return new RunSettings(
        run,
        tickers,
        outputRoot(),
        new KalshiSettings(
            run.name() + folder,
            new ApiRoot(kalshi.url().toString()),
            credentials,
            new BudgetSettings(budgetShare, requestsPerSecond),
            deadline),
        backfill == null ? rules() : rules().backfilling(backfill),
        maxFailedFraction,
        RunNotices.NONE);
  }

  private FetchRules rules() {
    return new FetchRules(
        new MarketSelection(Set.of(), slot.time().minus(INTERVAL.multipliedBy(2)), false),
        include,
        Window.before(slot.time(), INTERVAL),
        INTERVAL,
        catchUp);
  }

  private static Pipeline pipeline(RunSettings settings, Duration grace) throws IOException {
    Pipeline pipeline = Pipeline.create(engine());
    MarketDataPipeline.build(pipeline, settings, grace);
    return pipeline;
  }

  private boolean joinFirst(KalshiSettings settings) {
    if (clock != null) {
      QuickClients.join(settings, clock);
    } else if (attemptTimeout != null) {
      QuickClients.join(settings, attemptTimeout);
    }
    return clock != null || attemptTimeout != null;
  }

  private OutputRoot outputRoot() {
    return bucket == null
        ? new OutputRoot(output().toString())
        : new OutputRoot("gs://" + BUCKET, GcsEndpoint.of(bucket.endpoint()));
  }

  Path output() {
    return folder.resolve("output");
  }

  /** Returns every file under a dataset's folder by its path under the output root. */
  Map<String, String> files(String dataset) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    if (bucket != null) {
      bucket
          .objects(BUCKET, dataset)
          .forEach(
              object ->
                  contents.put(
                      object.name(), new String(object.content(), StandardCharsets.UTF_8)));
    }
    for (Path file : paths(dataset)) {
      contents.put(
          output().relativize(file).toString(), Files.readString(file, StandardCharsets.UTF_8));
    }
    return contents;
  }

  /** Returns the files under a dataset's folder. */
  List<Path> paths(String dataset) throws IOException {
    Path root = output().resolve(dataset);
    if (!Files.exists(root)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(root)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** Returns the tickers that have a shard in this slot, sorted. */
  List<String> shards(String dataset) throws IOException {
    return files(dataset).keySet().stream()
        .filter(path -> path.endsWith("/" + slot.stamp() + ".json"))
        .map(path -> path.replaceFirst(".*/ticker=([^/]+)/.*", "$1"))
        .sorted()
        .toList();
  }

  /** Returns the text of a market's shard in this slot. */
  String shard(String ticker) throws IOException {
    return files("market_data")
        .getOrDefault(
            "market_data/ticker=" + ticker + "/date=" + slot.date() + "/" + slot.stamp() + ".json",
            "none");
  }

  /** The direct runner with one thread, as the command line has it, unless another is named. */
  private static PipelineOptions engine() throws IOException {
    String flags = System.getProperty(ENGINE, "[\"--targetParallelism=1\"]");
    return PipelineOptionsFactory.fromArgs(JSON.readValue(flags, String[].class)).create();
  }

  Left read(RunSettings settings, @Nullable Throwable failure) throws IOException {
    String run = settings.run().folder();
    try (ObjectStore store = settings.output().open(settings.run())) {
      return new Left(
          run,
          RunSummary.fromJson(store.read(run + "/summary.json")),
          lines(store.read(run + "/misses.ndjson")),
          lines(store.read(run + "/shards.ndjson")),
          new String(store.read(run + "/failed.txt"), StandardCharsets.UTF_8)
              .lines()
              .filter(line -> !line.startsWith("#"))
              .toList(),
          failure);
    }
  }

  /** Returns the message of the last step, which some runners have only as text. */
  private static Optional<String> lastStep(@Nullable Throwable failure) {
    return Stream.<@Nullable Throwable>iterate(failure, Objects::nonNull, Throwable::getCause)
        .map(cause -> LAST_STEP.matcher(String.valueOf(cause)))
        .filter(Matcher::find)
        .map(message -> message.group(1))
        .findFirst();
  }

  private static List<JsonNode> lines(byte[] file) throws IOException {
    List<JsonNode> lines = new ArrayList<>();
    for (String line : new String(file, StandardCharsets.UTF_8).lines().toList()) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  /** The files of a run's folder, and how the run ended. */
  record Left(
      String folder,
      RunSummary summary,
      List<JsonNode> misses,
      List<JsonNode> receipts,
      List<String> failed,
      @Nullable Throwable failure) {

    /** Returns {@code SELECTOR reason} for each miss, sorted. */
    List<String> missed() {
      return misses.stream()
          .map(miss -> miss.get("selector").asText() + " " + miss.get("reason").asText())
          .sorted()
          .toList();
    }

    /** Returns the message of the run's failure. */
    String whyFailed() {
      return lastStep(failure).orElse("it did not");
    }
  }
}
